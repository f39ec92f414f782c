"""Canonical values as a steward reads them. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.domains import Domain
from apps.domains.values import is_cleared, is_filled

MASK: Final = "•••"
ADDRESS_PARTS: Final = ("street", "house_number", "unit", "lines", "district", "city", "region", "postcode", "country")
_ADDRESS: Final = (
    ("street", "house_number", "unit"),
    ("lines",),
    ("postcode", "city"),
    ("district",),
    ("region",),
    ("country",),
)


def text(value: Any) -> str:
    """A canonical value in one line: an address with commas, a pack as count times size, a list with semicolons.

    Whatever is not filled reads as an empty string.
    """
    if not is_filled(value):
        return ""
    if isinstance(value, Mapping):
        return _measure(value) or _address(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(text(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _measure(value: Mapping[str, Any]) -> str:
    if "size" not in value:
        return f"{value['count']} pieces" if "count" in value else ""
    size = f"{value['size']} {value.get('unit') or ''}".strip()
    return f"{value['count']} \N{MULTIPLICATION SIGN} {size}" if value.get("count") not in (None, 1) else size


def _address(value: Mapping[str, Any]) -> str:
    """The parts in the order of an envelope; parts that nobody foresaw come last."""
    known = {part for line in _ADDRESS for part in line}
    lines = [" ".join(text(value[part]) for part in line if is_filled(value.get(part))) for line in _ADDRESS]
    rest = [text(value[part]) for part in sorted(value.keys() - known)]
    return ", ".join(line for line in (*lines, *rest) if line)


def empty_words(values: Mapping[str, Any], field: str) -> str:
    """Which of the three kinds of empty a field is, in words."""
    if is_cleared(values.get(field)):
        return "cleared on purpose"
    return "unknown" if field in values else "not supplied"


def label_of(domain: Domain, name: str) -> str:
    """What a screen calls a field; a field the domain has dropped keeps its own name."""
    declared = domain.by_name.get(name)
    return declared.label if declared else name.replace("_", " ").capitalize()


def shown(domain: Domain, name: str, value: Any, *, personal: bool) -> str:
    """The value in one line, masked where it says something about a person and the reader may not see that."""
    words = text(value)
    return MASK if words and not personal and name in domain.personal else words


def caption(domain: Domain, values: Mapping[str, Any], *, personal: bool) -> str:
    """The line that names a record, made of what the reader may see."""
    return domain.caption(values if personal else {k: v for k, v in values.items() if k not in domain.personal})
