"""What a system may do to a value on its way in: the caller sends one thing and reads back another."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

SPACES = re.compile(r"\s+")


def trimmed(value: str) -> str:
    return SPACES.sub(" ", value).strip()


def city(value: str) -> str:
    """Cities in capitals, as postal software likes them."""
    return trimmed(value).upper()


def phone(value: str) -> str:
    """+31201234567 becomes +31 20 123 4567: digits in groups, the same number."""
    digits = re.sub(r"[^\d+]", "", value)
    if not digits.startswith("+") or len(digits) < 8:
        return trimmed(value)
    return f"{digits[:3]} {digits[3:5]} {digits[5:8]} {digits[8:]}".strip()


def amount(value: str) -> str:
    """Amounts rounded to two places."""
    try:
        return str(Decimal(value).quantize(Decimal("0.01")))
    except InvalidOperation:
        return value
