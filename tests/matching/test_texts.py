import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.matching import texts
from apps.matching.texts import BLOCK, Texts

lists = st.lists(st.text(st.sampled_from(["a", "ß", "\n", "\r", "€", "😀", "\udc80"]), max_size=4), max_size=9)


@given(lists)
@example([])
@example([""])
@example(["", "a\n", "\n\n", ""])
def test_it_is_the_list_it_was_made_of(given):
    held = Texts(given)
    assert list(held) == given
    assert len(held) == len(given)
    assert [held[place] for place in range(-len(given), len(given))] == given + given
    assert held[1:5:2] == given[1:5:2]


@given(lists)
def test_it_stays_the_same_on_its_way_to_another_process(given):
    assert pickle.loads(pickle.dumps(Texts(given))) == given


def test_it_gives_many_texts_block_by_block(monkeypatch):
    many = [f"text {number}" for number in range(2 * BLOCK + 1)]
    assert list(Texts(iter(many))) == many
    monkeypatch.setattr(texts, "BLOCK", 2)
    assert list(Texts(["a", "b\nc", "d", "", ""])) == ["a", "b\nc", "d", "", ""]


@pytest.mark.parametrize("place", [2, -3])
def test_it_has_nothing_beyond_its_ends(place):
    with pytest.raises(IndexError):
        Texts(["a", "b"])[place]


def test_it_equals_what_holds_the_same_texts_in_the_same_order():
    assert Texts(["a", "b"]) == Texts(["a", "b"])
    assert Texts(["a", "b"]) != ["b", "a"]
    assert Texts(["a"]) != ["a", "b"]
    assert Texts(["a"]) != 1
