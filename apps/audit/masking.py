"""What of a history row may be shown, and to whom. Pure: rows in, texts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from apps.domains import UnknownDomain, get, names

MASKED: Final = "••••••"

# Columns that hold one value per field of the row's domain.
_BY_FIELD: Final[Mapping[str, frozenset[str]]] = {
    "golden.goldenrecord": frozenset({"values", "provenance"}),
    "sources.sourcerecord": frozenset({"values", "problems", "echo"}),
}
# Columns that may hold anything about a person: a payload in the system's own words, the values that were compared.
_WHOLE: Final[Mapping[str, frozenset[str]]] = {
    "sources.sourcerecord": frozenset({"raw"}),
    "golden.link": frozenset({"evidence"}),
}
_OF_OVERRIDE: Final = frozenset({"value", "base"})
# Nobody reads these here, whatever their role.
_SECRET: Final[Mapping[str, frozenset[str]]] = {"sources.sourcesystem": frozenset({"credentials", "settings"})}


@dataclass(frozen=True, slots=True)
class Line:
    """One column, or one field of a JSON column, before and after; "" for no value. `masked`: not for this reader."""

    name: str
    before: str
    after: str
    masked: bool = False

    @property
    def differs(self) -> bool:
        """A masked line is given only where it differs."""
        return self.masked or self.before != self.after


def differences(
    table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, personal: bool
) -> list[Line]:
    """The lines in which two states of one row differ; None: it did not exist.

    `table` is a label such as "golden.goldenrecord", a state {column: value}, `personal` whether the reader may see
    personal values. A value that the reader may not see is masked on both sides; that it changed is still told.
    """
    old, new = _flat(before), _flat(after)
    state = after or before or {}
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [_line(table, state, name, old.get(name), new.get(name), personal) for name in changed]


def _line(table: str, state: Mapping[str, Any], name: str, old: Any, new: Any, personal: bool) -> Line:
    column, _dot, part = name.partition(".")
    secret = column in _SECRET.get(table, frozenset())
    if secret or (not personal and is_personal(table, state, column, part)):
        return Line(name, MASKED if old is not None else "", MASKED if new is not None else "", masked=True)
    return Line(name, text(old), text(new))


def is_personal(table: str, state: Mapping[str, Any], column: str, field: str = "") -> bool:
    """True if this column, or this field of it, may say something about a person."""
    if column in _WHOLE.get(table, frozenset()):
        return True
    if table == "golden.override":
        return column in _OF_OVERRIDE and any(state["field"] in get(name).personal for name in names())
    return column in _BY_FIELD.get(table, frozenset()) and field in _personal_of(state.get("domain", ""))


def _personal_of(domain: str) -> frozenset[str]:
    try:
        return get(domain).personal
    except UnknownDomain:  # a domain that was removed since: show nothing of it that could be personal
        return frozenset().union(*(get(name).personal for name in names()))


def _flat(state: Mapping[str, Any] | None) -> dict[str, Any]:
    """{column or column.field: value}, without what is empty."""
    flat: dict[str, Any] = {}
    for column, value in (state or {}).items():
        if isinstance(value, dict):
            flat |= {f"{column}.{name}": part for name, part in value.items()}
        elif value not in (None, "", [], ()):
            flat[column] = value
    return flat


def text(value: Any) -> str:
    """A value as a reader sees it: text as it is, a moment in UTC to the second, everything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, dict | list | tuple | bool):
        return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS).decode()
    return str(value)
