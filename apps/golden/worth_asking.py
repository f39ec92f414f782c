"""Which pairs of live records are worth a steward's time: their answers would teach the weights most."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.golden import linked
from apps.golden.live import live
from apps.golden.rules import in_force
from apps.golden.words import Verdict
from apps.matching.ask import ask
from apps.matching.decide import Band, band
from apps.matching.job import Job
from apps.matching.patterns import compared
from apps.matching.refine import UNSAID
from apps.matching.score import score_patterns
from apps.seams import Seams


@dataclass(frozen=True, slots=True)
class Question:
    """A pair of source records nobody has spoken of: what it weighs, and how many pairs have the same levels.

    `waits` tells whether it stands in the review queue already.
    """

    one: UUID
    other: UUID
    weight: float
    band: Band
    alike: int
    waits: bool


def worth_asking(*, domain: str, seams: Seams, most: int = 20) -> list[Question]:
    """The pairs whose answers tell most, the most telling first; see `matching.ask`. Writes nothing.

    Near the join threshold under the rules in force, one of many that look like it, unlike what stewards have said
    already. Pairs that a rule forbids are left out. Raises LookupError where no rulebook is active.
    """
    rules, _ = in_force(domain)
    scene = live(rules, seams.now()).possible()
    records, columns, pairs = scene.stock.ids, scene.stock.columns, scene.pairs
    found = compared(rules.spec.comparisons, columns, pairs.left, pairs.right, rules.tables)
    scored = score_patterns(rules.spec, found)
    job = Job(rules.spec, columns, pairs.left, pairs.right, scored, rules.tables)
    limits = rules.spec.thresholds
    rows = ask(job, found, most, known=scene.labels != UNSAID, threshold=limits.join).tolist()
    ends = {row: (records[int(pairs.left[row])], records[int(pairs.right[row])]) for row in rows}
    waiting = _waiting({record for pair in ends.values() for record in pair})
    return [
        Question(
            *ends[row],
            weight=float(scored.weight[row]),
            band=band(float(scored.weight[row]), False, limits),
            alike=int(found.counts[found.of_pair[row]]),
            waits=frozenset(ends[row]) in waiting,
        )
        for row in rows
    ]


def _waiting(records: set[UUID]) -> set[frozenset[UUID]]:
    """The pairs among these records that a person is asked about."""
    links = linked.links_among(records)
    return {frozenset((link.left_id, link.right_id)) for link in links if link.verdict == Verdict.SUGGESTED}
