import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.assign import against_rivals, one_to_one, seats


def arrays(rows):
    left, right, weight = zip(*rows, strict=True)
    return np.array(weight, np.float32), np.array(left), np.array(right)


def test_it_leaves_a_pair_without_rivals_alone():
    assert against_rivals(*arrays([(0, 10, 4.5), (1, 11, -3.0)])).tolist() == [4.5, -3.0]


def test_it_takes_a_rivals_odds_off():
    found = against_rivals(*arrays([(0, 10, 6.0), (0, 11, 2.0)]))
    assert found[0] == pytest.approx(6 - np.log2(1 + 4))
    assert found[1] == pytest.approx(2 - np.log2(1 + 64), abs=1e-4)


def test_it_does_not_choose_between_equals():
    found = against_rivals(*arrays([(0, 10, 9.0), (0, 11, 9.0)]))
    assert (found < 0).all()
    assert not one_to_one(*arrays([(0, 10, 9.0), (0, 11, 9.0)])).any()


def test_it_gives_every_record_its_best_partner_that_is_free():
    chosen = one_to_one(*arrays([(0, 10, 9.0), (0, 11, 8.0), (1, 10, 7.0), (1, 11, 3.0)]))
    assert chosen.tolist() == [True, False, False, True]


def test_it_lets_a_record_have_a_partner_in_every_other_source():
    source = np.array([0, 1, 2])
    left, right = seats(np.array([0, 0]), np.array([1, 2]), source)
    assert len(set(left.tolist())) == 2
    assert one_to_one(np.array([5.0, 4.0], np.float32), left, right).all()


weighed = st.tuples(st.integers(0, 4), st.integers(10, 14), st.integers(-5, 9))


@given(st.lists(weighed, min_size=1, max_size=12), st.data())
def test_it_assigns_alike_in_any_order_and_nobody_twice(rows, data):
    rows = list({row[:2]: row for row in rows}.values())
    shuffled = data.draw(st.permutations(rows))
    sides = [{row[:2] for row, taken in zip(each, one_to_one(*arrays(each)), strict=True) if taken}
             for each in (rows, shuffled)]  # fmt: skip
    assert sides[0] == sides[1]
    for place in (0, 1):
        ends = [pair[place] for pair in sides[0]]
        assert len(ends) == len(set(ends))
