from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (True, None, "granted", ""),
        ("Yes", None, "granted", ""),
        (1, None, "granted", ""),
        ("opt-in", None, "granted", ""),
        ("granted", None, "granted", ""),
        (False, None, "denied", ""),
        ("no", None, "denied", ""),
        ("opt-out", None, "denied", ""),
        (0, None, "denied", ""),
        ("unknown", None, "unknown", ""),
        ("maybe", None, "maybe", "neither yes nor no"),
        (None, None, None, ""),
        ("", None, None, ""),
    ],
)
def test_it_reads_yes_and_no(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("consent", raw, country, value, problem)
