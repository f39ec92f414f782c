import pytest

from apps.matching.measure import Quality, b_cubed, group_pair_quality, pair_quality, reduction_ratio


def test_it_measures_pairs_whatever_their_direction():
    quality = pair_quality(truth=[(1, 2), (3, 4), (5, 6), (7, 8)], found=[(2, 1), (3, 4), (1, 9)])
    assert quality.precision == pytest.approx(2 / 3)
    assert quality.recall == pytest.approx(1 / 2)
    assert quality.f1 == pytest.approx(4 / 7)


def test_it_measures_nothing_found_and_nothing_to_find():
    assert pair_quality([(1, 2)], []) == Quality(1.0, 0.0, 0.0)
    assert pair_quality([], []) == Quality(1.0, 1.0, 1.0)
    assert b_cubed([], []) == group_pair_quality([], []) == Quality(1.0, 1.0, 1.0)


def test_it_measures_groups_by_pairs_like_the_pairs_themselves():
    truth, found = [0, 0, 0, 1, 1], [0, 0, 1, 1, 1]
    assert group_pair_quality(truth, found) == pair_quality(
        [(0, 1), (0, 2), (1, 2), (3, 4)], [(0, 1), (2, 3), (2, 4), (3, 4)]
    )


def test_it_measures_groups_by_record():
    # By hand: each record adds the share of its found (or true) group that is also in its true (or found) group.
    quality = b_cubed([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])
    assert quality.precision == pytest.approx((2 + 1 / 3 + 4 / 3) / 5)
    assert quality.recall == pytest.approx((4 / 3 + 1 / 3 + 2) / 5)


def test_it_measures_what_blocking_spares():
    assert reduction_ratio(0, 1) == 0.0
    assert reduction_ratio(45, 100) == pytest.approx(1 - 45 / 4950)
