"""What history holds about one golden record and all that ever belonged to it: rows as they were written, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.golden.past import GOLDEN, LINK, OVERRIDE, XREF
from apps.history.tracked import history_of
from apps.history.trail import tracked

Row = Any
RULEBOOK: Final = "golden.rulebook"
MOST: Final = 2000
"""Rows of one table that are read: the newest of a golden record with a longer life."""


@dataclass(frozen=True, slots=True)
class Move:
    """A source record that came to the golden record, or left it; `other` is the golden record at the other end."""

    row: Row
    came: bool
    other: UUID | None


@dataclass(frozen=True, slots=True)
class Life:
    """All that history tells of one golden record, each list in the order in which it was written.

    `states` are (state before or None, state), `links` (link before or None, link) of links with an end among the
    source records that ever belonged to it, `overrides` likewise, `absorbed` the others that merged into it.
    `rulebooks` are versions by rulebook id.
    """

    states: Sequence[tuple[Row | None, Row]]
    moves: Sequence[Move]
    links: Sequence[tuple[Row | None, Row]]
    overrides: Sequence[tuple[Row | None, Row]]
    absorbed: Sequence[Row]
    rulebooks: Mapping[int, int]

    def change_sets(self) -> set[int]:
        """The change sets that had a part in it."""
        stepped = [after for _, after in (*self.states, *self.links, *self.overrides)]
        return {row.change_set_id for row in (*stepped, *(move.row for move in self.moves), *self.absorbed)}

    def records(self) -> set[UUID]:
        """Every source record it names."""
        ends = {end for _, link in self.links for end in (link.left_id, link.right_id)}
        return ends | {move.row.record_id for move in self.moves}


def life_of(golden_id: UUID) -> Life:
    """Read the life of a golden record, live or retired. Seven statements, whatever its length."""
    records = set(_log(XREF).filter(golden_id=golden_id).values_list("record_id", flat=True)[:MOST])
    crossed = _rows(XREF, Q(record_id__in=records))
    absorbed = [row for before, row in _stepped(_rows(GOLDEN, Q(merged_into_id=golden_id))) if _is_new(before, row)]
    return Life(
        states=_stepped(_rows(GOLDEN, Q(id=golden_id))),
        moves=_moves(golden_id, crossed),
        links=_stepped(_rows(LINK, Q(left_id__in=records) | Q(right_id__in=records))),
        overrides=_stepped(_rows(OVERRIDE, Q(golden_id=golden_id))),
        absorbed=absorbed,
        rulebooks=dict(_log(RULEBOOK).order_by("history_id").values_list("id", "version")),
    )


def _is_new(before: Row | None, row: Row) -> bool:
    return before is None or before.merged_into_id != row.merged_into_id


def _rows(table: str, where: Q) -> list[Row]:
    newest = _log(table).filter(where).order_by("-history_id")[:MOST]
    return sorted(newest, key=lambda row: row.history_id)


def _stepped(rows: Iterable[Row]) -> list[tuple[Row | None, Row]]:
    """Each state with the one before it of the same row, in the order they were written."""
    before: dict[Any, Row] = {}
    found = []
    for row in rows:
        found.append((before.get(row.id), row))
        before[row.id] = row
    return found


def _moves(golden_id: UUID, rows: Sequence[Row]) -> list[Move]:
    by_record: dict[UUID, list[Row | None]] = {}
    for row in rows:
        by_record.setdefault(row.record_id, [None]).append(row)
    found = [
        move
        for states in by_record.values()
        for before, row in pairwise(states)
        if row is not None and (move := _move(golden_id, before, row))
    ]
    return sorted(found, key=lambda move: move.row.history_id)


def _move(golden_id: UUID, before: Row | None, row: Row) -> Move | None:
    came_from = before.golden_id if before is not None and before.history_type != "-" else None
    went_to = row.golden_id if row.history_type != "-" else None
    if went_to == golden_id != came_from:
        return Move(row, True, came_from)
    return Move(row, False, went_to) if came_from == golden_id != went_to else None


def _log(table: str) -> Any:
    return history_of(tracked(table)).objects
