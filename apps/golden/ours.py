"""Records that we created at targets: each belongs to the golden record it was made for, however little it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden import queries
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.situation import Edges
from apps.matching.types import Flags, Floats, Indices, ScoredPairs
from apps.sources.queries import Named, Observed
from apps.sync.queries import bound


def made_for(domain: Domain, records: Mapping[UUID, Observed | Named]) -> dict[UUID, UUID]:
    """The golden records that those of these records were created for which we created; a query per system."""
    by_system: dict[int, dict[str, UUID]] = {}
    for key, record in records.items():
        by_system.setdefault(record.system_id, {})[record.external_id] = key
    found = {system_id: bound(system_id, domain.name, keys) for system_id, keys in by_system.items()}
    return {by_system[number][key]: golden for number, made in found.items() for key, golden in made.items()}


def homes(made: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Where records that we created come home to: those that are in no golden record yet, and whose own still lives."""
    known = queries.get_many(set(made.values()))
    home = {record: known[golden].merged_into or golden for record, golden in made.items() if golden in known}
    crossed = queries.goldens_of(home)
    live = queries.get_many(set(home.values()))
    return {r: g for r, g in home.items() if r not in crossed and g in live and live[g].is_live}


@dataclass(frozen=True, slots=True)
class PairScorer:
    """Scores further pairs on demand, and knows which records are held by something else than their likeness.

    A `mute` record says nothing of its own: it keeps nobody out. One that we `made` need not show whose it is: where it
    speaks against a pair, it does so from the join threshold on.
    """

    domain: Domain
    columns: Columns
    mute: Flags
    made: Flags

    def __call__(self, left: Indices, right: Indices) -> ScoredPairs:
        scored = score_pairs(self.domain.spec, self.columns, left, right, self.domain.tables)
        return replace(scored, weight=self._heard(scored.weight, left, right))

    def within(self, edges: Edges, home: Indices) -> Edges:
        """Edges of which those inside a golden record (`home` per node, -1: none) weigh what they would on demand."""
        inside = (home[edges.left] == home[edges.right]) & (home[edges.left] >= 0)
        heard = self._heard(edges.weight, edges.left, edges.right)
        return replace(edges, weight=np.where(inside, heard, edges.weight))

    def _heard(self, weight: Floats, left: Indices, right: Indices) -> Floats:
        spec = self.domain.spec
        fit = np.float32(max(spec.thresholds.keep, spec.thresholds.cohere))
        lent = np.minimum(weight + np.float32(spec.thresholds.join - spec.prior), fit)
        heard = np.where(self.made[left] | self.made[right], np.maximum(weight, lent), weight)
        return np.where(self.mute[left] | self.mute[right], fit, heard)
