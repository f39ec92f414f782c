import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.assign import one_to_one, seats


def arrays(rows):
    left, right, weight = zip(*rows, strict=True)
    return np.array(weight, np.float32), np.array(left), np.array(right)


def test_it_does_not_choose_between_equals():
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
