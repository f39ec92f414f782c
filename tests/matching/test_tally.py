import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.tally import falling, shares, tally


def test_it_counts_levels_and_passes_over_what_is_missing():
    levels = np.array([[0, -1], [1, 0], [1, 1]], np.int8)
    found = tally(levels, [3, 2], np.array([1.0, 2.0, 4.0]))
    assert [row.tolist() for row in found] == [[1.0, 6.0, 0.0], [2.0, 4.0]]


def test_it_turns_counts_into_shares():
    assert shares(np.array([1.0, 3.0])).tolist() == [0.25, 0.75]


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 10)), min_size=1, max_size=8),
)
def test_it_makes_rows_fall_without_moving_their_mean(rows):
    values, weight = (np.array(side) for side in zip(*rows, strict=True))
    found = falling(values, weight)
    assert (np.diff(found) <= 1e-9).all()
    assert float(found @ weight) == pytest.approx(float(values @ weight), abs=1e-6)


def test_it_leaves_a_falling_row_alone():
    assert falling(np.array([3.0, 1.0, -2.0]), np.ones(3)).tolist() == [3, 1, -2]
