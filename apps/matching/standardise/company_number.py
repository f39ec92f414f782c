"""Registration numbers of companies, as their register writes them, without separators."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apps.matching.standardise import schemes
from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import compact, from_text, tidy
from apps.matching.standardise.types import Clean, Hints

_LABEL = re.compile(
    r"(?i)^(?:nzbn|abn|acn|arbn|crn|cro|kvk|kbo|bce|siren|siret|rcs|uid|cvr|lei|company|companies house"
    r"|reg(?:istration|istered)?)\b"
    r"[\s-]*(?:reg(?:istration)?\b)?[\s-]*(?:no|nr|number|nummer)?\b[\s.:#-]*(?=\S*\d)"
)
_GERMAN = re.compile(r"^(.*?)\b(HR[AB]|GNR|PR|VR)[\s.:-]*(?:NR\.?\s*)?(\d{1,6})(?:\s*([A-Z]{1,2})\b)?(.*)$")
_COURT = re.compile(r"\b(?:AMTSGERICHT|REGISTERGERICHT|AG)\b|[^\w\s-]")
_LEI = re.compile(r"^(?=.*[A-Z])[A-Z0-9]{18}\d{2}$")
# Countries whose registers fix the length but no check digit: the pattern, and an example for messages.
SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "GB": (re.compile(r"^(?:\d{8}|[A-Z]{2}\d{6}|R0\d{6})$"), "01234567 or SC123456"),
    "NL": (re.compile(r"^\d{8}(?:\d{4})?$"), "12345678"),
    "IE": (re.compile(r"^\d{3,6}$"), "123456"),
    "NZ": (re.compile(r"^(?:\d{13}|\d{2,8})$"), "9429041234567"),
    "AU": (re.compile(r"^(?:\d{9}|\d{11})$"), "51 824 753 556"),
    "FR": (re.compile(r"^(?:\d{9}|\d{14})$"), "732 829 320"),
}
_COURT_OF_RCS = re.compile(r"\bR\.?C\.?S\.?\b\D*", re.IGNORECASE)
# Registers whose numbers start with zeros, which spreadsheets drop.
_PADDED: Mapping[str, int] = {"GB": 8, "NL": 8, "BE": 10}
_BRANCH_APART = re.compile(r"^\d{8} \d{4}$")
# By length: the scheme of the whole, the scheme of the company's number inside, and where that stands.
_COMPANY_INSIDE: Mapping[int, tuple[schemes.Scheme, schemes.Scheme, slice]] = {
    11: (schemes.COMPANY["AU"][11], schemes.COMPANY["AU"][9], slice(2, 11)),
    14: (schemes.COMPANY["FR"][14], schemes.COMPANY["FR"][9], slice(0, 9)),
}
_TVA = re.compile(r"^FR[0-9A-Z]{2}(\d{9})$")
_NZBN = re.compile(r"^9429\d{9}$")
# Swiss companies had a number of their canton's register before they had the UID.
_CANTONAL = re.compile(r"^CH\d{11}$")
_LEI_SCHEME = schemes.Scheme("lei", "a Legal Entity Identifier")


@from_text("company_number")
def clean(text: str, hints: Hints) -> Clean:
    """The number in capitals without separators and labels; checked by the rules of the record's country.

    NZBN, ABN, ACN, SIREN, SIRET and LEI have check digits; Companies House, KvK and CRO numbers a length; a German
    register entry keeps its kind and its court ("HRB 12345 MÜNCHEN"), a Dutch one shows its branch ("12345678 0001").
    A number that fails is kept and reported.
    """
    country = country_code(hints.country)
    number = compact(_LABEL.sub("", _COURT_OF_RCS.sub("", text) if country == "FR" else text)) or text
    if country in {"DE", "AT", None} and (german := _GERMAN.match(text.upper()) or _GERMAN.match(number)):
        return _german(german)
    if _LEI.match(number):
        return _reported(number, schemes.reason(number, _LEI_SCHEME))
    number = _without_country(number, country)
    if number.isdigit() and len(number) < _PADDED.get(country or "", 0):
        number = number.zfill(_PADDED[country or ""])
    if country == "NL" and number.isdigit() and len(number) == 12:
        number = f"{number[:8]} {number[8:]}"  # the company, and which of its branches
    return _checked(number, country)


def _without_country(number: str, country: str | None) -> str:
    """ "BE0428759497" is a VAT number made of the number in the register."""
    digits = number[2:]
    known = country and len(digits) in schemes.COMPANY.get(country, ())
    return digits if known and digits.isdigit() and number[:2] == country else number


def _german(match: re.Match[str]) -> Clean:
    """Kind, number and court, because each court counts from one."""
    number = f"{match[2]} {match[3]}{match[4] or ''}"
    court = tidy(_COURT.sub(" ", f"{match[1]} {match[5]}"))
    if court:
        return Clean(f"{number} {court}")
    return Clean(number, f"“{number}” names no court, and every court counts from one: write it as {number} München.")


def _checked(number: str, country: str | None) -> Clean:
    scheme = schemes.COMPANY.get(country or "", {}).get(len(number))
    if scheme:
        return _reported(number, schemes.reason(number, scheme))
    shape = SHAPES.get(country or "")
    if shape and not shape[0].match(number.replace(" ", "")):
        return _reported(number, f"is not written like a company number of {country} ({shape[1]})")
    return Clean(number)


def _reported(number: str, why: str) -> Clean:
    return Clean(number, f"“{number}” {why}: compare it with the register." if why else "")


def form(value: str) -> str:
    """The number of the company as compared: letters and digits only, without zeros in front, capitals.

    A number that tells of a branch too is compared by the company's part of it: of an ABN the ACN that it ends in, of
    a SIRET or a TVA number the SIREN, of twelve Dutch digits the KvK number. A number of another register than most has
    that behind it: a company's NZBN says nothing about its number in the Companies Register.
    """
    if _BRANCH_APART.match(value):
        value = value[:8]
    number = compact(value)
    if not number.isdigit():
        return _marked(number)
    if len(number) in _COMPANY_INSIDE:
        number = _company_inside(number)
    return f"{number} NZBN" if _NZBN.match(number) else number.lstrip("0")


def _marked(number: str) -> str:
    if siren := _TVA.match(number):
        return siren[1].lstrip("0")
    if _LEI.match(number):
        return f"{number} LEI"
    return f"{number} CH-ID" if _CANTONAL.match(number) else number.lstrip("0")


def _company_inside(number: str) -> str:
    """The ACN in an ABN, the SIREN in a SIRET; any other number as it is."""
    whole, part, place = _COMPANY_INSIDE[len(number)]
    valid = not schemes.reason(number, whole) and not schemes.reason(number[place], part)
    return number[place] if valid else number
