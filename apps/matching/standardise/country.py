"""Countries, by ISO 3166 alpha-2 code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import CACHE_SIZE, Clean, Hints

# What people write and ISO does not list. Folded text to code.
ALIASES: Mapping[str, str] = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "u k": "GB", "united kingdom": "GB", "g b": "GB",
    "usa": "US", "u s a": "US", "u s": "US", "america": "US", "united states of america": "US",
    "the united states": "US", "vereinigte staaten": "US", "etats unis": "US",
    "holland": "NL", "ned": "NL", "the netherlands": "NL", "nederland": "NL", "niederlande": "NL", "pays bas": "NL",
    "deutschland": "DE", "ger": "DE", "allemagne": "DE", "duitsland": "DE",
    "brd": "DE", "federal republic of germany": "DE",
    "osterreich": "AT", "oesterreich": "AT", "schweiz": "CH", "suisse": "CH", "svizzera": "CH", "zwitserland": "CH",
    "belgie": "BE", "belgique": "BE", "belgien": "BE", "frankreich": "FR", "frankrijk": "FR", "francia": "FR",
    "aotearoa": "NZ", "aotearoa new zealand": "NZ", "new zealand aotearoa": "NZ", "n z": "NZ", "neuseeland": "NZ",
    "nieuw zeeland": "NZ", "aust": "AU", "australien": "AU", "eire": "IE", "republic of ireland": "IE", "irland": "IE",
    "ierland": "IE", "espana": "ES", "spanien": "ES", "spanje": "ES", "espagne": "ES", "italia": "IT", "italien": "IT",
    "italie": "IT", "danmark": "DK", "danemark": "DK", "sverige": "SE", "schweden": "SE", "norge": "NO", "suomi": "FI",
    "polska": "PL", "polen": "PL", "cesko": "CZ", "czech republic": "CZ", "brasil": "BR", "turkey": "TR",
    "russia": "RU", "south korea": "KR", "north korea": "KP", "uae": "AE", "emirates": "AE", "vietnam": "VN",
    "taiwan": "TW", "iran": "IR", "macau": "MO", "ivory coast": "CI",
    "swaziland": "SZ", "macedonia": "MK", "el": "GR", "hellas": "GR",
    "xi": "GB", "prc": "CN", "p r china": "CN", "luxemburg": "LU", "kosovo": "XK", "xk": "XK",
}  # fmt: skip


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    import pycountry  # reads a large file: not at start-up

    known: dict[str, str] = {}
    for row in pycountry.countries:
        names = (getattr(row, "common_name", ""), getattr(row, "official_name", ""), row.name, row.alpha_3, row.alpha_2)
        known |= {fold(name): row.alpha_2 for name in names if name}
    return known | dict(ALIASES)


@lru_cache(maxsize=CACHE_SIZE)
def code(text: str | None) -> str | None:
    """The alpha-2 code of a country given as code or name in its own or a neighbour's tongue; None when not known."""
    return _codes().get(fold(text)) if text else None


def name(alpha_2: str) -> str:
    """The English name for messages, or the code itself when ISO does not know it."""
    import pycountry

    row = pycountry.countries.get(alpha_2=alpha_2)
    return str(getattr(row, "common_name", row.name)) if row else alpha_2


@from_text("country", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """ISO alpha-2 in capitals, from alpha-2, alpha-3 or a name; otherwise the text as written, reported."""
    found = code(text)
    if found:
        return Clean(found)
    return Clean(text, f"“{text}” is no country of ISO 3166: use the two-letter code, for example NZ.")
