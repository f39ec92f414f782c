"""How golden records and their crosswalk stood before: read from history, so that what is undone comes back exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from apps.history.tracked import history_of
from apps.history.trail import tracked

Row = Any

GOLDEN, XREF, LINK, OVERRIDE = "golden.goldenrecord", "golden.xref", "golden.link", "golden.override"
_MOST_STATES = 500


@dataclass(frozen=True, slots=True)
class Step:
    """What one change set made of one row: the state before (None: it was not there) and the one it left."""

    key: Any
    before: Row | None
    after: Row


def steps(table: str, change_set: int, keys: Iterable[Any] | None = None) -> list[Step]:
    """What a change set did to a table, one step per row, in the order it was done."""
    model = tracked(table)
    log, key = _log(table), model._meta.pk.attname
    mine = log.filter(change_set_id=change_set)
    if keys is not None:
        mine = mine.filter(**{f"{key}__in": list(keys)})
    earlier = log.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")).order_by("-history_id")
    first: dict[Any, Row] = {}
    last: dict[Any, Row] = {}
    for row in mine.annotate(earlier=Subquery(earlier.values("history_id")[:1])).order_by("history_id"):
        first.setdefault(getattr(row, key), row)
        last[getattr(row, key)] = row
    before = log.in_bulk([row.earlier for row in first.values() if row.earlier])
    return [Step(name, _there(before.get(row.earlier)), last[name]) for name, row in first.items()]


def went_home_since(step: Step) -> bool:
    """True where a source record has been back, since that step, in the golden record it then left."""
    later = _log(XREF).filter(record_id=step.key, history_id__gt=step.after.history_id)
    return bool(step.before and later.filter(golden_id=step.before.golden_id).exists())


def lived_since(golden_id: UUID, history_id: int) -> bool:
    """True where a golden record has been live after that row of its history."""
    return bool(_log(GOLDEN).filter(id=golden_id, history_id__gt=history_id, status="live").exists())


def states(golden_id: UUID) -> list[Row]:
    """The states of one golden record, newest first."""
    return list(_log(GOLDEN).filter(id=golden_id).order_by("-history_id")[:_MOST_STATES])


def at_version(golden_id: UUID, version: int) -> Row | None:
    """A golden record as it was in that version."""
    return _log(GOLDEN).filter(id=golden_id, version=version).order_by("-history_id").first()


def ended_by(table: str, key: Any, column: str) -> str:
    """The kind of act that last changed this column of a row; empty where none did."""
    rows = list(_log(table).filter(id=key).select_related("change_set").order_by("-history_id")[:_MOST_STATES])
    for row, older in pairwise(rows):
        if getattr(row, column) != getattr(older, column):
            return str(row.change_set.kind)
    return ""


def laid_by(table: str, key: Any) -> int | None:
    """The change set that made a row."""
    return _log(table).filter(id=key, history_type="+").values_list("change_set_id", flat=True).first()


def laid_in_undoing(table: str, key: Any) -> bool:
    """True for a row that was made when a merge was taken back."""
    return bool(_log(table).filter(id=key, history_type="+", change_set__kind="unmerge").exists())


def _there(row: Row | None) -> Row | None:
    return None if row is None or row.history_type == "-" else row


def _log(table: str) -> Any:
    return history_of(tracked(table)).objects
