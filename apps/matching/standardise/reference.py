"""A value of another system's list (payment terms, industry, segment): kept as written until it is mapped."""

from __future__ import annotations

from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import Clean, Hints


@from_text("reference", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """The code or label as written, trimmed."""
    return Clean(text)


def form(value: str) -> str:
    """The reference as compared: folded, so that "Net-30" and "net 30" are one."""
    return fold(value)
