from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("12x0,5L", None, {"count": 12, "size": "0.5", "unit": "l"}, ""),
        ("12 \u00d7 0.5 l", None, {"count": 12, "size": "0.5", "unit": "l"}, ""),
        ("330ml x 6", None, {"count": 6, "size": "0.33", "unit": "l"}, ""),
        ("4 x 6 x 330ml", None, {"count": 24, "size": "0.33", "unit": "l"}, ""),
        ("6 pack", None, {"count": 6}, ""),
        ("6er-Pack", None, {"count": 6}, ""),
        ("box of 24", None, {"count": 24}, ""),
        ("6 pack 330ml", None, {"count": 6, "size": "0.33", "unit": "l"}, ""),
        ("6er Pack 0,5 l", None, {"count": 6, "size": "0.5", "unit": "l"}, ""),
        ("pack of 6 330 ml", None, {"count": 6, "size": "0.33", "unit": "l"}, ""),
        ("330 ml (6 pack)", None, {"count": 6, "size": "0.33", "unit": "l"}, ""),
        ("750ml x 6 bottles", None, {"count": 6, "size": "0.75", "unit": "l"}, ""),
        ("24 x 330ml cans", None, {"count": 24, "size": "0.33", "unit": "l"}, ""),
        ("Kasten 20 x 0,5 l", None, {"count": 20, "size": "0.5", "unit": "l"}, ""),
        ("box 500 ml", None, "box 500 ml", "names no pack"),
        ("7 m2", None, {"count": 1, "size": "7", "unit": "m2"}, ""),
        ("dozen", None, {"count": 12}, ""),
        ("500 ml", None, {"count": 1, "size": "0.5", "unit": "l"}, ""),
        (24, None, {"count": 24}, ""),
        ({"unit": "l", "size": "0.5", "count": 12}, None, {"count": 12, "size": "0.5", "unit": "l"}, ""),
        ("large", None, "large", "names no pack"),
        (None, None, None, ""),
    ],
)
def test_it_reads_count_size_and_unit(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("pack_size", raw, country, value, problem)
