from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.columns import Columns
from apps.matching.compare import KINDS, grades
from apps.matching.standardise import titles
from apps.matching.types import SEPARATOR, Comparison, Level, Tables

FEATURES = ("words", "text", "maker", "plain", "codes")


def product(title: str, brand: str = "", text: str = "") -> dict[str, str]:
    return {
        "words": " ".join(titles.tokens(title)),
        "plain": " ".join(titles.plain(title)),
        "codes": SEPARATOR.join(titles.model_codes(title)),
        "maker": brand,
        "brand": brand.replace(" ", ""),
        "text": text,
    }


def grade(kind: str, features: tuple[str, ...], left: dict[str, str], right: dict[str, str], tables: Tables) -> float:
    """The grade of one pair, checked to be the same both ways round and among others."""
    comparison = Comparison(kind, kind, features, (Level("yes", 1, 1.0), Level("no", -1)))
    columns = Columns.of([left, right, product("quite another thing 12", "x")])
    one, other = np.array([0, 1, 2]), np.array([1, 0, 0])
    found = grades(comparison, columns, one, other, tables)
    alone = grades(comparison, Columns.of([left, right]), np.array([0]), np.array([1]), tables)
    assert np.array_equal(found[:1], found[1:2], equal_nan=True)
    assert np.array_equal(found[:1], alone, equal_nan=True)
    return float(found[0])


def likeness(left: dict[str, str], right: dict[str, str], weights: dict[str, float] | None = None) -> float:
    return grade("title", FEATURES, left, right, Tables(token_weights={"words": weights or {}}))


def test_it_finds_a_title_as_good_as_the_same_whatever_the_order_of_its_words() -> None:
    assert likeness(product("Rolled Oats Classic Fine"), product("CLASSIC FINE ROLLED OATS")) > 0.99


def test_it_forgives_slips_and_words_cut_short() -> None:
    exact = likeness(product("Stainless Coach Screws"), product("Coach Screws Stainless"))
    slipped = likeness(product("Stainless Coach Screws"), product("Coach Scews Stainl"))
    assert 0.85 < slipped < exact


def test_it_leaves_out_the_brand_that_only_one_title_names() -> None:
    bare, named = product("Lemonade Organic", "fenn brook"), product("Fenn Brook Lemonade Organic")
    assert likeness(bare, named) > 0.99
    assert likeness(product("Lemonade Organic"), named) < 0.9


def test_it_leaves_out_a_model_code_that_only_one_title_has() -> None:
    assert likeness(product("Laminator White"), product("Laminator White TA3581")) > 0.99
    assert likeness(product("Laminator White TA3582"), product("Laminator White TA3581")) < 0.8


def test_it_counts_rare_words_for_more() -> None:
    weights = {"sony": 1.0, "black": 1.0, "turntable": 6.0, "radio": 6.0}
    left, right = product("Sony Black Turntable"), product("Sony Black Radio")
    assert likeness(left, right, weights) < 0.1 < 0.6 < likeness(left, right)


def test_it_finds_words_of_a_title_in_the_description_of_the_other() -> None:
    without, with_text = product("Oven NX"), product("Oven", text="nx steel grill")
    assert likeness(without, with_text) > likeness(without, product("Oven"))


def test_it_says_nothing_where_a_title_is_missing() -> None:
    assert np.isnan(likeness(product(""), product("Oven")))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Lemonade Organic Lemon", "Lemonade Organic Peach", 0.0),
        ("Padlock Satin Nickel Exterior", "Padlock Brass Exterior", 0.0),
        ("Lemonade Organic Lemon", "Lemonade Organic", 1.0),
        ("Lemonade Organic Lemon", "Lemonade Org Lemon", 1.0),
        ("Cordless drill driver", "Akku Bohrschrauber", None),
    ],
)
def test_it_tells_variants_of_one_thing(left: str, right: str, expected: float | None) -> None:
    found = grade("variant", FEATURES, product(left), product(right), Tables())
    assert found == expected if expected is not None else np.isnan(found)


@pytest.mark.parametrize(
    ("left", "right", "at_least", "at_most"),
    [
        (product("", "fennbrook"), product("", "fennbrook"), 1.0, 1.0),
        (product("", "bosch"), product("", "robert bosch"), 0.99, 0.99),
        (product("Fenn Brook Oats"), product("Oats", "fenn brook"), 0.99, 0.99),
        (product("", "fennbrook"), product("", "orrindale"), 0.0, 0.7),
    ],
)
def test_it_compares_brands(left: dict[str, str], right: dict[str, str], at_least: float, at_most: float) -> None:
    found = grade("brand", ("brand", "maker", "words"), left, right, Tables())
    assert np.float32(at_least) <= found <= np.float32(at_most)


def test_it_says_nothing_of_a_brand_that_the_other_title_does_not_name() -> None:
    found = grade("brand", ("brand", "maker", "words"), product("Oats", "fenn"), product("Oats Classic"), Tables())
    assert np.isnan(found)


VOCABULARY = (
    "oats",
    "oat",
    "lemon",
    "lemons",
    "peach",
    "kx12b",
    "kx12",
    "red",
    "fenn",
    "classic",
    "classi",
    "18v",
    "12v",
)
words = st.lists(st.sampled_from(VOCABULARY), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, words, words), min_size=2, max_size=5), st.sampled_from(["title", "variant"]))
def test_it_is_symmetric_and_does_not_depend_on_the_batch(rows: list[tuple[list[str], ...]], kind: str) -> None:
    records = [product(" ".join(title), " ".join(brand[:1]), " ".join(text)) for title, brand, text in rows]
    size = len(records)
    one, other = (side.ravel() for side in np.meshgrid(np.arange(size), np.arange(size)))
    comparison = Comparison(kind, kind, FEATURES, (Level("yes", 1, 1.0), Level("no", -1)))
    straight = grades(comparison, Columns.of(records), one, other, Tables())
    mirrored = grades(comparison, Columns.of(records), other, one, Tables())
    turned = grades(comparison, Columns.of(records[::-1]), size - 1 - one, size - 1 - other, Tables())
    alone = [
        grades(comparison, Columns.of([records[a], records[b]]), np.array([0]), np.array([1]), Tables())[0]
        for a, b in zip(one, other, strict=True)
    ]
    assert np.array_equal(straight, mirrored, equal_nan=True)
    assert np.array_equal(straight, turned, equal_nan=True)
    assert np.array_equal(straight, np.array(alone, np.float32), equal_nan=True)


def test_it_knows_its_kinds() -> None:
    assert {"title", "variant", "brand", "model", "figures", "colour", "pack", "price"} <= KINDS.keys()
