from __future__ import annotations

import numpy as np
import pytest

from apps.matching.columns import Columns
from apps.matching.described import description, stated
from apps.matching.sides import Sides
from apps.matching.types import Floats

TITLE = "guest editorial"
PRODUCTS = [
    {"words": TITLE, "text": "karl aberer record 2002"},
    {"words": TITLE, "text": "aberer karl record 2003"},
    {"words": TITLE, "text": "won kim"},
    {"words": "fast text classification", "text": "karl aberer record 2002"},
    {"words": TITLE},
]


def grades(kind: object, *pairs: tuple[int, int]) -> Floats:
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    assert callable(kind)
    found: Floats = kind(Sides(Columns.of(PRODUCTS), left, right, ("text", "words")))
    return found


def test_it_compares_the_words_of_two_descriptions() -> None:
    assert grades(description, (0, 0), (0, 1), (0, 2)).tolist() == pytest.approx([1.0, 0.75, 0.0])


def test_it_compares_the_figures_of_two_descriptions() -> None:
    same, other, none = grades(stated, (0, 0), (0, 1), (0, 2))
    assert (same, other) == (1.0, 0.0)
    assert np.isnan(none)


@pytest.mark.parametrize("kind", [description, stated])
def test_it_says_nothing_of_products_that_are_named_otherwise_or_not_described(kind: object) -> None:
    assert np.isnan(grades(kind, (0, 3), (0, 4))).all()


@pytest.mark.parametrize("kind", [description, stated])
def test_it_gives_the_same_the_other_way_round(kind: object) -> None:
    pairs = [(0, 1), (0, 2), (1, 2), (0, 3)]
    assert np.array_equal(grades(kind, *pairs), grades(kind, *[(b, a) for a, b in pairs]), equal_nan=True)
