"""One word of a short list that the domain fixes (kind, status)."""

from __future__ import annotations

from apps.matching.standardise.text import from_text, tidy
from apps.matching.standardise.types import Clean, Hints


@from_text("choice", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """The word in lower case; which words mean the same, the domain knows."""
    return Clean(tidy(text.lower()))
