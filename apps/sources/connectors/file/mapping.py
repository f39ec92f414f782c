"""How columns become fields: a column's name, a template over columns in braces, or a constant after "=".

`{"name": "Company", "billing_address.street": "{no} {street}", "kind": "=organisation", "external_id": "Nr"}`.
A dotted name is a part of an address. `external_id` names the key of the record in its system and is required.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

KEY: Final = "external_id"
BRACES: Final = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a mapping, understood: the columns it needs and how it makes its value."""

    field: str
    columns: tuple[str, ...]
    value: Callable[[Mapping[str, Any]], str]


def rules(mapping: Mapping[str, str]) -> tuple[Rule, ...]:
    """The lines of a mapping, understood once per mapping."""
    return _rules(tuple(mapping.items()))


@lru_cache(maxsize=64)
def _rules(lines: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    return tuple(_rule(field, source) for field, source in lines)


def _rule(field: str, source: str) -> Rule:
    if source.startswith("="):
        return Rule(field, (), lambda row: source[1:])
    columns = tuple(BRACES.findall(source))
    if columns:
        return Rule(field, columns, lambda row: _filled_in(source, row))
    return Rule(field, (source,), lambda row: str(row.get(source) or "").strip())


def _filled_in(template: str, row: Mapping[str, Any]) -> str:
    """The template with its columns put in; "" when all of them are empty, so that no lone comma stands as a value."""
    if not any(str(row.get(column) or "").strip() for column in BRACES.findall(template)):
        return ""
    filled = BRACES.sub(lambda found: str(row.get(found[1]) or "").strip(), template)
    return " ".join(filled.split())


def missing_columns(mapping: Mapping[str, str], header: Iterable[str]) -> list[str]:
    present = set(header)
    return sorted({column for rule in rules(mapping) for column in rule.columns if column not in present})


def external_id(mapping: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return next((rule.value(row) for rule in rules(mapping) if rule.field == KEY), "")


def canonical(mapping: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as {field: raw value}: text, None where the cells are empty, a dict of its filled parts for an address."""
    values: dict[str, Any] = {}
    for rule in rules(mapping):
        field, _, part = rule.field.partition(".")
        if field == KEY:
            continue
        value = rule.value(row)
        if not part:
            values[field] = value or None
        else:
            parts = values.setdefault(field, {})
            if value:
                parts[part] = value
    return {field: (value if value != {} else None) for field, value in values.items()}
