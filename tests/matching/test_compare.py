import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import columns
from apps.matching import compare as module
from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.types import Comparison, Level, MatchSpec, Near, SpecError
from tests.matching.examples import CUSTOMERS, ORGANISATION, every_pair, features

TWO = (Level("yes", 1, 0.9), Level("no", -1))


@pytest.mark.parametrize(
    ("comparison", "message"),
    [
        (Comparison("x", "telepathy", ("f",), TWO), "no kind"),
        (Comparison("x", "address", ("f",), TWO), "reads 4 to 4 features"),
        (Comparison("x", "exact", ("f",), TWO[:1]), "else level"),
        (Comparison("x", "similar", ("f",), (Level("yes", 1), Level("no", -1))), "needs a lowest grade"),
        (Comparison("x", "similar", ("f",), (Level("a", 1, 0.5), Level("b", 1, 0.9), Level("c", 1))), "best first"),
    ],
)
def test_it_refuses_a_comparison_that_cannot_be_asked(comparison, message):
    with pytest.raises(SpecError, match=message):
        compare([comparison], Columns.of([{}]), np.array([0]), np.array([0]))


def test_it_lets_a_specification_leave_tiers_out():
    levels = (Level("same or nearly", 5, 2.0), Level("different", -5))
    columns = Columns.of([{"f": "abc"}, {"f": "abd"}, {"f": "xyz"}])
    found = compare([Comparison("x", "edit", ("f",), levels)], columns, np.array([0, 0, 0]), np.array([0, 1, 2]))
    assert found[:, 0].tolist() == [0, 0, 1]


def test_it_asks_apart_what_those_who_are_near_share():
    near = (Near("name", 0),)
    spec = (
        Comparison("name", "exact", ("name",), TWO),
        Comparison("phone", "exact", ("phone",), TWO, unless=near),
        Comparison("phone:relatives", "exact", ("phone",), TWO, given=near),
    )
    page = [("acme", "1"), ("acme", "1"), ("globex", "1"), ("acme", "2"), ("", "1"), ("acme", "")]
    columns = Columns.of([{"name": name, "phone": phone} for name, phone in page])
    found = compare(spec, columns, np.zeros(5, int), np.arange(1, 6))
    assert found.tolist() == [[0, -1, 0], [1, 0, -1], [0, -1, 1], [-1, 0, -1], [0, -1, -1]]


@pytest.mark.parametrize("named", ["later", "nobody", "asked"])
def test_it_asks_by_an_earlier_comparison_that_is_asked_of_all_pairs(named):
    asked = Comparison("asked", "exact", ("f",), TWO, given=(Near("first", 0),))
    wrong = Comparison("wrong", "exact", ("f",), TWO, unless=(Near(named, 0),))
    first, later = (Comparison(name, "exact", ("f",), TWO) for name in ("first", "later"))
    with pytest.raises(SpecError, match=named):
        MatchSpec((first, asked, wrong, later), ())


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=6))
def test_it_does_not_care_which_record_is_left(records):
    columns, (left, right) = Columns.of(records), every_pair(records)
    there, back = (
        compare(CUSTOMERS.comparisons, columns, left, right),
        compare(CUSTOMERS.comparisons, columns, right, left),
    )
    assert np.array_equal(there, back)


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=6))
def test_it_gives_a_record_compared_with_itself_the_best_level_or_none(records):
    same = np.arange(len(records))
    levels = compare([ORGANISATION, *CUSTOMERS.comparisons[2:3]], Columns.of(records), same, same)
    assert ((levels == 0) | (levels == -1)).all()


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=6), st.integers(1, 7))
def test_it_does_not_change_with_the_size_of_chunks(records, size):
    columns, (left, right) = Columns.of(records), every_pair(records)
    whole = compare(CUSTOMERS.comparisons, columns, left, right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK", size)
        assert np.array_equal(compare(CUSTOMERS.comparisons, columns, left, right), whole)


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=6))
def test_it_finds_the_same_whether_or_not_it_looks_at_letters_first(records):
    left, right = every_pair(records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "FEW", 10**6)
        plain = compare(CUSTOMERS.comparisons, Columns.of(records), left, right)
        patch.setattr(columns, "FEW", -1)
        assert np.array_equal(compare(CUSTOMERS.comparisons, Columns.of(records), left, right), plain)


def test_it_compares_no_pairs_without_complaint():
    nobody = np.zeros(0, np.int64)
    assert compare(CUSTOMERS.comparisons, Columns.of([]), nobody, nobody).shape == (0, len(CUSTOMERS.comparisons))
