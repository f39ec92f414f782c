"""VAT and tax numbers: capitals and digits with the country in front, "NL123456782B90"."""

from __future__ import annotations

import re

from apps.matching.standardise import schemes
from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import compact, from_text
from apps.matching.standardise.types import Clean, Hints

# Greece writes EL, Northern Ireland XI, Switzerland CHE.
_PREFIX = {"EL": "GR", "XI": "GB"}
_WRITTEN = {"GR": "EL"}
_LABEL = re.compile(
    r"(?i)^(?:vat|gst|abn|ird|ein|tin|tax|btw|ust|tva|uid)\b[\s-]*(?:id|no|nr|number|reg|idnr)?\b[\s.:#-]*(?=\S)"
)
_SWISS = re.compile(r"^CHE(\d{9})(?:MWST|TVA|IVA|TPV|HR)?$")
_ACCOUNT = re.compile(r"^(?:(CA\d{9})R[A-Z]\d{4}|(GB\d{9})\d{3})$")
_LEADING_ZERO_LOST = {"BE": 10}


@from_text("tax_id")
def clean(text: str, hints: Hints) -> Clean:
    """The number in capitals without separators, its country in front; checked where the country has a check digit.

    The country is the prefix, else the country of the record. A number that fails is kept and reported.
    """
    number = compact(_LABEL.sub("", text)) or compact(text)
    if not number:
        return Clean(text, f"“{text}” holds no number: write the tax number with its country, as NL123456782B90.")
    if swiss := _SWISS.match(number):
        return _checked(f"CHE{swiss[1]}", f"CHE{swiss[1]}", "CH")
    prefix, rest = _split(number)
    hinted = country_code(hints.country)
    country = prefix or hinted
    if country is None:
        return Clean(number, f"Country unknown for “{number}”: put the country in front, as NL123456782B90.")
    if rest.isdigit() and len(rest) == _LEADING_ZERO_LOST.get(country, 0) - 1:
        rest = f"0{rest}"
    return _checked(_written(country, rest, number), rest, country)


def _written(country: str, rest: str, number: str) -> str:
    if number == f"XI{rest}":
        return f"XI{rest}"
    if country == "CH" and not number.startswith("CHE"):
        return f"CHE{number.removeprefix('CH')}"
    prefix = "CHE" if country == "CH" else _WRITTEN.get(country, country)
    return number if number.startswith(prefix) and rest in {number, number[2:]} else f"{prefix}{rest}"


def _split(number: str) -> tuple[str | None, str]:
    """The country that two letters in front name, if a number with digits follows; and the number without them."""
    letters, rest = number[:2], number[2:]
    country = _PREFIX.get(letters, letters)
    follows = rest.removeprefix("E")[:1] if country == "CH" else rest[:4]
    if country in schemes.TAX and any(char.isdigit() for char in follows):
        return country, rest
    return None, number


def _checked(value: str, number: str, country: str) -> Clean:
    number = value if country == "CH" else number
    why = schemes.first_problem(number, schemes.TAX.get(country, ()))
    return Clean(value, f"“{value}” {why}: compare it with the register or an invoice." if why else "")


def form(value: str) -> str:
    """The number as compared: letters and digits only, capitals, without what tells of an account or a branch.

    A Canadian business number stands without its program account (RT0001), a British one without the three digits of a
    branch trader.
    """
    number = compact(value)
    match = _ACCOUNT.match(number)
    return match[1] or match[2] if match else number
