import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.columns import column_of
from apps.matching.frequencies import Frequencies, frequencies_of, usual_and_rarest

LISTED = st.lists(st.sampled_from(["", "x", "y", "z", "w"]), min_size=1)


def test_it_counts_values_among_the_records_that_have_one():
    assert Frequencies(column_of(["x", "x", "", "y", "x"]), most=9) == {"x": 0.75, "y": 0.25}
    assert Frequencies(column_of(["x", "x", "y"]), most=1) == {"x": 2 / 3}
    assert not Frequencies(column_of(["", ""]), most=9)


def test_it_lists_the_most_frequent_first_and_of_equals_the_one_that_came_first():
    found = Frequencies(column_of(["z", "y", "y", "x"]), most=9)
    assert list(found) == ["y", "z", "x"]
    assert found.in_order().tolist() == [0.5, 0.25, 0.25]


@given(LISTED, st.integers(1, 5))
def test_it_says_the_same_of_its_own_column_as_of_any_list_of_values(listed, most):
    column = column_of(listed)
    table = Frequencies(column, most)
    own = frequencies_of(table, column.values, 0.001)
    assert np.array_equal(own, frequencies_of(table, list(column.values), 0.001))
    assert np.array_equal(own, frequencies_of(dict(table), column.values, 0.001))


@given(LISTED.filter(any), st.integers(1, 5))
def test_it_knows_the_chance_of_agreement_and_the_rarest_as_any_table_does(listed, most):
    table = Frequencies(column_of(listed), most)
    assert usual_and_rarest(table) == usual_and_rarest(dict(table))
