"""Brand names: kept as written, compared by their core."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from apps.matching.standardise.organisation import core
from apps.matching.standardise.text import from_text, tidy
from apps.matching.standardise.types import CACHE_SIZE, Clean, Hints

# Brands that go by several names, as compared: without legal form and blanks.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "hp": ("hewlettpackard", "hpinc", "hewlettpackardenterprise", "hpe"), "bosch": ("robertbosch",),
    "generalelectric": ("ge",), "westerndigital": ("wd",), "asus": ("asustek", "asustekcomputer"),
    "lg": ("lgelectronics",), "proctergamble": ("pg",), "philips": ("koninklijkephilips", "philipslighting"),
    "amd": ("advancedmicrodevices",), "ibm": ("internationalbusinessmachines",), "jvc": ("jvckenwood",),
    "microsoft": ("ms",), "vw": ("volkswagen",),
}  # fmt: skip
_ALIASES = {other: name for name, others in ALIASES.items() for other in others}
# Lines of a maker's goods, behind the name of the maker.
_LINES = frozenset({
    "america", "consumer", "deutschland", "electronics", "europe", "industrial", "international", "products",
    "professional", "technology", "tools", "uk", "usa",
})  # fmt: skip
_SIGNS = re.compile("[®™©℠]|\\((?:r|tm|c)\\)", re.IGNORECASE)


@from_text("brand", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """The brand as written, without trade mark signs."""
    return Clean(tidy(_SIGNS.sub("", text)) or text)


@lru_cache(maxsize=CACHE_SIZE)
def form(value: str) -> str:
    """The brand as compared: one word, without legal form, because "Black & Decker" is also "BlackDecker".

    Words for a line of goods behind the name go ("Bosch Professional"), and of several names one stands for all
    ("Hewlett-Packard" gives "hp").
    """
    words = core(value).tokens
    while len(words) > 1 and words[-1] in _LINES:
        words = words[:-1]
    name = "".join(words)
    return _ALIASES.get(name, name)


def words(value: str) -> str:
    """The words of the brand as they stand in titles, without legal form."""
    return core(value).core
