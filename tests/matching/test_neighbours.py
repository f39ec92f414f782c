from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import neighbours
from apps.matching.columns import Columns
from apps.matching.neighbours import neighbour_pairs
from apps.matching.types import Neighbours

TITLES = [
    "sony turntable pslx350h", "sony pslx350h belt drive turntable", "bose speaker am53bk", "bose acoustimass am53bk",
    "water lemon", "wafer lemons", "",
]  # fmt: skip


def pairs(titles: list[str], source: list[int] | None = None, words: int = 1, grams: int = 0) -> set[tuple[str, str]]:
    columns = Columns.of([{"words": title} for title in titles])
    of = None if source is None else np.array(source, np.int64)
    left, right = neighbour_pairs((Neighbours("words", words, grams),), columns, of)
    assert (left < right).all()
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)
    found = ((titles[a], titles[b]) for a, b in zip(left, right, strict=True))
    return {(min(pair), max(pair)) for pair in found}


def test_it_finds_the_nearest_by_words() -> None:
    found = pairs(TITLES)
    assert ("sony pslx350h belt drive turntable", "sony turntable pslx350h") in found
    assert ("bose acoustimass am53bk", "bose speaker am53bk") in found
    assert ("wafer lemons", "water lemon") not in found


def test_it_finds_the_nearest_by_letters() -> None:
    assert ("wafer lemons", "water lemon") in pairs(TITLES, words=0, grams=1)


def test_it_makes_no_pair_within_a_source() -> None:
    found = pairs(TITLES, source=[0, 0, 1, 1, 0, 1, 1], words=3, grams=3)
    assert found == {("wafer lemons", "water lemon")}


def test_it_lets_many_records_ask_few_for_no_more_than_those_ask_them() -> None:
    few, many = ["lemon juice a", "lemon juice b"], [f"lemon juice {letter}" for letter in "cdefghijklmnopqrstuv"]
    found = pairs([*few, *many], source=[0, 0, *[1] * 20], words=2)
    assert {other for one, other in found if one == "lemon juice b"} == {"lemon juice c", "lemon juice d"}


def test_it_pairs_records_of_one_text_and_nothing_without_text() -> None:
    columns = Columns.of([{"words": text} for text in ("a b", "a b", "", "")])
    left, right = neighbour_pairs((Neighbours("words"),), columns)
    assert (left.tolist(), right.tolist()) == ([0], [1])


def test_it_takes_the_first_of_the_alphabet_among_equals() -> None:
    titles = ["lemon zest", "lemon peel", "lemon aid", "lemon"]
    left = pairs([*titles, "lemon"], source=[0, 0, 0, 0, 1])
    assert ("lemon", "lemon") in left
    assert pairs(["kiwi x", "kiwi b", "kiwi a", "kiwi q"], source=[1, 0, 0, 1]) == {
        ("kiwi a", "kiwi x"), ("kiwi b", "kiwi q"), ("kiwi a", "kiwi q"), ("kiwi b", "kiwi x"),
    } - {("kiwi b", "kiwi x")} | {("kiwi b", "kiwi q")}  # fmt: skip


def test_it_bounds_what_crowds_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "CROWD", 3)
    columns = Columns.of([{"words": "a b"}] * 2 + [{"words": "a b c"}] * 2)
    left, right = neighbour_pairs((Neighbours("words"),), columns)
    assert len(left) == 0 == len(right)


VOCABULARY = ("oats", "lemon", "lemons", "peach", "kx12b", "kx12", "red", "blue", "fenn", "18v")
texts = st.lists(
    st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(texts, st.randoms(use_true_random=False), st.integers(1, 3), st.integers(0, 2))
def test_it_does_not_depend_on_order_or_chunks(titles: list[str], chance: Random, words: int, grams: int) -> None:
    source = [place % 2 for place in range(len(titles))]
    order = list(range(len(titles)))
    chance.shuffle(order)
    straight = pairs(titles, source, words, grams)
    turned = pairs([titles[place] for place in order], [source[place] for place in order], words, grams)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "CHUNK", 1)
        chunked = pairs(titles, source, words, grams)
    assert straight == turned == chunked


def test_it_asks_for_words_alone_among_very_many_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("wafer lemons", "water lemon") in pairs(TITLES, words=1, grams=1)
    monkeypatch.setattr(neighbours, "MANY", 3)
    found = pairs(TITLES, words=1, grams=1)
    assert ("sony pslx350h belt drive turntable", "sony turntable pslx350h") in found
    assert ("wafer lemons", "water lemon") not in found
