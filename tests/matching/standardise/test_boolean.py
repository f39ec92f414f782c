from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (True, None, True, ""),
        ("yes", None, True, ""),
        ("1", None, True, ""),
        (False, None, False, ""),
        (0, None, False, ""),
        ("Nein", None, False, ""),
        ("maybe", None, "maybe", "neither yes nor no"),
        (None, None, None, ""),
    ],
)
def test_it_reads_yes_and_no(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("boolean", raw, country, value, problem)
