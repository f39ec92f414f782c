from __future__ import annotations

import numpy as np
import pytest

from apps.matching.columns import Columns
from apps.matching.compare import grades
from apps.matching.standardise import titles
from apps.matching.traits import beginnings, figure_of, runs
from apps.matching.types import SEPARATOR, Comparison, Level, Tables

TWO = (Level("yes", 1, 1.0), Level("no", -1))


def product(title: str, text: str = "") -> dict[str, str]:
    return {
        "words": " ".join(titles.tokens(title)),
        "plain": " ".join(titles.plain(title)),
        "codes": SEPARATOR.join(titles.model_codes(title)),
        "text": text,
    }


def grade(kind: str, features: tuple[str, ...], left: dict[str, str], right: dict[str, str]) -> float:
    comparison = Comparison(kind, kind, features, TWO)
    found = grades(comparison, Columns.of([left, right]), np.array([0, 1]), np.array([1, 0]), Tables())
    assert np.array_equal(found[:1], found[1:], equal_nan=True)
    return float(found[0])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (product("Sony PSLX350H"), product("Sony PS-LX350H"), 4.99),
        (product("Sony VGN-CS180J/W"), product("Sony VGN CS180J W notebook"), 4.99),
        (product("Washer WTW6700TWH"), product("Washer WTW6700TW"), 3.0),
        (product("Blender KSB560ER"), product("Blender KSB560OB"), 2.0),
        (product("Phone KX12345"), product("Phone", text="model kx12345 black"), 1.0),
        (product("TV LN40A650"), product("TV LN46A650"), 0.0),
        (product("TV LN40A650"), product("TV black"), None),
        (product("TV"), product("TV black"), None),
    ],
)
def test_it_compares_model_codes(left: dict[str, str], right: dict[str, str], expected: float | None) -> None:
    found = grade("model", ("codes", "words", "text"), left, right)
    assert np.isnan(found) if expected is None else found == np.float32(expected)


def test_it_reads_part_numbers_as_codes_that_contradict_nothing() -> None:
    features = ("codes", "words", "text", "titled")
    binder = product("Round Ring Binder") | {"codes": "36834NBL", "titled": ""}
    named = product("Wilson Jones 36834NBL binder") | {"titled": "36834NBL"}
    other = product("Wilson Jones 36801NBL binder") | {"titled": "36801NBL"}
    assert grade("model", features, binder, named) == np.float32(4.99)
    assert np.isnan(grade("model", features, binder, other))
    assert grade("model", features, named, product("Jones 99887 rack") | {"titled": "99887"}) == 0.0


def test_it_counts_a_code_that_others_have_too_for_less() -> None:
    comparison = Comparison("model", "model", ("codes", "words"), TWO)
    columns = Columns.of([product("Case for KX12345"), product("Cover KX12345")])
    tables = Tables(token_weights={"codes": {"KX12345": 2.0, "OTHER99": 8.0}})
    assert 4.0 < grades(comparison, columns, np.array([0]), np.array([1]), tables)[0] < 4.5


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Padlock black", "Padlock BLK brass", 1.0),
        ("Padlock black", "Padlock white", 0.0),
        ("Padlock black", "Padlock", None),
    ],
)
def test_it_compares_colours(left: str, right: str, expected: float | None) -> None:
    found = grade("colour", ("plain",), product(left), product(right))
    assert np.isnan(found) if expected is None else found == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Drill 18V 125 mm", "Drill 18 V", 1.0),
        ("Drill 18V", "Drill 12V", 0.0),
        ("Bolt M8 5 x 60", "Bolt 5 x 80", 0.5),
        ("Drill 18V", "Drill", None),
    ],
)
def test_it_compares_figures(left: str, right: str, expected: float | None) -> None:
    found = grade("figures", ("plain",), product(left), product(right))
    assert np.isnan(found) if expected is None else found == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("12 0.5 l", "12 0.5 l", 1.0),
        ("1 16.9 fl oz", "1 0.5 l", 1.0),
        ("2 0.5 kg", "1 1 kg", 0.5),
        ("6 0.5 l", "12 0.5 l", 0.0),
        ("6", "6 0.5 l", 1.0),
        ("6", "12", 0.0),
        ("6", "", 0.2),
        ("1 0.5 l", "", None),
        ("6", "1 0.5 l", None),
        ("1 0.5 l", "1 0.5 kg", None),
    ],
)
def test_it_compares_packs(left: str, right: str, expected: float | None) -> None:
    one, other = ({"pack": pack, "words": "water"} for pack in (left, right))
    found = grade("pack", ("pack", "words"), one, other)
    assert np.isnan(found) if expected is None else found == np.float32(expected)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("10.00", "10", 1.0),
        ("10 EUR", "8 EUR", 0.8),
        ("10 EUR", "8", 0.8),
        ("10 EUR", "10 NZD", None),
        ("0", "10", None),
        ("", "10", None),
        ("much", "10", None),
    ],
)
def test_it_compares_prices(left: str, right: str, expected: float | None) -> None:
    found = grade("price", ("price",), {"price": left}, {"price": right})
    assert np.isnan(found) if expected is None else found == np.float32(expected)


def test_it_takes_codes_and_words_apart() -> None:
    assert beginnings("wtw6700twh") == ["wtw670", "wtw6700", "wtw6700t", "wtw6700tw"]
    assert beginnings("910000153") == []
    assert runs("kx tga670b phone") == ["tga670b", "kxtga670b", "tga670bphone", "kxtga670bphone"]
    assert [figure_of(word) for word in ("18v", "1080p", "5", "2.5kg", "m8", "123456", "x")] == [
        "18", "1080", "5", "2.5", "", "", "",
    ]  # fmt: skip
