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


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("Hewlett-Packard", "hp"),
        ("HP Inc.", "hp"),
        ("Robert Bosch GmbH", "bosch"),
        ("Bosch Professional", "bosch"),
        ("LG Electronics", "lg"),
        ("Technology", "technology"),
    ],
)
def test_it_compares_a_brand_of_several_names_by_one(value: str, form: str) -> None:
    assert brand.form(value) == form
