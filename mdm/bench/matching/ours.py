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
from apps.matching.engine import score_pairs
from apps.matching.link import candidates_of, estimated_from, seen_in, with_others
from apps.matching.population import tables_of
from apps.matching.score import score_patterns
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
        pairs, space = with_others(columns, pairs, None, seed=1)
    with clock.stage("compare"):
        seen = seen_in(spec, columns, space, tables, workers=WORKERS)
        del space
    with clock.stage("estimate"):
        spec = estimated_from(spec, pairs, seen).spec
    with clock.stage("score"):
        scored = score_patterns(spec, seen.near)
        believed = (scored.weight >= EVEN_ODDS) & ~scored.vetoed
        edges = Edges(pairs.left, pairs.right, scored.weight, scored.veto).where(believed)
        count = len(pairs)
        del pairs, seen, scored, believed
    with clock.stage("cluster"):
        scorer, fresh = _scorer(spec, columns, tables), Situation.fresh(columns.size)
        groups = cluster(edges, fresh, Thresholds.even_odds(), scorer, workers=WORKERS).groups
    return count, Found(edges.left, edges.right, _numbers(groups, columns.size))


def _scorer(spec: MatchSpec, columns: Columns, tables: Tables) -> PairScorer:
    """Scores a few pairs of many records: only what those hold is looked at."""

    def score(left: Indices, right: Indices) -> ScoredPairs:
        records, place = np.unique(np.concatenate((left, right)), return_inverse=True)
        pairs = place[: len(left)], place[len(left) :]
        return score_pairs(spec, columns.only(records), *pairs, tables, workers=WORKERS)

    return score


def _numbers(groups: list[list[int]], size: int) -> Indices:
    """The group of every record, named after its first member."""
    number = np.empty(size, np.int64)
    members = np.fromiter(chain.from_iterable(groups), np.int64, size)
    number[members] = np.repeat([group[0] for group in groups], [len(group) for group in groups])
    return number


if __name__ == "__main__":
    run(Engine("ours", matched))
