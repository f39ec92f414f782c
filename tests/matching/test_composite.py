import numpy as np
import pytest

from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.composite import ADDRESS_TIERS, PERSON_TIERS, same_code
from apps.matching.types import Comparison, Level, Tables
from tests.matching.examples import level_of, tiered

PERSON = tiered("person_name", ("given", "family", "canonical"), *range(10))
ADDRESS = tiered("address", ("postcode", "house_number", "street", "city"), *range(6))
TITLE = Comparison(
    "title",
    "title",
    ("title", "codes"),
    (
        Level("same model code, {percent} alike", 9, at_least=1.0),
        Level("{percent} alike", 5, at_least=0.7),
        Level("some words in common", 1, at_least=0.3),
        Level("different", -5),
    ),
)


def person(given, family, canonical=""):
    return {"given": given, "family": family, "canonical": canonical}


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        (person("ada", "smith"), person("ada", "smith"), 0),
        (person("bob", "smith", "robert"), person("robert", "smith", "robert"), 1),
        (person("ada", "smith"), person("smith", "ada"), 2),
        (person("amelia", "smith"), person("ameila", "smithe"), 3),
        (person("amelia", "smith"), person("smithe", "amelia"), 3),
        (person("a", "smith"), person("ada", "smith"), 4),
        (person("", "smith"), person("ada", "smith"), 5),
        (person("ada", ""), person("ada", "smith"), 6),
        (person("zoe", "smith"), person("ada", "smith"), 7),
        (person("ada", "jones"), person("ada", "smith"), 8),
        (person("zoe", "jones"), person("ada", "smith"), 9),
    ],
)
def test_it_compares_names_of_persons(left, right, tier):
    assert level_of(PERSON, left, right) == f"person_name: {PERSON_TIERS[tier]}"


def test_it_cannot_compare_a_given_name_with_a_family_name_alone():
    assert level_of(PERSON, person("ada", ""), person("", "smith")) == "missing"


def place(postcode, number, street, city):
    return {"postcode": postcode, "house_number": number, "street": street, "city": city}


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        (place("1000", "1", "main road", "delft"), place("1000", "1", "main raod", "delft"), 0),
        (place("1000", "1", "main road", "delft"), place("", "1", "main road", "delf"), 0),
        (place("1000", "1", "main road", "delft"), place("1000", "1", "", ""), 1),
        (place("", "1", "main road", ""), place("1000", "1", "main road", "delft"), 1),
        (place("1000", "", "main road", "delft"), place("1000", "1", "main road", "delft"), 2),
        (place("1000", "2", "main road", "delft"), place("1000", "1", "main road", "delft"), 3),
        (place("1000", "1", "10th street", "delft"), place("2000", "1", "11th street", "delft"), 4),
        (place("1000", "1", "main road", "delft"), place("2000", "1", "main road", "lyon"), 5),
    ],
)
def test_it_compares_addresses_as_one_fact(left, right, tier):
    assert level_of(ADDRESS, left, right) == f"address: {ADDRESS_TIERS[tier]}"


def test_it_says_nothing_about_addresses_with_no_part_in_common():
    assert level_of(ADDRESS, place("1000", "", "", ""), place("", "", "", "delft")) == "missing"


def product(title, codes=""):
    return {"title": title, "codes": codes}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (product("sony turntable", "pslx350h"), product("sony pslx350h belt drive", "pslx350h"), "same model code"),
        (product("bose speaker", "am53bk"), product("bose am53 black", "am53"), "same model code"),
        (product("sony turntable silver", "pslx350h"), product("sony turntable silver", "pslx250h"), "different"),
        (product("sony turntable silver"), product("sony turntable silver", "x1"), "{percent} alike"),
        (product("sony turntable silver"), product("sony radio black"), "some words in common"),
        (product("sony turntable"), product("bose speaker"), "different"),
        (product(""), product("bose speaker"), "missing"),
    ],
)
def test_it_compares_titles_with_their_model_codes(left, right, expected):
    assert level_of(TITLE, left, right).startswith(expected)


def test_it_lets_rare_words_count_for_more():
    columns = Columns.of([product("the wireless kettle"), product("the wireless zeppelin"), product("a big kettle")])
    rare = Tables(token_weights={"title": {"the": 0.1, "a": 0.1, "big": 1.0, "wireless": 0.5, "kettle": 6.0}})
    pairs = np.array([0, 0]), np.array([1, 2])
    assert compare([TITLE], columns, *pairs)[:, 0].tolist() == [2, 2]
    assert compare([TITLE], columns, *pairs, rare)[:, 0].tolist() == [3, 1]


def test_it_takes_a_suffixed_model_code_for_the_same_model_unless_it_is_short():
    assert same_code("am53", "am53bk")
    assert not same_code("am5", "am53bk")
