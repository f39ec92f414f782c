from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("1.5kg", None, {"size": "1.5", "unit": "kg"}, ""),
        ("1500 g", None, {"size": "1.5", "unit": "kg"}, ""),
        ("0,5 l", None, {"size": "0.5", "unit": "l"}, ""),
        ("8 oz", None, {"size": "0.5", "unit": "lb"}, ""),
        ({"size": 1.2, "unit": "KG"}, None, {"size": "1.2", "unit": "kg"}, ""),
        ("12", None, {"size": "12"}, "has no unit"),
        ("5 widgets", None, {"size": "5", "unit": "widgets"}, "unknown unit"),
        ("heavy", None, "heavy", "is not a size"),
        ("-", None, None, ""),
    ],
)
def test_it_reads_size_and_unit(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("measure", raw, country, value, problem)
