"""The same batch on one machine in one piece: what every way of scaling out must give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from apps.domains.columnar import columns_of
from apps.domains.definition import Domain
from apps.matching.candidates import batch_pairs
from apps.matching.cluster import cluster
from apps.matching.engine import score_pairs
from apps.matching.link import link
from apps.matching.situation import Edges, Situation
from apps.matching.types import Indices, MatchSpec, ScoredPairs
from mdm.bench.matching import sheet
from mdm.scale.outcome import Outcome
from mdm.scale.partition import EVEN


@dataclass(frozen=True, slots=True)
class Whole:
    """Comparable results: estimated weights, weight of every link, group of every record, candidates, crowded keys."""

    spec: MatchSpec
    weights: dict[tuple[int, int], float]
    group: list[int]
    candidates: int
    skipped: list[tuple[int, int, int]]

    @classmethod
    def of(cls, outcome: Outcome) -> Whole:
        pairs = outcome.pairs
        ends = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
        weights = dict(zip(ends, pairs.weight.tolist(), strict=True))
        assert len(weights) == len(pairs), "a pair came twice"
        skipped = sorted((block.rule, block.key, block.size) for block in outcome.skipped)
        return cls(outcome.spec, weights, outcome.group.tolist(), outcome.candidates, skipped)


def whole(domain: Domain, records: Path, seed: int = 1) -> Whole:
    columns = columns_of(domain, sheet.read(records))
    spec = replace(domain.spec, neighbours=())  # nearest texts need all texts in one place
    linked = link(spec, columns, seed=seed)
    keep = (linked.scored.weight >= 0) & ~linked.scored.vetoed
    left, right, weight = linked.pairs.left[keep], linked.pairs.right[keep], linked.scored.weight[keep]

    def score(one: Indices, other: Indices) -> ScoredPairs:
        return score_pairs(linked.spec, columns, one, other, linked.tables)

    edges = Edges(left, right, weight, linked.scored.veto[keep])
    group = np.arange(columns.size)
    for members in cluster(edges, Situation.fresh(columns.size), EVEN, score).groups:
        group[members] = min(members)
    weights = dict(zip(zip(left.tolist(), right.tolist(), strict=True), weight.tolist(), strict=True))
    skipped = sorted((b.rule, b.key, b.size) for b in batch_pairs(domain.spec.blocking, columns).skipped)
    return Whole(
        replace(linked.spec, neighbours=domain.spec.neighbours), weights, group.tolist(), len(linked.pairs), skipped
    )
