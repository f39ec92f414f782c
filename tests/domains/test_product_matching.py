"""What the shipped rules for products say of values as systems send them."""

from __future__ import annotations

import pytest

from tests.domains.levels import levels


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Cola 6 x 330ml", "Cola 6 pack 330ml", "same pack"),
        ("Cola 6 x 330ml", "Cola pack of 6 330 ml", "same pack"),
        ("Cola 6 x 0.5 l", "Cola 6er Pack 0,5 l", "same pack"),
        ("Cola 6 x 330ml", "Cola 6-pack", "same pack"),
        ("Cola 6 x 330ml", "Cola 4 pack 330ml", "different pack"),
        ("Cola 6 x 330ml", "Cola 330ml", "different pack"),
    ],
)
def test_it_reads_a_pack_however_the_title_says_it(one: str, other: str, said: str) -> None:
    assert levels("product", {"name": one}, {"name": other})["pack_size"] == said


def test_it_compares_the_pack_of_a_title_with_that_of_a_field() -> None:
    found = levels("product", {"name": "Cola 6 x 330ml"}, {"name": "Cola", "pack_size": "6 pack 330ml"})
    assert found["pack_size"] == "same pack"


@pytest.mark.parametrize("empty", [None, ""])
def test_it_reads_the_pack_of_a_title_where_the_field_for_it_is_empty(empty: str | None) -> None:
    titled, other = {"name": "Cola 6 x 330ml", "pack_size": empty}, {"name": "Cola 4 x 330ml", "pack_size": empty}
    assert levels("product", titled, titled)["pack_size"] == "same pack"
    assert levels("product", titled, other)["pack_size"] == "different pack"
