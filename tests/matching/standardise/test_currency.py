from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("nzd", None, "NZD", ""),
        ("Euro", None, "EUR", ""),
        ("€", None, "EUR", ""),
        ("£", None, "GBP", ""),
        ("$", "NZ", "NZD", ""),
        ("$", None, "$", "any dollar"),
        ("US$", "NZ", "USD", ""),
        ("beads", None, "beads", "three-letter code"),
    ],
)
def test_it_knows_codes_names_and_symbols(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("currency", raw, country, value, problem)
