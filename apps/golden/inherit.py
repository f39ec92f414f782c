"""Stewards' values move along when golden records become one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from apps.golden import pinned, writer
from apps.golden.build import contribution
from apps.golden.save import Act
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.survivorship import types as survivorship
from apps.survivorship.lifetimes import snapshot

_WATCHES_SOURCES = frozenset(("until_source_changes", "until_owner_changes"))


@dataclass(frozen=True, slots=True)
class Heritage:
    """Overrides that stand from now on, those that give way, and the widened bases of those that watch sources."""

    kept: Sequence[pinned.Override]
    released: Sequence[pinned.Override]
    bases: Mapping[UUID, Mapping[str, Any]]

    def inputs(self) -> list[survivorship.Override]:
        """What stands, as survivorship takes it."""
        return [replace(pinned.as_input(row), base=self.bases.get(row.pk, row.base)) for row in self.kept]


def heritage(survivor: UUID, losers: Collection[UUID], members: Mapping[UUID, Sequence[Observed]]) -> Heritage:
    """Which standing overrides the survivor will have. Reads, never writes.

    On a field that the survivor has one for, its own stays and theirs give way; among the losers the newest wins.
    An override that ends with a change at a source takes note of what the new members say: that they came is none.
    `members` are the source records of each golden record before.
    """
    standing = pinned.standing_overrides([survivor, *losers])
    rows = [row for found in standing.values() for row in found]
    rows.sort(key=lambda row: (row.golden_id == survivor, row.created_at, row.pk), reverse=True)
    kept: dict[str, pinned.Override] = {}
    for row in rows:
        kept.setdefault(row.field, row)
    watching = [row for row in kept.values() if row.lifetime in _WATCHES_SOURCES]
    bases = {row.pk: _base(row, [survivor, *losers], members) for row in watching}
    return Heritage(list(kept.values()), [row for row in rows if kept[row.field] is not row], bases)


def inherit(act: Act, survivor: UUID, losers: Collection[UUID], members: Mapping[UUID, Sequence[Observed]]) -> None:
    """Give the survivor the standing overrides of the losers, as `heritage` says."""
    found = heritage(survivor, losers, members)
    writer.release_overrides([row.pk for row in found.released], act.now)
    writer.move_overrides([row.pk for row in found.kept if row.golden_id != survivor], survivor)
    writer.note_bases({row.pk: found.bases[row.pk] for row in found.kept if row.pk in found.bases})


def _base(row: pinned.Override, goldens: Sequence[UUID], members: Mapping[UUID, Sequence[Observed]]) -> dict[str, Any]:
    systems = {system.id: system for system in all_systems()}
    others = [each for golden in goldens if golden != row.golden_id for each in members.get(golden, ())]
    return {**snapshot(row.field, [contribution(each, systems[each.system_id]) for each in others]), **row.base}
