from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (" 00-12 ", None, "00-12", ""),
        (123.0, None, "123", ""),
        ("test", None, "test", ""),
        ("0000", None, None, ""),
        ("n/a", None, None, ""),
    ],
)
def test_it_keeps_zeros_and_separators(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("identifier", raw, country, value, problem)
