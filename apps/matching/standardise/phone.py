"""Telephone numbers: E.164."""

from __future__ import annotations

import re
from typing import Final

from apps.matching.standardise import dialling
from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.country import name as country_name
from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints

_SEVERAL = re.compile(r"\s*(?:[;,|]|\s/\s|\bor\b)\s*")
_EXTENSION = re.compile(r"(?i)\s*(?:\bext(?:ension)?\.?|(?<![a-z])x|#)\s*\d{1,6}$")
_NOT_DIGIT = re.compile(r"[^0-9]")
_READABLE = re.compile(r"^[\d\s()./+-]+$", re.ASCII)

FEWEST: Final = 6
"""Digits that tell a line; fewer are an extension, or a short number that everybody can call."""


@from_text("phone")
def clean(text: str, hints: Hints) -> Clean:
    """E.164, read with the dialling rules of the record's country; an extension is dropped.

    A number that cannot be read is kept as written and reported. Of several numbers in one field the first valid one is
    kept and the others reported.
    """
    region = country_code(hints.country)
    whole = _one(text, region)
    if not whole.problem:
        return whole
    candidates = [part for part in _SEVERAL.split(text) if part]
    valid = [found for found in (_one(part, region) for part in candidates) if not found.problem]
    if len(candidates) > 1 and valid:
        return Clean(valid[0].value, f"“{text}” holds {len(candidates)} numbers: keep one in each field.")
    return whole


def _one(text: str, region: str | None) -> Clean:
    number = ""
    plain = dialling.e164(text, region) or dialling.e164(number := _EXTENSION.sub("", text), region)
    if plain:
        return Clean(plain)
    number = number.lstrip("( ") if number.lstrip("( ").startswith("+") else number
    digits = _NOT_DIGIT.sub("", number)
    international = number.startswith("+") or digits.startswith("00")
    if region is None and not international:
        return _country_unknown(text, number, digits)
    if region is None and not number.startswith("+"):
        number = f"+{digits[2:]}"
    read = _parsed(text, number, region)
    abroad = read.problem and digits.startswith("00")  # dialled out of most countries, and written so in others too
    return _parsed(text, f"+{digits[2:]}", region) if abroad else read


def _country_unknown(text: str, number: str, digits: str) -> Clean:
    if not digits or not _READABLE.match(number):
        return Clean(text, f"“{text}” is not a telephone number: write it as +64 9 300 1234.")
    return Clean(digits, f"Country unknown for “{digits}”: add the country to the record, or write it with + and code.")


def _parsed(text: str, number: str, region: str | None) -> Clean:
    import phonenumbers  # a fifth of a second to import: not at start-up

    try:
        read = phonenumbers.parse(number, region)
        value = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(read):
            return Clean(value)
        again = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return Clean(text, f"“{text}” is not a telephone number: write it as +64 9 300 1234.")
    # A number that no plan knows may be read differently a second time; then only what was written is certain.
    stable = phonenumbers.format_number(again, phonenumbers.PhoneNumberFormat.E164) == value
    if not stable or phonenumbers.is_possible_number_with_reason(read) != phonenumbers.ValidationResult.IS_POSSIBLE:
        value = text  # what can be dialled only on the spot has no international form
    where = f" in {country_name(region)}" if region and not number.startswith("+") else ""
    return Clean(value, f"“{text}” is not a valid telephone number{where}: check digits and country code.")


def form(value: str) -> str:
    """What a telephone number is compared by: E.164, or the digits of one that no plan knows, as far as it has six."""
    if value.startswith("+"):
        return value
    digits = _NOT_DIGIT.sub("", _EXTENSION.sub("", value)).lstrip("0")
    return digits if len(digits) >= FEWEST else ""


def national(e164: str) -> str:
    """The national significant number ("+6493001234" gives "93001234"); of other text the digits, no zeros in front."""
    digits = _NOT_DIGIT.sub("", e164)
    if not e164.startswith("+"):
        return digits.lstrip("0")
    import phonenumbers  # a fifth of a second to import: not at start-up

    # No calling code is the beginning of another (ITU-T E.164), so the first that fits is the one.
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    length = next((size for size in (1, 2, 3) if int(digits[:size] or 0) in codes), 0)
    return digits[length:]
