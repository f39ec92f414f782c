"""Global trade item numbers, padded to 14 digits."""

from __future__ import annotations

import re

from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints

LENGTHS = frozenset({8, 12, 13, 14})
_SEPARATORS = re.compile(r"[\s\-.]")
_LABEL = re.compile(r"(?i)^(?:gtin|ean|upc|isbn)(?:[-\s]?(?:8|12|13|14)(?=[\s:]))?[\s:]*")


@from_text("gtin")
def clean(text: str, hints: Hints) -> Clean:
    """Fourteen digits, from GTIN-8, 12, 13 or 14, when the check digit is right; otherwise as written, reported."""
    digits = _SEPARATORS.sub("", _LABEL.sub("", text))
    if not (digits.isascii() and digits.isdigit()):
        return Clean(text, f"“{text}” is no GTIN: it must have digits only.")
    if len(digits) not in LENGTHS:
        return Clean(digits, f"“{digits}” has {len(digits)} digits: a GTIN has 8, 12, 13 or 14. Check for lost zeros.")
    padded = digits.zfill(14)
    if not has_right_check_digit(padded):
        return Clean(padded, f"“{digits}” fails the check digit of GTIN: compare it with the label.")
    return Clean(padded)


def has_right_check_digit(padded: str) -> bool:
    """The GS1 check digit of a number of 14 digits (GS1 General Specifications, 7.9)."""
    from stdnum import ean

    return bool(ean.is_valid(padded))


def is_global(padded: str) -> bool:
    """False for numbers that every shop may give out for itself (GS1 prefixes 02, 04, 20 to 29)."""
    prefix = padded[1:4]
    return not (prefix.startswith("2") or prefix[:2] in {"02", "04"})
