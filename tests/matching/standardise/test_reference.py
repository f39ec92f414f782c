from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (" NET 30 ", None, "NET 30", ""),
        ("None", None, "None", ""),
        ("?", None, None, ""),
    ],
)
def test_it_keeps_codes_as_written(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("reference", raw, country, value, problem)
