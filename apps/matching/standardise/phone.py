"""Telephone numbers: E.164."""

from __future__ import annotations

import re
from typing import Final

from apps.matching.standardise import dialling
from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.country import name as country_name
from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints

# What stands between two numbers of one field, or in front of each or behind it. A slash may as well stand behind an
# area code: it parts only what is no number as a whole.
_SEVERAL = re.compile(
    r"(?i)[;,|&]|\s/\s|\([a-z .]+\)|\b(?:or|and|und|oder|et|ou|en|of)\b"
    r"|\b(?:tele(?:phone|fone?|fax)|phone|tel|ph|fax|mob\w*|cell|gsm|handy|[tfmp](?=[\s.:]*[+(\d]))\b[\s.:]*"
)
_BETWEEN = " / "
_EXTENSION = re.compile(r"(?i)\s*(?:\bext(?:ension)?\.?|(?<![a-z])x|#)\s*\d{1,6}$")
_NOT_DIGIT = re.compile(r"[^0-9]")
_READABLE = re.compile(r"^[\d\s()./+-]+$", re.ASCII)

FEWEST: Final = 6
"""Digits that tell a line; fewer are an extension, or a short number that everybody can call."""


@from_text("phone")
def clean(text: str, hints: Hints) -> Clean:
    """E.164, read with the dialling rules of the record's country; an extension is dropped.

    A number that cannot be read is kept as written and reported. Several numbers in one field are all kept, with " / "
    between, and reported.
    """
    region = country_code(hints.country)
    whole = _one(text, region)
    if not whole.problem:
        return whole
    return _several(text, region) or whole


def _several(text: str, region: str | None) -> Clean | None:
    """The numbers of a field that holds several: the valid ones, or without a country the digits of all."""
    if "/" not in text and not _SEVERAL.search(text):
        return None
    read = [found for part in _SEVERAL.split(text) if _has_digit(part) for found in _read(part.strip(), region)]
    valid = [str(found.value) for found in read if not found.problem]
    digits = [] if region else [value for found in read if (value := str(found.value)).isdigit()]
    kept = list(dict.fromkeys(valid or (digits if len(read) > 1 else ())))
    if not kept:
        return None
    held = f"{len(read)} numbers" if len(read) > 1 else "more than a number"
    return Clean(_BETWEEN.join(kept), f"“{text}” holds {held}: keep one in each field.")


def _read(part: str, region: str | None) -> list[Clean]:
    whole = _one(part, region)
    if not whole.problem or "/" not in part:
        return [whole]
    return [_one(piece.strip(), region) for piece in part.split("/") if _has_digit(piece)]


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


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


def forms(value: str) -> list[str]:
    """The forms of all numbers of a field that holds several."""
    parts = [value] if _BETWEEN not in value else map(str.strip, _SEVERAL.split(value))
    return list(dict.fromkeys(filter(None, map(form, parts))))


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
