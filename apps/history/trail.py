"""The auditor's reads: change sets page by page, what each of them touched, and how things stood at a moment.

A moment is measured by the change set's own clock, order by the history row's number: clocks decide no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from apps.history.models import ChangeSet
from apps.history.queries import tracked_models
from apps.history.tracked import history_of

Row = Any


@dataclass(frozen=True, slots=True)
class Act:
    """One change set, as a list shows it."""

    id: int
    at: datetime
    kind: str
    actor: str
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """One row that a change set made, changed or deleted: its states before and after (None: it did not exist)."""

    model: type[models.Model]
    key: Any
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class TouchedTable:
    """The rows of one table that a change set touched: how many, and the first of them."""

    model: type[models.Model]
    count: int
    rows: Sequence[Touched]


def acts(*, kind: str = "", actor: str = "", before: int | None = None, limit: int = 100) -> list[Act]:
    """Change sets, newest first, before that number; of one kind or actor, or of all."""
    found = ChangeSet.objects.order_by("-id")
    if kind:
        found = found.filter(kind=kind)
    if actor:
        found = found.filter(actor=actor)
    if before is not None:
        found = found.filter(id__lt=before)
    return [_act(row) for row in found[:limit]]


def act(change_set: int) -> Act | None:
    found = ChangeSet.objects.filter(pk=change_set).first()
    return _act(found) if found else None


def _act(row: ChangeSet) -> Act:
    return Act(row.pk, row.at, row.kind, row.actor, row.reason, row.detail)


def kinds() -> list[str]:
    """Every kind of change set there is."""
    return list(ChangeSet.objects.order_by("kind").values_list("kind", flat=True).distinct())


def touched(change_set: int, *, limit: int = 50) -> list[TouchedTable]:
    """What one change set touched, table by table; of each table at most `limit` rows. Constant queries per table."""
    found = (_touched(model, change_set, limit) for model in tracked_models())
    return [table for table in found if table.count]


def _touched(model: type[models.Model], change_set: int, limit: int) -> TouchedTable:
    log, key = _log(model), model._meta.pk.attname
    mine = log.filter(change_set_id=change_set)
    earlier = log.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = list(mine.annotate(earlier=Subquery(earlier.values("history_id")[:1])).order_by("history_id")[:limit])
    before = log.in_bulk([row.earlier for row in rows if row.earlier])
    return TouchedTable(
        model,
        mine.count() if len(rows) == limit else len(rows),
        [Touched(model, getattr(row, key), _alive(before.get(row.earlier)), _alive(row)) for row in rows],
    )


def as_of(model: type[models.Model], key: Any, moment: datetime) -> Row | None:
    """The state of one row at a moment: its newest history row until then, a deletion included; None before it was."""
    return _until(model, moment).filter(**{model._meta.pk.attname: key}).order_by("-history_id").first()


def ever_was(model: type[models.Model], key: Any) -> bool:
    """True if history tells of this row, even if it is gone."""
    return bool(_log(model).filter(**{model._meta.pk.attname: key}).exists())


def standing(model: type[models.Model], column: str, value: Any, moment: datetime) -> list[Row]:
    """The rows that had this value in this column at a moment."""
    key = model._meta.pk.attname
    ever = _log(model).filter(**{column: value}).values(key)
    newest = _until(model, moment).filter(**{f"{key}__in": ever}).order_by(key, "-history_id").distinct(key)
    return [row for row in newest if _alive(row) and getattr(row, column) == value]


def tracked(table: str) -> type[models.Model]:
    """The tracked model of a label such as "golden.goldenrecord". Raises LookupError for what is not tracked."""
    for model in tracked_models():
        if model._meta.label_lower == table:
            return model
    raise LookupError(f"{table!r} is not under history")


def columns(model: type[models.Model], rows: Iterable[Row | None]) -> list[tuple[str, tuple[Any, ...]]]:
    """(column, its value in each state) of every tracked column, in the order of the model; None where no state is."""
    states = list(rows)
    return [
        (field.name, tuple(getattr(row, field.attname) if row is not None else None for row in states))
        for field in model._meta.concrete_fields
    ]


def _until(model: type[models.Model], moment: datetime) -> models.QuerySet[Any]:
    return _log(model).filter(change_set__at__lte=moment)


def _log(model: type[models.Model]) -> Any:
    return history_of(model).objects


def _alive(row: Row | None) -> Row | None:
    return None if row is None or row.history_type == "-" else row
