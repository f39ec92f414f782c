import numpy as np
import pytest

from apps.matching.columns import column_of
from apps.matching.taken import hash64, sound, taken, taken_of
from apps.matching.types import Part, SpecError


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        (Part("f"), "acme group", ["acme group"]),
        (Part("f"), "", []),
        (Part("f"), "a\x1fb\x1fa", ["a", "b"]),
        (Part("f", "first", 3), "delft", ["del"]),
        (Part("f", "last", 3), "delft", ["lft"]),
        (Part("f", "last", 9), "short", []),
        (Part("f", "digits"), "+64 9-300", ["649300"]),
        (Part("f", "digits", 4), "+64 9-300", ["9300"]),
        (Part("f", "digits"), "none", []),
        (Part("f", "digits"), "+64300", ["64300"]),
        (Part("f", "digits"), "64300", ["64300"]),
        (Part("f", "digits"), "7", ["7"]),
        (Part("f", "sorted_tokens"), "smith ada", ["ada smith"]),
        (Part("f", "each_token", 4), "de acme acme group", ["acme", "group"]),
        (Part("f", "word"), "acme group", ["acme"]),
        (Part("f", "year"), "1984-02-29", ["1984"]),
        (Part("f", "year"), "84", []),
        (Part("f", "sound"), "phillips", [sound("filips")]),
    ],
)
def test_it_takes_what_the_part_says(part, value, expected):
    assert list(taken(part, value)) == expected


def test_it_refuses_a_part_that_cannot_be_taken():
    with pytest.raises(SpecError):
        taken(Part("f", "middle"), "x")


@pytest.mark.parametrize(("one", "other"), [("meyer", "meier"), ("smith", "smyth"), ("jackson", "jakson")])
def test_it_hears_spellings_of_one_name_alike(one, other):
    assert sound(one) == sound(other)


def test_it_hears_other_names_differently():
    assert len({sound(name) for name in ["smith", "jones", "anders", "garcia", "otto"]}) == 5


@pytest.mark.parametrize("take", ["whole", "first", "sound", "each_token", "pairs"])
@pytest.mark.parametrize("second", ["ada", "b\x1fa", "a\x1fb\x1fa c", "x y\x1fy\x1fx", "x y x z y"])
def test_it_takes_the_same_of_a_column_as_of_its_values(take, second):
    part, column = Part("f", take, 1), column_of(["", "ada lovelace", second, "-"])
    found = taken_of(part, column)
    for code, value in enumerate(column.values):
        count = 1 if found.count is None else found.count[code]
        start = code if found.start is None else found.start[code]
        texts = [found.texts.values[each] for each in found.codes[start : start + count] if each]
        assert texts == list(taken(part, value) if value else [])


def test_it_hashes_few_texts_of_a_column_as_it_hashes_many():
    found = taken_of(Part("f"), column_of(["ada", "bob"]))
    codes = np.tile(np.array([1, 2], np.int32), 400)
    assert found.lasting(codes).tolist() == [hash64("ada"), hash64("bob")] * 400
    assert found.lasting(codes[:2]).tolist() == [hash64("ada"), hash64("bob")]
