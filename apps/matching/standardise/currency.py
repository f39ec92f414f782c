"""Currencies, by ISO 4217 code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import Clean, Hints

SYMBOLS: Mapping[str, str] = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "US$": "USD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "C$": "CAD", "CA$": "CAD", "S$": "SGD", "HK$": "HKD", "Fr.": "CHF", "SFR": "CHF",
}  # fmt: skip
DOLLARS: Mapping[str, str] = {
    "US": "USD", "NZ": "NZD", "AU": "AUD", "CA": "CAD", "SG": "SGD", "HK": "HKD", "FJ": "FJD",
}  # fmt: skip
ALIASES: Mapping[str, str] = {
    "euros": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "us dollars": "USD", "yen": "JPY", "rmb": "CNY",
    "nz dollar": "NZD", "aussie dollar": "AUD", "swiss francs": "CHF",
}  # fmt: skip


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    import pycountry  # reads a large file: not at start-up

    known = {fold(row.name): row.alpha_3 for row in pycountry.currencies}
    return known | {row.alpha_3.lower(): row.alpha_3 for row in pycountry.currencies} | dict(ALIASES)


@from_text("currency", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """ISO 4217 in capitals, from a code, an English name or a symbol; "$" needs the record's country."""
    if text == "$":
        return _dollars(country_code(hints.country))
    found = SYMBOLS.get(text) or SYMBOLS.get(text.upper()) or _codes().get(fold(text))
    if found:
        return Clean(found)
    return Clean(text, f"“{text}” is no currency of ISO 4217: use the three-letter code, for example NZD.")


def _dollars(country: str | None) -> Clean:
    found = DOLLARS.get(country or "")
    return Clean(found) if found else Clean("$", "“$” may be any dollar: use the three-letter code, for example NZD.")
