"""Which golden records could this be? The question of a form being filled in, or of a system before it creates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.history.prepared import prepared_rows
from apps.matching.blocking import keys
from apps.matching.columns import Columns
from apps.matching.decide import Band, band
from apps.matching.score import explained, score_levels
from apps.matching.types import NO_TABLES, Evidence, Features, Indices, LevelMatrix, MatchSpec, ScoredPairs, Tables
from apps.sources.candidates import Candidate, candidates

MOST_PER_KEY: Final = 100
"""A key shared by more records than this says little about any of them; it is skipped, and the answer says so."""


@dataclass(frozen=True, slots=True)
class Match:
    """A golden record that the asked values may mean: its best record, how sure, why, and what proposed it.

    `golden` is None while the record waits to be resolved.
    """

    golden: UUID | None
    record: UUID
    weight: float
    probability: float
    band: Band
    vetoed_by: str
    proposed_by: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The matches, best first; how many records were compared; the rules whose key too many records share."""

    matches: tuple[Match, ...]
    compared: int
    crowded: tuple[str, ...]


def match(
    *, domain: Domain, records: Sequence[Mapping[str, Any]], limit: int = 10, tables: Tables = NO_TABLES
) -> list[Answer]:
    """For each record (raw values by field) the golden records it joins or may join, at most `limit`.

    Nothing is stored. The same standardising, keys, comparisons, weights and bands as when a landed record is resolved;
    what it does not ask is whether the members of a golden record agree among each other.
    """
    features = [features_of(domain, record) for record in records]
    return match_features(domain=domain, records=features, limit=limit, tables=tables)


def features_of(domain: Domain, record: Mapping[str, Any]) -> dict[str, str]:
    """The comparison strings of raw values, as landing would store them."""
    standard = domain.standardise(record)
    return domain.features(standard.values, standard.problems)


def match_features(
    *, domain: Domain, records: Sequence[Features], limit: int = 10, tables: Tables = NO_TABLES
) -> list[Answer]:
    """The same for records whose comparison strings are known already."""
    asked = _Asked(domain.spec, records)
    near = candidates(domain.name, asked.keys, asked.caps)
    pairs = [(one, other) for other, found in enumerate(near.found) for one in asked.owners(found.keys)]
    compared = _Compared.of(domain.spec, records, near.found, pairs, tables)
    answers = compared.answers(asked, limit) if compared else [()] * len(records)
    count = Counter(one for one, _ in pairs)
    crowded: list[list[str]] = [[] for _ in records]
    for key in near.crowded:
        crowded[asked.owner[key]].append(asked.rule(key))
    return [Answer(told, count[one], tuple(crowded[one])) for one, told in enumerate(answers)]


class _Asked:
    """The keys of the asked records, one after the other: `owner` says whose each is."""

    def __init__(self, spec: MatchSpec, records: Sequence[Features]) -> None:
        self.spec, self.size = spec, len(records)
        made = [(one, rule, key) for one, record in enumerate(records) for rule, key in keys(spec.blocking, record)]
        self.owner = [one for one, _, _ in made]
        self.rules = [rule for _, rule, _ in made]
        self.keys = [key for _, _, key in made]
        self.caps = [min(spec.blocking[rule].cap, MOST_PER_KEY) for rule in self.rules]

    def owners(self, found: Sequence[int]) -> Sequence[int]:
        """The records that have one of these keys."""
        return (0,) if self.size == 1 else sorted({self.owner[key] for key in found})

    def rule(self, key: int) -> str:
        return self.spec.blocking[self.rules[key]].name


@dataclass(frozen=True, slots=True)
class _Compared:
    """Pairs of an asked record and a candidate, with their scores and levels."""

    spec: MatchSpec
    columns: Columns
    found: Sequence[Candidate]
    pairs: Sequence[tuple[int, int]]
    sides: tuple[Indices, Indices]
    scored: ScoredPairs
    levels: LevelMatrix
    tables: Tables

    @classmethod
    def of(
        cls, spec: MatchSpec, records: Sequence[Features], found: Sequence[Candidate],
        pairs: Sequence[tuple[int, int]], tables: Tables,
    ) -> _Compared | None:  # fmt: skip
        if not pairs:
            return None
        columns = Columns.of([*records, *(candidate.features for candidate in found)], _asked_of(spec, records))
        left, right = np.array(pairs, np.int64).T
        right = right + len(records)
        scored, levels = score_levels(spec, columns, left, right, tables)
        return cls(spec, columns, found, pairs, (left, right), scored, levels, tables)

    def answers(self, asked: _Asked, limit: int) -> list[tuple[Match, ...]]:
        """Per asked record its matches: the best record of each golden record, best first."""
        bands = self._bands()
        rows = [row for row, reached in enumerate(bands) if reached != "none"]
        weight = self.scored.weight
        rows.sort(key=lambda row: (-weight[row], self.found[self.pairs[row][1]].record_id))
        home = _goldens_of(self.found[self.pairs[row][1]].record_id for row in rows)
        best: dict[tuple[int, str | UUID], int] = {}
        room = Counter[int]()
        for row in rows:
            one, other = self.pairs[row]
            record = self.found[other].record_id
            if (one, home.get(record, record)) not in best and room[one] < limit:
                room[one] += 1
                best[one, home.get(record, record)] = row
        told: list[list[Match]] = [[] for _ in range(asked.size)]
        rows = list(best.values())
        sides = self.sides[0][rows], self.sides[1][rows]
        why = explained(self.spec, self.columns, sides, self.levels[rows], self.tables)
        for row, lines in zip(rows, why, strict=True):
            spoken = tuple(line for line in lines if line.weight or line.veto or (line.left and line.right))
            told[self.pairs[row][0]].append(self._match(asked, row, bands[row], home, spoken))
        return [tuple(matches) for matches in told]

    def _bands(self) -> list[Band]:
        scored = zip(self.scored.weight.tolist(), self.scored.vetoed.tolist(), strict=True)
        return [band(weight, vetoed, self.spec.thresholds) for weight, vetoed in scored]

    def _match(
        self, asked: _Asked, row: int, reached: Band, home: Mapping[str, UUID], evidence: tuple[Evidence, ...]
    ) -> Match:
        one, other = self.pairs[row]
        candidate, veto = self.found[other], int(self.scored.veto[row])
        return Match(
            golden=home.get(candidate.record_id),
            record=UUID(candidate.record_id),
            weight=float(self.scored.weight[row]),
            probability=float(self.scored.probability[row]),
            band=reached,
            vetoed_by=self.spec.comparisons[veto].name if veto >= 0 else "",
            proposed_by=tuple(dict.fromkeys(asked.rule(key) for key in candidate.keys if asked.owner[key] == one)),
            evidence=evidence,
        )


def _asked_of(spec: MatchSpec, records: Sequence[Features]) -> dict[str, None]:
    """The features of all comparisons that one of the records can answer; the others say nothing about it."""
    wanted: dict[str, None] = {}
    for comparison in spec.comparisons:
        if any(feature in record for record in records for feature in comparison.features):
            wanted |= dict.fromkeys(comparison.features)
            if comparison.frequency_of:
                wanted[comparison.frequency_of] = None
    return wanted


def _goldens_of(record_ids: Iterable[str]) -> dict[str, UUID]:
    """Golden id by record id, as candidates have it."""
    ids = dict.fromkeys(record_ids)
    if not ids:
        return {}
    query = "SELECT record_id::text, golden_id FROM golden_xref WHERE record_id = ANY(%s::uuid[])"
    return dict(prepared_rows(query, ["{" + ",".join(ids) + "}"]))
