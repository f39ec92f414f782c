"""Languages, by ISO 639 code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import Clean, Hints

ALIASES: Mapping[str, str] = {
    "deutsch": "de", "ger": "de", "nederlands": "nl", "vlaams": "nl", "flemish": "nl", "dut": "nl", "francais": "fr",
    "fre": "fr", "espanol": "es", "castellano": "es", "italiano": "it", "portugues": "pt", "te reo": "mi",
    "te reo maori": "mi", "mandarin": "zh", "chi": "zh", "svenska": "sv", "dansk": "da", "norsk": "no", "suomi": "fi",
    "polski": "pl", "greek": "el", "gre": "el", "cze": "cs",
}  # fmt: skip
_LOCALE = re.compile(r"^([A-Za-z]{2,3})[-_][A-Za-z0-9@._-]{2,}$")


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    import pycountry  # reads a large file: not at start-up

    known: dict[str, str] = {}
    for row in pycountry.languages:
        alpha_2 = getattr(row, "alpha_2", None)
        if alpha_2:
            known |= {fold(row.name): alpha_2, row.alpha_3: alpha_2, alpha_2: alpha_2}
    return known | dict(ALIASES)


@from_text("language", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """ISO 639-1 in small letters, from a code, a locale ("en_NZ") or a name."""
    locale = _LOCALE.match(text)
    found = _codes().get(fold(text)) or (_codes().get(locale[1].lower()) if locale else None)
    if found:
        return Clean(found)
    return Clean(text, f"“{text}” is no language of ISO 639: use the two-letter code, for example en.")
