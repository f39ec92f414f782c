"""Amounts of money: a decimal string. The currency is a field of its own."""

from __future__ import annotations

import re
from decimal import Decimal

from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.number import DECIMAL_COMMA, minimal, read, unwrapped, written
from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints

_CURRENCY = re.compile(r"(?i)(?:\b[a-z]{3}\b|\b(?:nz|us|au|ca|a|c|s)?(?=\$)|fr\.|[$€£¥₹₩]|,-$|\.-$)")
_GROUPED_BY_POINT = re.compile(r"^\D*[1-9]\d{0,2}\.\d{3}\D*$", re.ASCII)


@from_text("money", repeats=True)
def _read(text: str, hints: Hints) -> Clean:
    amount = _CURRENCY.sub("", text).strip()
    # Money has no three decimals: where the comma is decimal, the point in 1.234 parts thousands.
    if _GROUPED_BY_POINT.match(amount) and country_code(hints.country) in DECIMAL_COMMA:
        amount = amount.replace(".", "")
    found = read(amount, hints.country)
    if found is None:
        return Clean(text, f"“{text}” is not an amount: write it as 1234.50.")
    return Clean(two_decimals(found))


def clean(raw: object, hints: Hints) -> Clean:
    """The amount as "1234.50". Currency signs are dropped.

    Finer amounts, such as a unit price of 0.0125, keep their decimals, at least four of them.
    """
    return _read(written(unwrapped(raw)), hints)


def two_decimals(amount: Decimal) -> str:
    """Two decimals where that loses nothing, otherwise four or more, so that three are never taken for thousands."""
    whole, _, decimals = minimal(amount).partition(".")
    return f"{whole}.{decimals.ljust(2 if len(decimals) <= 2 else 4, '0')}"
