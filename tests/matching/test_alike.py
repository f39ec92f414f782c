import pytest

from apps.matching.types import Comparison, Level
from tests.matching.examples import ORGANISATION, level_of, tiered


def grade(comparison, left, right):
    """The tier or label reached when one feature holds these values."""
    feature = comparison.features[0]
    return level_of(comparison, {feature: left}, {feature: right}).split(": ")[-1]


EXACT = tiered("exact", ("f",), 5, -5)
ONE_OF = tiered("one_of", ("f",), 5, -5)
EDIT = tiered("edit", ("f",), 5, 3, 1, -5)
SET = tiered("set_equal", ("f",), 5, -5, veto=True)
SIMILAR = Comparison(
    "similar",
    "similar",
    ("f",),
    (Level("high", 5, 0.92), Level("fair", 3, 0.85), Level("low", 1, 0.7), Level("no", -5)),
)
NUMERIC = Comparison("numeric", "numeric", ("f",), (Level("close", 3, 0.95), Level("near", 1, 0.5), Level("far", -3)))


@pytest.mark.parametrize("comparison", [EXACT, ONE_OF, EDIT, SET, SIMILAR, NUMERIC, ORGANISATION])
def test_it_says_nothing_when_a_side_is_missing(comparison):
    assert grade(comparison, "", "1") == "missing"
    assert grade(comparison, "", "") == "missing"


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        (EXACT, "a", "a", "same"),
        (EXACT, "a", "b", "different"),
        (ONE_OF, "1\x1f2", "2\x1f3", "one in common"),
        (ONE_OF, "1\x1f2", "3", "none in common"),
        (EDIT, "NL123", "NL123", "same"),
        (EDIT, "NL123", "NL132", "one edit"),
        (EDIT, "1984-03-04", "1984-04-03", "two edits"),
        (EDIT, "NL123", "NL789", "different"),
        (EDIT, "NL123\x1fNL789", "NL788", "one edit"),
        (SET, "12\x1f0.5 l", "0.5 l\x1f12", "same"),
        (SET, "12\x1f0.5 l", "24\x1f0.5 l", "different"),
        (SIMILAR, "martha", "marhta", "high"),
        (SIMILAR, "dwayne", "duane", "low"),
        (SIMILAR, "dixon", "dicksonx", "low"),
        (SIMILAR, "ada", "zoe", "no"),
        (NUMERIC, "100", "99.5", "close"),
        (NUMERIC, "100", "60", "near"),
        (NUMERIC, "0", "0.0", "close"),
        (NUMERIC, "5", "-5", "far"),
        (NUMERIC, "5", "five", "missing"),
        (NUMERIC, "5", "inf", "missing"),
        (ORGANISATION, "smith brothers", "brothers smith", "same name"),
        (ORGANISATION, "smith brothers", "smith brothers holding", "name {percent} similar"),
        (ORGANISATION, "harbour site 3", "harbour site 5", "different name"),
        (ORGANISATION, "harbour ii", "harbour iii", "different name"),
        (ORGANISATION, "smith", "smith transport logistics", "different name"),
        (ORGANISATION, "acme trading", "globex", "different name"),
    ],
)
def test_it_compares_one_feature(comparison, left, right, expected):
    assert grade(comparison, left, right) == expected
