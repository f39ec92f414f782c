import pytest

from apps.matching.phones import PHONE_TIERS
from tests.matching.examples import level_of, tiered

PHONE = tiered("phone", ("phone",), *range(3))


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        ("+17733865286", "+17733865286", 0),
        ("3865286", "3865286", 0),
        ("3865286", "+17733865286", 1),
        ("7733865286", "+17733865286", 1),
        ("3865286", "865286", 1),
        ("865286\x1f3001234", "+17733865286", 1),
        ("+17733865286", "+17733865287", 2),
        ("+17733865286", "+13123865286", 2),
        ("+17733865286", "+31201234567", 2),
        ("286", "+17733865286", 2),
    ],
)
def test_it_compares_telephone_numbers(left: str, right: str, tier: int) -> None:
    assert level_of(PHONE, {"phone": left}, {"phone": right}) == f"phone: {PHONE_TIERS[tier]}"


def test_it_says_nothing_of_a_missing_number() -> None:
    assert level_of(PHONE, {"phone": ""}, {"phone": "3865286"}) == "missing"
