"""Brand names: kept as written, compared by their core."""

from __future__ import annotations

import re
from functools import lru_cache

from apps.matching.standardise.organisation import core
from apps.matching.standardise.text import from_text, tidy
from apps.matching.standardise.types import CACHE_SIZE, Clean, Hints

_SIGNS = re.compile("[®™©℠]|\\((?:r|tm|c)\\)", re.IGNORECASE)


@from_text("brand")
def clean(text: str, hints: Hints) -> Clean:
    """The brand as written, without trade mark signs."""
    return Clean(tidy(_SIGNS.sub("", text)) or text)


@lru_cache(maxsize=CACHE_SIZE)
def form(value: str) -> str:
    """The brand as compared: one word, without legal form, because "Black & Decker" is also "BlackDecker"."""
    return core(value).core.replace(" ", "")
