"""One change set as the auditor reads it: what it touched, with before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from apps.audit.masking import Line, differences
from apps.history import trail
from apps.history.trail import Act, Touched


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """One row: its key, what became of it (created, changed, deleted), the lines that differ, its golden record."""

    key: str
    what: str
    lines: Sequence[Line]
    golden: str = ""


@dataclass(frozen=True, slots=True)
class TouchedTable:
    """The rows of one table: how many there are in all, and those that are shown."""

    name: str
    count: int
    rows: Sequence[TouchedRow]

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Change:
    """One change set with everything it touched."""

    act: Act
    tables: Sequence[TouchedTable]


def change(change_set: int, *, personal: bool, limit: int = 50) -> Change | None:
    """Read one change set; None where there is none of this number. `personal`: the reader may see personal values."""
    act = trail.act(change_set)
    if act is None:
        return None
    tables = [
        TouchedTable(
            str(table.model._meta.verbose_name), table.count, [_row(row, personal=personal) for row in table.rows]
        )
        for table in trail.touched(change_set, limit=limit)
    ]
    return Change(act, tables)


def _row(row: Touched, *, personal: bool) -> TouchedRow:
    before, after = state(row.model, row.before), state(row.model, row.after)
    what = "created" if before is None else "deleted" if after is None else "changed"
    table = row.model._meta.label_lower
    return TouchedRow(str(row.key), what, differences(table, before, after, personal=personal), _golden(table, row))


def _golden(table: str, row: Touched) -> str:
    """The golden record that a row is, or belongs to; "" for none."""
    if table == "golden.goldenrecord":
        return str(row.key)
    return str(getattr(row.after or row.before, "golden_id", "") or "")


def state(model: type[models.Model], row: Any) -> Mapping[str, Any] | None:
    """One history row as {column: value}."""
    return None if row is None else {name: values[0] for name, values in trail.columns(model, [row])}
