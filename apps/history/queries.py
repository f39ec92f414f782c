"""Reads over change sets and history rows for the rooms above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from apps.history.models import ChangeSet
from apps.history.tracked import HistoryRow, history_of


@dataclass(frozen=True, slots=True)
class Version:
    """One state of one row: when it came to be, by whom and why, and what differs from the state before."""

    at: datetime
    sign: str
    actor: str
    kind: str
    reason: str
    change_set: int
    row: Any
    changes: tuple[tuple[str, Any, Any], ...]


def tracked_models() -> Iterator[type[models.Model]]:
    """Every model whose history the triggers write."""
    for model in apps.get_models():
        manager = getattr(model, "history", None)
        if manager is not None and issubclass(manager.model, HistoryRow):
            yield model


def change_sets(ids: Iterable[int]) -> dict[int, ChangeSet]:
    return ChangeSet.objects.in_bulk(set(ids))


def recent(kinds: Iterable[str] = (), limit: int = 100) -> list[ChangeSet]:
    """The newest change sets, of the given kinds or of all."""
    found = ChangeSet.objects.order_by("-id")
    if kinds:
        found = found.filter(kind__in=tuple(kinds))
    return list(found[:limit])


def versions(model: type[models.Model], key: Any, limit: int = 200) -> list[Version]:
    """The states of one row, newest first, each with the fields that changed."""
    rows = list(history_of(model).objects.filter(**{model._meta.pk.attname: key}).order_by("-history_id")[: limit + 1])
    acts = change_sets(row.change_set_id for row in rows)
    older = [*rows[1:], None]
    return [_version(row, before, acts[row.change_set_id]) for row, before in zip(rows, older, strict=True)][:limit]


def _version(row: Any, before: Any, act: ChangeSet) -> Version:
    changes = () if before is None else _differences(row, before)
    return Version(
        at=row.history_date,
        sign=row.history_type,
        actor=act.actor,
        kind=act.kind,
        reason=row.history_change_reason or "",
        change_set=act.pk,
        row=row,
        changes=changes,
    )


def _differences(row: Any, before: Any) -> tuple[tuple[str, Any, Any], ...]:
    """(field, before, after) of every column that differs; a JSON object is compared key by key."""
    found: list[tuple[str, Any, Any]] = []
    for field in row.tracked_fields:
        old, new = getattr(before, field.attname), getattr(row, field.attname)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            keys = sorted(old.keys() | new.keys())
            found += [(f"{field.name}.{k}", old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k)]
        else:
            found.append((field.name, old, new))
    return tuple(found)
