"""Decimal numbers as people and systems write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import as_text, part

# Countries that write 1.234,50; the record's country decides only where the text itself leaves both readings open.
DECIMAL_COMMA = frozenset(
    {"AT", "BE", "BR", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "ID", "IT", "LU", "NL", "NO", "PL", "PT", "SE", "TR"}
)
LARGEST_EXPONENT = 30

_GROUPING = re.compile(r"[\s'\u2019_]")
_NUMBER = re.compile(r"^[+-]?(?:\d[\d.,]*|[.,]\d+)$", re.ASCII)


def unwrapped(raw: object) -> object:
    """The number inside {"__class__": "Decimal", "decimal": "1.5"} and its like; anything else as it is."""
    return part(raw, "decimal", "amount", "value") if isinstance(raw, Mapping) else raw


def written(raw: object) -> str:
    """A number or text as text; a float by its shortest spelling, without the noise behind the sixth decimal."""
    if isinstance(raw, float) and raw == raw and abs(raw) < 1e15:
        return format(Decimal(repr(raw)).quantize(Decimal("0.000001")).normalize(), "f")
    return as_text(raw)


def read(text: str, country: str | None) -> Decimal | None:
    """The number in a text without units, or None. Reads 1,234.50 and 1.234,50, (12.50) and 12.50- as negative.

    One comma before exactly three digits parts thousands, unless the country writes a decimal comma. One point is
    always a decimal point, because that is how systems write.
    """
    bare = _GROUPING.sub("", text)
    negative = bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()").removesuffix("-")
    if not _NUMBER.match(bare):
        return None
    try:
        found = Decimal(_plain(bare, country))
    except InvalidOperation:
        return None
    if found and abs(found.adjusted()) > LARGEST_EXPONENT:
        return None
    return -abs(found) if negative else found


def _plain(bare: str, country: str | None) -> str:
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        decimal = "." if bare.rindex(".") > bare.rindex(",") else ","
        grouping = "," if decimal == "." else "."
        return bare.replace(grouping, "").replace(decimal, ".")
    if points > 1 or commas > 1:
        return bare.replace(".", "").replace(",", "")
    if commas and _parts_thousands(bare) and country_code(country) not in DECIMAL_COMMA:
        return bare.replace(",", "")
    return bare.replace(",", ".")


def _parts_thousands(bare: str) -> bool:
    before, after = bare.lstrip("+-").split(",")
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")


def minimal(number: Decimal) -> str:
    """The shortest decimal string of a number: no exponent, no zeros behind, no negative zero."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
