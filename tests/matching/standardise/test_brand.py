from __future__ import annotations

import pytest

from apps.matching.standardise import brand
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("Sony®", None, "Sony", ""),
        ("Sony (R)", None, "Sony", ""),
        ("™", None, "™", ""),
        ("unknown", None, None, ""),
    ],
)
def test_it_keeps_the_name_without_trade_mark_signs(
    raw: object, country: str | None, value: object, problem: str
) -> None:
    expect("brand", raw, country, value, problem)


def test_it_compares_as_one_word_without_legal_form() -> None:
    assert brand.form("Black & Decker Inc.") == brand.form("BLACK+DECKER") == "blackdecker"
