"""Our engine over the file: the way of a batch as first loads and evaluations go it, clocked stage by stage.

Nothing is chosen with the truth in hand: weights are estimated from the records, pairs count as found at even odds, and
groups are made at even odds too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Final

import numpy as np

from apps.matching.cluster import cluster
from apps.matching.columns import Columns
from apps.matching.components import PairScorer
from apps.matching.estimate import Counted, estimate
from apps.matching.link import candidates_of, other_pairs
from apps.matching.population import tables_of
from apps.matching.score import compared_patterns, score_counted, score_levels
from apps.matching.situation import Edges, Situation
from apps.matching.types import Indices, MatchSpec, ScoredPairs, Tables, Thresholds
from mdm.bench.matching.clock import Clock
from mdm.bench.matching.engine import Engine, run
from mdm.bench.matching.quality import Found

WORKERS: Final = 2
EVEN_ODDS: Final = 0.0


def matched(spec: MatchSpec, columns: Columns, clock: Clock, same_pairs: bool) -> tuple[int, Found]:
    """Candidate pairs counted, and what the engine finds."""
    spec = replace(spec, neighbours=())  # no peer has them: both go by the same blocking rules
    with clock.stage("block"):
        pairs = candidates_of(spec, columns, workers=WORKERS)
        tables = tables_of(spec, columns)
    with clock.stage("estimate"):
        *others, space = other_pairs(columns, pairs, None, seed=1)
    with clock.stage("compare"):  # candidates and others together, and counted by their patterns
        count = len(pairs)
        left = np.concatenate((pairs.left, others[0]), dtype=np.int32)
        right = np.concatenate((pairs.right, others[1]), dtype=np.int32)
        del pairs, others  # held once, and their rules are not asked for
        found = compared_patterns(spec.comparisons, columns, left, right, tables, workers=WORKERS)
    with clock.stage("estimate"):
        near, far = found.among(slice(count)), found.among(slice(count, None))
        spec = estimate(spec, Counted.of(near.levels, near.counts, far.levels[far.of_pair], space)).spec
        del found, far
    with clock.stage("score"):
        scored = score_counted(spec, near)
        believed = (scored.weight >= EVEN_ODDS) & ~scored.vetoed
        edges = Edges(left[:count], right[:count], scored.weight, scored.veto).where(believed)
        del near, scored, believed, left, right
    with clock.stage("cluster"):
        even = Thresholds(join=EVEN_ODDS, fuse=EVEN_ODDS, keep=EVEN_ODDS, review=EVEN_ODDS, margin=0, held="half")
        scorer = _scorer(spec, columns, tables)
        groups = cluster(edges, Situation.fresh(columns.size), even, scorer, workers=WORKERS).groups
    return count, Found(edges.left, edges.right, _numbers(groups, columns.size))


def _scorer(spec: MatchSpec, columns: Columns, tables: Tables) -> PairScorer:
    """Scores a few pairs of many records: only what those hold is looked at."""

    def score(left: Indices, right: Indices) -> ScoredPairs:
        records, place = np.unique(np.concatenate((left, right)), return_inverse=True)
        pairs = place[: len(left)], place[len(left) :]
        return score_levels(spec, columns.only(records), *pairs, tables, workers=WORKERS)[0]

    return score


def _numbers(groups: list[list[int]], size: int) -> Indices:
    """The group of every record, named after its first member."""
    number = np.empty(size, np.int64)
    members = np.fromiter(chain.from_iterable(groups), np.int64, size)
    number[members] = np.repeat([group[0] for group in groups], [len(group) for group in groups])
    return number


if __name__ == "__main__":
    run(Engine("ours", matched))
