import pytest

from apps.matching.taken import sound, taken
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
