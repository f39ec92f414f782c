"""Plain numbers, such as stock."""

from __future__ import annotations

from apps.matching.standardise.number import minimal, read, unwrapped, written
from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints


@from_text("quantity", repeats=True)
def _read(text: str, hints: Hints) -> Clean:
    found = read(text, hints.country)
    if found is None:
        return Clean(text, f"“{text}” is not a number: write it as 1234.5.")
    return Clean(minimal(found))


def clean(raw: object, hints: Hints) -> Clean:
    """The number as a decimal string without needless zeros: 12.50 gives "12.5"."""
    return _read(written(unwrapped(raw)), hints)
