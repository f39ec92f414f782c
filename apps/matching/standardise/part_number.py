"""A manufacturer's part number."""

from __future__ import annotations

from apps.matching.standardise.text import compact, from_text, tidy
from apps.matching.standardise.types import Clean, Hints


@from_text("part_number")
def clean(text: str, hints: Hints) -> Clean:
    """The part number in upper case, separators kept."""
    return Clean(tidy(text.upper()))


def form(value: str) -> str:
    """The part number as compared: letters and digits only, because catalogues disagree about dashes and dots."""
    return compact(value)
