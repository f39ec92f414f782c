"""Which golden records could this be? The question of a form being filled in, or of a system before it creates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden.candidates import reach_of
from apps.matching.against import against, features_asked
from apps.matching.blocking import keys
from apps.matching.columns import Columns
from apps.matching.decide import Band, band
from apps.matching.evidence import explained
from apps.matching.score import probability
from apps.matching.types import Evidence, Features, LevelMatrix
from apps.matching.why import UNASKED
from apps.sources.candidates import Candidate, Candidates, Reach, candidates

REACH: Final = Reach(most=24, least=0.05)
"""The candidates that are compared: those that share the most and the rarest keys.

Among a million records the median question compares 4, one in a hundred all 24 (`manage.py bench match-one`).
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A golden record that the asked values may mean: its best record, how sure, why, and what proposed it.

    `golden` is None while the record waits to be resolved. `evidence` is there where it was asked for.
    """

    golden: UUID | None
    record: UUID
    weight: float
    band: Band
    vetoed_by: str
    proposed_by: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def probability(self) -> float:
        return float(probability(np.array(self.weight, np.float32)))


BLANK: Final = "It reads as a blank: left out."
"""What is wrong with an asked value that says nothing, such as "n/a"."""

Outcome = Literal["join", "review", "wait", "new"]
"""What these matches make of a record: it joins one golden record; a person is asked; it is like one that waits to be
resolved; it is a golden record of its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of all matches, and the best of them, best first; how many records were compared.

    `joins` is the golden record of the outcome `join`. `looked_by` names the rules that the record has a key of (none:
    nothing to look by), `crowded` those whose key too many records share. `problems` says by field which asked values
    fail their validation or say nothing.
    """

    outcome: Outcome
    joins: UUID | None
    matches: tuple[Match, ...]
    compared: int
    looked_by: tuple[str, ...]
    crowded: tuple[str, ...]
    problems: Mapping[str, str] = field(default_factory=dict)


def match(
    *, domain: Domain, records: Sequence[Mapping[str, Any]], limit: int = 10, explain: bool = False
) -> list[Answer]:
    """For each record (raw values by field) the golden records it joins or may join, at most `limit`.

    Nothing is stored. The same standardising, keys, comparisons, weights and bands as when a landed record is resolved;
    what it does not ask is whether the members of a golden record agree among each other, and candidates beyond
    `REACH`. Why a match has its weight is told when asked to `explain`.
    """
    return [_match_one(domain, record, limit, explain) for record in records]


def _match_one(domain: Domain, record: Mapping[str, Any], limit: int, explain: bool) -> Answer:
    asked = domain.standardise(record)
    features = domain.features(asked.values, asked.problems)
    found = match_features(domain=domain, features=features, limit=limit, explain=explain)
    blank = (name for name, value in asked.values.items() if value is None and record.get(name) not in (None, ""))
    return replace(found, problems=asked.problems | dict.fromkeys(blank, BLANK))


def features_of(domain: Domain, record: Mapping[str, Any]) -> dict[str, str]:
    """The comparison strings of raw values, as landing would store them."""
    standard = domain.standardise(record)
    return domain.features(standard.values, standard.problems)


def match_features(*, domain: Domain, features: Features, limit: int = 10, explain: bool = False) -> Answer:
    """The same for one record whose comparison strings are known already."""
    rules = domain.spec.blocking
    made = keys(rules, features)
    near = candidates(
        domain.name,
        [key for _, key in made],
        [reach_of(rules[rule]) for rule, _ in made],
        REACH,
        _GOLDEN,
    )
    names = [rules[rule].name for rule, _ in made]
    return _Asked(domain, features, names, limit, explain).answer(near)


def _outcome(matches: Sequence[Match], margin: float) -> tuple[Outcome, UUID | None]:
    """As a landed record fares: rivals, or a second golden record within the margin, make a person decide."""
    if not matches:
        return "new", None
    joins = [found for found in matches if found.band == "join"]
    if not joins:
        return "review", None
    if not any(found.golden for found in joins):
        return "wait", None
    best, *others = [found for found in matches if found.golden and not found.vetoed_by]
    rivals = any(found.band == "join" or found.weight >= best.weight - margin for found in others)
    return ("review", None) if rivals else ("join", best.golden)


def _best(found: Sequence[Candidate], weights: Sequence[float], bands: Sequence[Band]) -> list[int]:
    """The heaviest candidate in reach of each golden record, and each that waits for one, the heaviest first."""
    reached = [row for row, each in enumerate(bands) if each != "none"]
    best: dict[str, int] = {}
    for row in sorted(reached, key=lambda row: (-weights[row], found[row].record_id)):
        best.setdefault(found[row].beside or found[row].record_id, row)
    return list(best.values())


_GOLDEN: Final = "(SELECT golden_id FROM golden_xref WHERE record_id = known.id)"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One asked record; `rules` names the rule of every asked key."""

    domain: Domain
    features: Features
    rules: Sequence[str]
    limit: int
    explain: bool

    def answer(self, near: Candidates) -> Answer:
        matches = self._matches(near.found)
        outcome, joins = _outcome(matches, self.domain.spec.thresholds.margin)
        return Answer(
            outcome=outcome,
            joins=joins,
            matches=matches[: self.limit],
            compared=len(near.found),
            looked_by=tuple(dict.fromkeys(self.rules)),
            crowded=tuple([self.rules[key] for key in near.crowded]),
        )

    def _matches(self, found: Sequence[Candidate]) -> tuple[Match, ...]:
        """The best record of each golden record that is in reach, best first."""
        if not found:
            return ()
        spec = self.domain.spec
        others = [candidate.features for candidate in found]
        stand = against(spec, self.features, others, self.domain.tables)
        weights, vetoes = stand.weight, stand.veto
        bands = [band(weight, veto >= 0, spec.thresholds) for weight, veto in zip(weights, vetoes, strict=True)]
        rows = _best(found, weights, bands)
        why: Sequence[tuple[Evidence, ...]] = [()] * len(rows)
        if self.explain and rows:
            why = self._why([found[row] for row in rows], stand.matrix(rows, len(spec.comparisons)))
        return tuple(
            Match(
                golden=UUID(found[row].beside) if found[row].beside else None,
                record=UUID(found[row].record_id),
                weight=weights[row],
                band=bands[row],
                vetoed_by=spec.comparisons[vetoes[row]].name if vetoes[row] >= 0 else "",
                proposed_by=tuple(dict.fromkeys(self.rules[key] for key in sorted(found[row].keys))),
                evidence=why[place],
            )
            for place, row in enumerate(rows)
        )

    def _why(self, told: Sequence[Candidate], levels: LevelMatrix) -> list[tuple[Evidence, ...]]:
        """The lines that weigh or forbid, or compare something."""
        spec, tables = self.domain.spec, self.domain.tables
        records = [self.features, *(candidate.features for candidate in told)]
        columns = Columns.of(records, features_asked(spec, self.features))
        pairs = np.zeros(len(told), np.int64), np.arange(1, len(records))
        return [
            tuple(
                line
                for line in lines
                if line.weight or line.veto or (line.left and line.right and line.label != UNASKED)
            )
            for lines in explained(spec, columns, pairs, levels, tables)
        ]
