"""What a steward does, in one line of a test: merge, unmerge, judge, override, each a minute after what was before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apps.golden import judge as judging
from apps.golden import merge as merging
from apps.golden import override as overriding
from apps.golden import queries, writer
from apps.golden import split as splitting
from apps.golden import unmerge as unmerging
from apps.golden.rules import ensure_rulebook
from apps.history.recording import recording
from tests import cast
from tests.scenarios import NOON, World


def inherit_rulebook(document: dict[str, Any]) -> None:
    """Put version 2 for customers in force as an earlier release would have left it: nobody checks what it says."""
    ensure_rulebook("customer", now=NOON)
    with recording(kind="rulebook", actor=cast.MACHINE, at=NOON):
        [first] = queries.rulebooks("customer")
        writer.move_rulebook(first.pk, "superseded")
        second = writer.add_rulebook("customer", 2, document, "machine:train", NOON)
        writer.move_rulebook(second.pk, "active")


def join(world: World, *keys: str, records: list[UUID] | None = None) -> merging.Merged:
    """Merge the golden records of these source records ("crm/a"), as they stand now."""
    goldens = [world.golden(*key.split("/")) for key in keys]
    world.later()
    return merging.merge(
        goldens=[row.pk for row in goldens], versions={row.pk: row.version for row in goldens}, reason="the same firm",
        actor=cast.actor(), seams=world.seams, records=records,
    )  # fmt: skip


def part(world: World, change_set: int, *goldens: UUID) -> unmerging.Unmerged:
    world.later()
    return unmerging.unmerge(
        change_set=change_set, reason="not the same firm", actor=cast.actor(), seams=world.seams, goldens=goldens
    )


def take_out(world: World, *keys: str) -> splitting.Split:
    """Take source records out of the golden record that they are in, as it stands now."""
    row = world.golden(*keys[0].split("/"))
    world.later()
    return splitting.split(
        golden=row.pk, records=[world.record(*key.split("/")).pk for key in keys], version=row.version,
        reason="not the same firm", actor=cast.actor(), seams=world.seams,
    )  # fmt: skip


def say(world: World, one: str, other: str, verdict: str, **more: Any) -> judging.Judged:
    world.later()
    pair = tuple(world.record(*key.split("/")).pk for key in (one, other))
    return judging.judge(
        pairs=[pair], verdict=verdict, reason="asked them", actor=cast.actor(), seams=world.seams, **more
    )


def pin(world: World, key: str, field: str, value: Any, lifetime: str = "forever", **more: Any) -> UUID:
    """Override a field of the golden record of a source record; gives the id of the override."""
    world.later()
    row = world.golden(*key.split("/"))
    return overriding.override(
        golden=row.pk, version=row.version, actor=cast.actor(), seams=world.seams,
        pin=overriding.Pin(field, value, "they called", lifetime, **more),
    ).override  # fmt: skip


def unpin(world: World, key: str, field: str) -> UUID:
    world.later()
    row = world.golden(*key.split("/"))
    return overriding.release(
        golden=row.pk, version=row.version, field=field, reason="wrong", actor=cast.actor(), seams=world.seams
    ).override
