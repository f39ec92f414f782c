from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (12, None, "12", ""),
        ({"id": 5, "name": "Acme"}, None, "5", ""),
        ("C-12", None, "C-12", ""),
        (0, None, None, ""),
        ("n/a", None, None, ""),
        ({}, None, None, ""),
    ],
)
def test_it_keeps_the_id_of_the_other_record(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("relation", raw, country, value, problem)
