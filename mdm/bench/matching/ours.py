"""Our engine over the file: the way of a batch as first loads and evaluations go it, clocked stage by stage.

Nothing is chosen with the truth in hand: weights are estimated from the records, pairs count as found at even odds, and
groups are made at even odds too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from apps.matching.cluster import cluster
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.link import candidates_of, estimated_from
from apps.matching.population import tables_of
from apps.matching.score import compared, score_compared
from apps.matching.situation import Edges, Situation
from apps.matching.types import Indices, MatchSpec, ScoredPairs, Thresholds
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
    with clock.stage("compare"):
        levels = compared(spec.comparisons, columns, pairs.left, pairs.right, tables, workers=WORKERS)
    with clock.stage("estimate"):
        spec = estimated_from(spec, columns, pairs, levels, tables).spec
    with clock.stage("score"):
        scored = score_compared(spec, columns, pairs.left, pairs.right, levels, tables)
        found = (scored.weight >= EVEN_ODDS) & ~scored.vetoed
        edges = Edges(pairs.left, pairs.right, scored.weight, scored.veto).where(found)

    def score(left: Indices, right: Indices) -> ScoredPairs:
        return score_pairs(spec, columns, left, right, tables)

    with clock.stage("cluster"):
        even = Thresholds(join=EVEN_ODDS, fuse=EVEN_ODDS, keep=EVEN_ODDS, review=EVEN_ODDS, margin=0, held="half")
        group = np.arange(columns.size)
        for members in cluster(edges, Situation.fresh(columns.size), even, score).groups:
            group[members] = members[0]
    return len(pairs), Found(edges.left, edges.right, group)


if __name__ == "__main__":
    run(Engine("ours", matched))
