from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("12.50", None, "12.5", ""),
        (12.0, None, "12", ""),
        (-0.0, None, "0", ""),
        ("12 000", None, "12000", ""),
        ("1,5", None, "1.5", ""),
        ("1.234", "DE", "1.234", ""),
        ("many", None, "many", "is not a number"),
        ("", None, None, ""),
    ],
)
def test_it_keeps_numbers_without_needless_zeros(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("quantity", raw, country, value, problem)
