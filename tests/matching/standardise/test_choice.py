from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("Active ", None, "active", ""),
        ("NONE", None, "none", ""),
        ("", None, None, ""),
    ],
)
def test_it_keeps_the_word_in_small_letters(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("choice", raw, country, value, problem)
