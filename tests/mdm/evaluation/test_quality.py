import numpy as np
import pytest

from mdm.evaluation.quality import at, best, groups_of, is_true, lowered, promising

WEIGHT = np.array([9.0, 5.0, 5.0, 1.0, -3.0])
RIGHT = np.array([True, True, False, True, False])


def test_it_measures_the_pairs_from_a_threshold_up():
    found = at(5.0, WEIGHT, RIGHT, 4)
    assert (found.precision, found.recall) == (2 / 3, 2 / 4)
    assert found.f1 == pytest.approx(4 / 7)


def test_it_finds_the_threshold_with_the_highest_f1_and_takes_equal_weights_together():
    assert best(WEIGHT, RIGHT, 4).threshold == 1.0
    assert best(WEIGHT, RIGHT, 4).f1 == pytest.approx(6 / 8)
    tied = best(np.array([5.0, 5.0]), np.array([True, False]), 1)
    assert (tied.precision, tied.recall) == (0.5, 1.0)


def test_it_finds_nothing_among_no_pairs():
    nothing = best(np.zeros(0), np.zeros(0, bool), 3)
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 0.0, 0.0)


def test_it_knows_a_true_pair_either_way_round():
    assert is_true(np.array([2, 1]), np.array([0, 0]), [(0, 2)], 3).tolist() == [True, False]


def test_it_ties_records_together_through_others():
    groups = groups_of([(0, 1), (3, 1)], 5)
    assert groups[0] == groups[1] == groups[3]
    assert len({groups[0], groups[2], groups[4]}) == 3


def test_it_expects_most_of_even_odds_where_pairs_are_told_apart():
    weight = np.array([9, 8, 7, -7, -8, -9], np.float32)
    assert promising(weight) == 0.0


def test_it_expects_more_of_a_lower_threshold_where_half_of_all_pairs_are_in_doubt():
    weight = np.array([2.0] * 10 + [-0.5] * 40 + [-6] * 10, np.float32)
    assert promising(weight) == -0.5


def test_it_expects_nothing_of_no_pairs():
    assert promising(np.zeros(0, np.float32)) == 0.0


def test_a_lower_threshold_must_be_worth_some_pairs():
    weight, f1 = np.array([5.0, 1.0, -1.0, -2.0]), np.array([0.5, 0.6, 0.8, 0.7])
    assert lowered(weight, f1) == -1.0
    assert lowered(weight, f1, pairs=1) == 0.0
    assert lowered(weight, f1[::-1]) == 0.0
