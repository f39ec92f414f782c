"""Which golden values would read differently under other rules, or with other members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden import pinned, queries
from apps.golden.build import Inputs, build, outcome_of
from apps.golden.queries import Golden
from apps.matching.columns import distinct
from apps.matching.types import Indices
from apps.sources import queries as sources
from apps.sources.queries import Observed, SystemInfo
from apps.survivorship import types as survivorship

CHUNK: Final = 1000
"""Groups built at a time: memory holds the records of so many."""

Groups = tuple[Indices, Indices]
Rules = tuple[Domain, Domain]


@dataclass(frozen=True, slots=True)
class Changed:
    """How many golden records would have another value in some field, and in which fields how many."""

    golden_records: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a chunk of groups is built from."""

    records: Mapping[UUID, Observed]
    home: Mapping[UUID, UUID]
    goldens: Mapping[UUID, Golden]
    overrides: Mapping[UUID, Sequence[survivorship.Override]]
    systems: Mapping[int, SystemInfo]

    def inputs(self, members: Sequence[UUID]) -> Inputs:
        """Members with the overrides and the last state of the golden record that the first of them belongs to."""
        golden = self.goldens.get(self.home.get(members[0], members[0]))
        held = [self.records[record] for record in members if record in self.records]
        return Inputs(held, self.overrides.get(golden.id, ()) if golden else (), outcome_of(golden) if golden else None)


def changed_values(rules: Rules, ids: Sequence[UUID], group: Groups, now: datetime) -> Changed:
    """Build the golden records of the second grouping by the second rules, and compare with the first by the first.

    Each is compared with the golden record that its first record is in under the first rules. Where no rule of a field
    differs, only groups with other members are built.
    """
    touched = np.ones(len(ids), bool) if _rules_of(rules[0]) != _rules_of(rules[1]) else _other_members(*group)
    changed: Counter[str] = Counter()
    goldens = 0
    for known, firsts, seconds in _chunks(ids, group, touched):
        for one, other in zip(firsts, seconds, strict=True):
            before, after = (
                build(side, known.inputs(members), known.systems, now).values
                for side, members in zip(rules, (one, other), strict=True)
            )
            differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            changed.update(differing)
            goldens += bool(differing)
    return Changed(goldens, dict(sorted(changed.items())))


def _rules_of(rules: Domain) -> list[Any]:
    return [(f.name, f.owners, f.strategies, f.on_empty) for f in rules.fields]


def _other_members(before: Indices, after: Indices) -> Any:
    """The records whose group does not have the same members under both."""
    cell = np.unique(np.column_stack((before, after)), axis=0, return_inverse=True)[1].ravel()
    shared = np.bincount(cell)[cell]
    alike = [shared == np.bincount(side, minlength=len(side))[side] for side in (before, after)]
    return ~(alike[0] & alike[1])


def _chunks(
    ids: Sequence[UUID], group: Groups, touched: Any
) -> Iterator[tuple[_Known, list[list[UUID]], list[list[UUID]]]]:
    """Groups to build, some at a time: what is known of them, and per group its members before and after."""
    systems = {system.id: system for system in sources.systems()}
    members = tuple(_members(side) for side in group)
    wanted = distinct(group[1][touched]).tolist()
    for start in range(0, len(wanted), CHUNK):
        seconds = [members[1](number) for number in wanted[start : start + CHUNK]]
        firsts = [members[0](int(group[0][second[0]])) for second in seconds]
        records = {ids[place] for members_ in (*firsts, *seconds) for place in members_}
        home = queries.goldens_of(records)
        goldens = queries.get_many(set(home.values()))
        known = _Known(sources.observed(records, raw=False), home, goldens, pinned.overrides_in_force(goldens), systems)
        # The record that both sides have in common comes first: it names the golden record.
        yield (
            known,
            [[ids[p] for p in (second[0], *(q for q in first if q != second[0]))]
             for first, second in zip(firsts, seconds, strict=True)],
            [[ids[place] for place in second] for second in seconds],
        )  # fmt: skip


def _members(group: Indices) -> Any:
    """A function from the number of a group to the places of its members, in rank order."""
    order = np.argsort(group, kind="stable")
    numbers, start = np.unique(group[order], return_index=True)
    ends = np.append(start[1:], len(order))
    at = {int(number): place for place, number in enumerate(numbers.tolist())}

    def of(number: int) -> list[int]:
        place = at[number]
        return [int(record) for record in order[start[place] : ends[place]]]

    return of
