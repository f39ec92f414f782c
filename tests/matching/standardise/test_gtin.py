from __future__ import annotations

import pytest

from apps.matching.standardise.gtin import is_global
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("4006381333931", None, "04006381333931", ""),
        (4006381333931, None, "04006381333931", ""),
        ("4 006381 333931", None, "04006381333931", ""),
        ("EAN: 4006381333931", None, "04006381333931", ""),
        ("036000291452", None, "00036000291452", ""),
        ("96385074", None, "00000096385074", ""),
        ("4006381333932", None, "04006381333932", "fails the check digit"),
        ("36000291452", None, "36000291452", "has 11 digits"),
        ("abc", None, "abc", "digits only"),
        ("0000000000000", None, None, ""),
    ],
)
def test_it_keeps_fourteen_digits(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("gtin", raw, country, value, problem)


def test_it_tells_numbers_of_one_shop_from_global_ones() -> None:
    assert is_global("04006381333931")
    assert not is_global("02012345678900")
