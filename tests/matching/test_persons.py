import pytest

from apps.matching.persons import MIDDLE_TIERS, PERSON_TIERS
from tests.matching.examples import level_of, tiered

PERSON = tiered("person_name", ("given", "family", "canonical"), *range(12))


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
        (person("jesisia", "smith"), person("jessica", "smith"), 5),
        (person("", "smith"), person("ada", "smith"), 6),
        (person("ada", ""), person("ada", "smith"), 7),
        (person("smith", ""), person("ada", "smith"), 7),
        (person("", "ada"), person("ada", "smith"), 7),
        (person("smihth", ""), person("ada", "smith"), 8),
        (person("ada", "jones"), person("ada", "smith"), 9),
        (person("smith", "jones"), person("ada", "smith"), 9),
        (person("zoe", "smith"), person("ada", "smith"), 10),
        (person("erik", "smith"), person("erika", "smith"), 10),
        (person("jean", "smith"), person("jean pierre", "smith"), 1),
        (person("fred", "smith", "frederick"), person("alfred", "smith", "alfred"), 1),
        (person("fred", "smith", "frederick"), person("alfred", "smiht", "alfred"), 3),
        (person("fred", "smith", "frederick"), person("alfred", "jones", "alfred"), 11),
        (person("zoe", "jones"), person("ada", "smith"), 11),
        (person("ada", ""), person("", "smith"), 11),
    ],
)
def test_it_compares_names_of_persons(left, right, tier):
    assert level_of(PERSON, left, right) == f"person_name: {PERSON_TIERS[tier]}"


@pytest.mark.parametrize("nobody", [person("", ""), {}])
def test_it_says_nothing_where_a_side_has_no_name(nobody):
    assert level_of(PERSON, nobody, person("ada", "smith")) == "missing"


def test_it_forgives_one_slip_in_a_long_name_and_none_in_a_short_one():
    assert level_of(PERSON, person("", "xilson"), person("", "wilson")) == f"person_name: {PERSON_TIERS[6]}"
    assert level_of(PERSON, person("", "xng"), person("", "ong")) == f"person_name: {PERSON_TIERS[11]}"


@pytest.mark.parametrize(("left", "right", "tier"), [("ann", "ann", 0), ("a", "ann", 1), ("ann", "amy", 2)])
def test_it_compares_middle_names(left, right, tier):
    middle = tiered("middle_name", ("middle",), 1, 0, -4)
    assert level_of(middle, {"middle": left}, {"middle": right}) == f"middle_name: {MIDDLE_TIERS[tier]}"


def test_it_knows_who_is_called_by_the_middle_name():
    whole = tiered("person_name", ("given", "family", "canonical", "middle"), *range(12))
    robert = person("robert", "kane") | {"middle": "james"}
    assert level_of(whole, robert, person("james", "kane")) == f"person_name: {PERSON_TIERS[1]}"


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        (("ann", "smith jones", ""), ("ann", "jones", "smith"), 3),
        (("ann", "smith jones", ""), ("ann", "smith", "jones"), 9),
        (("ann", "smith jones", ""), ("ann", "jones", "s"), 9),
        (("zoe", "smith jones", ""), ("ann", "jones", "smith"), 11),
    ],
)
def test_it_knows_a_double_family_name_whose_first_half_was_taken_for_a_middle_name(left, right, tier):
    named = tiered("person_name", ("given", "family", "canonical", "middle"), *range(12))
    one, other = ({"given": g, "family": f, "middle": m} for g, f, m in (left, right))
    assert level_of(named, one, other) == level_of(named, other, one) == f"person_name: {PERSON_TIERS[tier]}"
