"""Canonical values as text, for systems that hold plain fields where the house holds parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.domains.values import is_filled

NUMBER_FIRST = frozenset(
    {"AU", "CA", "CN", "FR", "GB", "HK", "IE", "IN", "LU", "MY", "NZ", "PH", "SG", "TH", "US", "ZA"}
)


def text(value: Any) -> str:
    """A value as a text field holds it; "" for every kind of empty. Measures become "1.2 kg", packs "12 x 0.5 l"."""
    if not is_filled(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return measure(value)
    return str(value)


def measure(value: Mapping[str, Any]) -> str:
    size = " ".join(str(value[part]) for part in ("size", "unit") if is_filled(value.get(part)))
    count = str(value.get("count") or "")
    return f"{count} x {size}" if count and size else count or size


def street_line(address: Mapping[str, Any]) -> str:
    """Street, house number and unit on one line, in the order of the address's country; else its free lines."""
    street, number, unit = (str(address.get(part) or "") for part in ("street", "house_number", "unit"))
    if not street:
        return ", ".join(part.strip() for part in str(address.get("lines") or "").splitlines() if part.strip())
    number_first = address.get("country") in NUMBER_FIRST
    line = " ".join(part for part in ((number, street) if number_first else (street, number)) if part)
    return f"{line}, {unit}" if unit else line


def alike(wanted: Any, held: Any) -> bool:
    """True if a target already shows what we want to write: after a lost reply it does, and that is no conflict."""
    if isinstance(wanted, Mapping) and isinstance(held, Mapping):
        parts = ("district", "city", "postcode", "country")
        same_parts = all(text(wanted.get(part)) == text(held.get(part)) for part in parts)
        return same_parts and street_line(wanted) == street_line(held)
    return text(wanted) == text(held)
