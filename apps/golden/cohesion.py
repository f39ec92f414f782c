"""How well golden records hang together under the rules in force, and which hang by the weakest bridge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf
from typing import Final
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden import linked, queries
from apps.golden.ours import made_for
from apps.golden.rules import in_force
from apps.golden.words import Origin, Verdict
from apps.matching import cohesion as groups
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.situation import Edges
from apps.matching.types import Indices, ScoredPairs
from apps.sources import queries as sources
from apps.sources.stock import stock

MOST: Final = 200
"""Source records of one golden record that are compared, all with all; of a larger one nothing is told."""


@dataclass(frozen=True, slots=True)
class Cohesion:
    """How the source records of one golden record hang together, by all their pairs.

    `minimum` and `mean` are weights in bits, `coverage` the share of pairs that reach the `cohere` threshold. `bridge`
    is the best pair between the two `sides` that it most nearly falls into, `strength` its weight (-inf: every pair
    across is forbidden). It is `firm` where that would join of itself, `said` where a steward called two across it the
    same.
    """

    golden: UUID
    records: int
    minimum: float
    mean: float
    coverage: float
    strength: float
    bridge: tuple[UUID, UUID]
    sides: tuple[Sequence[UUID], Sequence[UUID]]
    firm: bool
    said: bool = False

    @property
    def forbidden(self) -> bool:
        """True where a veto stands against every pair across."""
        return self.strength == -inf


@dataclass(frozen=True, slots=True)
class _Scene:
    """The records looked at, their columns, and the golden record of each by number (-1: not asked about)."""

    rules: Domain
    records: Sequence[UUID]
    columns: Columns
    goldens: Sequence[UUID]
    label: Indices

    def score(self, left: Indices, right: Indices) -> ScoredPairs:
        return score_pairs(self.rules.spec, self.columns, left, right, self.rules.tables)


def cohesion(golden_id: UUID) -> Cohesion | None:
    """How one golden record hangs together; None for one of fewer than two records, or of more than `MOST`.

    A record that says nothing of its own, or that we created, is held by something else than likeness: it is left out.
    """
    row = queries.get(golden_id)
    if row is None:
        return None
    rules, _ = in_force(row.domain)
    members = queries.record_ids_of([golden_id])
    made = made_for(rules, sources.named(members))
    forms = {record: form for record, form in sources.features(members).items() if form and record not in made}
    records = sorted(forms)
    columns = Columns.of([forms[record] for record in records], rules.spec.features())
    scene = _Scene(rules, records, columns, [golden_id], np.zeros(len(records), np.int64))
    return next(iter(_weakest(scene, 1)), None)


def weakest(domain: str, most: int = 20) -> list[Cohesion]:
    """The golden records of a domain that hang by the weakest bridges, the weakest first.

    Those of two records or more, and of no more than `MOST`. Reads the whole domain, in columns.
    """
    rules, _ = in_force(domain)
    held = stock(domain, rules.spec.features())
    home = queries.goldens_of(held.ids)
    sizes = Counter(home.values())
    made = made_for(rules, sources.named(record for record, golden in home.items() if sizes[golden] > 1))
    number: dict[UUID, int] = {}
    label = np.array(
        [
            number.setdefault(home[record], len(number)) if record in home and not mute and record not in made else -1
            for record, mute in zip(held.ids, held.mute.tolist(), strict=True)
        ],
        np.int64,
    )
    return _weakest(_Scene(rules, held.ids, held.columns, list(number), label), most)


def _weakest(scene: _Scene, most: int) -> list[Cohesion]:
    pairs = groups.scored_pairs(scene.label, scene.score, MOST)
    found = groups.cohesion(scene.label, pairs, scene.rules.spec.thresholds.cohere)
    rows = np.lexsort((found.bridge[:, 0], found.strength))[:most]
    told = [_told(scene, pairs, found, row) for row in rows.tolist()]
    said = _said(record for each in told for side in each.sides for record in side)
    return [replace(each, said=any(frozenset(pair) in said for pair in product(*each.sides))) for each in told]


def _said(records: Iterable[UUID]) -> set[frozenset[UUID]]:
    """The pairs among these records that a steward called the same."""
    return {
        frozenset((link.left_id, link.right_id))
        for link in linked.links_among(records)
        if link.origin == Origin.STEWARD and link.verdict == Verdict.SAME
    }


def _told(scene: _Scene, pairs: Edges, found: groups.Cohesion, row: int) -> Cohesion:
    one, other = found.bridge[row].tolist()
    within = pairs.where(scene.label[pairs.left] == found.group[row])
    here, there = groups.sides(within, (one, other))
    strength = float(found.strength[row])
    return Cohesion(
        golden=scene.goldens[int(found.group[row])],
        records=int(found.records[row]),
        minimum=float(found.minimum[row]),
        mean=float(found.mean[row]),
        coverage=float(found.coverage[row]),
        strength=strength,
        bridge=(scene.records[one], scene.records[other]),
        sides=([scene.records[node] for node in here], [scene.records[node] for node in there]),
        firm=strength >= scene.rules.spec.thresholds.join,
    )
