from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("nz", None, "NZ", ""),
        ("NZL", None, "NZ", ""),
        ("New Zealand", None, "NZ", ""),
        ("Aotearoa", None, "NZ", ""),
        ("UK", None, "GB", ""),
        ("U.S.A.", None, "US", ""),
        ("Holland", None, "NL", ""),
        ("Deutschland", None, "DE", ""),
        ("Österreich", None, "AT", ""),
        ("NA", None, "NA", ""),
        ("Côte d'Ivoire", None, "CI", ""),
        ("Ruritania", None, "Ruritania", "two-letter code"),
        ("unknown", None, None, ""),
    ],
)
def test_it_knows_codes_and_names(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("country", raw, country, value, problem)
