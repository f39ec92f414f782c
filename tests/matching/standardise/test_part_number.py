from __future__ import annotations

import pytest

from apps.matching.standardise import part_number
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("psl-x350h", None, "PSL-X350H", ""),
        ("xx", None, "XX", ""),
        ("n/a", None, None, ""),
    ],
)
def test_it_keeps_capitals_and_separators(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("part_number", raw, country, value, problem)


def test_it_compares_without_separators() -> None:
    assert part_number.form("PSL-X350.H") == part_number.form("pslx350 h") == "PSLX350H"
