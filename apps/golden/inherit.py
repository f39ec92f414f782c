"""Stewards' values move along when golden records become one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from apps.golden import queries, writer
from apps.golden.build import contribution
from apps.golden.save import Act
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.survivorship.lifetimes import snapshot

_WATCHES_SOURCES = frozenset(("until_source_changes", "until_owner_changes"))


def inherit(act: Act, survivor: UUID, losers: Collection[UUID], members: Mapping[UUID, Sequence[Observed]]) -> None:
    """Give the survivor the standing overrides of the losers.

    On a field that the survivor has one for, its own stays and theirs are released; among the losers the newest wins.
    An override that ends with a change at a source takes note of what the new members say: that they came is none.
    `members` are the source records of each golden record before.
    """
    kept, released = _sorted(survivor, losers)
    writer.release_overrides([row.pk for row in released], act.now)
    writer.move_overrides([row.pk for row in kept if row.golden_id != survivor], survivor)
    watching = [row for row in kept if row.lifetime in _WATCHES_SOURCES]
    if not watching:
        return
    systems = {system.id: system for system in all_systems()}
    bases = {}
    for row in watching:
        others = [each for golden in (survivor, *losers) if golden != row.golden_id for each in members.get(golden, ())]
        said = snapshot(row.field, [contribution(each, systems[each.system_id]) for each in others])
        bases[row.pk] = {**said, **row.base}
    writer.note_bases(bases)


def _sorted(survivor: UUID, losers: Collection[UUID]) -> tuple[list[queries.Override], list[queries.Override]]:
    """Overrides that stand from now on, and those that give way."""
    standing = queries.standing_overrides([survivor, *losers])
    rows = [row for found in standing.values() for row in found]
    rows.sort(key=lambda row: (row.golden_id == survivor, row.created_at, row.pk), reverse=True)
    kept: dict[str, queries.Override] = {}
    for row in rows:
        kept.setdefault(row.field, row)
    return list(kept.values()), [row for row in rows if kept[row.field] is not row]
