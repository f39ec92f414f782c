"""An identifier that one system or authority gave out (SKU, national id)."""

from __future__ import annotations

from apps.matching.standardise.text import compact, from_text
from apps.matching.standardise.types import Clean, Hints


@from_text("identifier")
def clean(text: str, hints: Hints) -> Clean:
    """The identifier as written, trimmed; leading zeros and separators stay."""
    return Clean(text)


def form(value: str) -> str:
    """The identifier as compared: letters and digits only, upper case."""
    return compact(value)
