from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("1,234.50", None, "1234.50", ""),
        ("1.234,50", None, "1234.50", ""),
        ("€ 1.234,50", None, "1234.50", ""),
        ({"__class__": "Decimal", "decimal": "1.5"}, None, "1.50", ""),
        ("NZ$ 1,234", None, "1234.00", ""),
        ("-5", None, "-5.00", ""),
        ("(12.50)", None, "-12.50", ""),
        ("12.50-", None, "-12.50", ""),
        ("1.234", "DE", "1234.00", ""),
        ("1,234", "NZ", "1234.00", ""),
        ("1,234", "DE", "1.2340", ""),
        ("1'234.50", "CH", "1234.50", ""),
        (0.0125, None, "0.0125", ""),
        (0.1 + 0.2, None, "0.30", ""),
        (5, None, "5.00", ""),
        (0, None, "0.00", ""),
        (float("nan"), None, None, ""),
        (None, None, None, ""),
        ("n/a", None, None, ""),
        ("USD 12", None, "12.00", ""),
        ("free", None, "free", "is not an amount"),
    ],
)
def test_it_keeps_amounts_as_decimal_strings(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("money", raw, country, value, problem)
