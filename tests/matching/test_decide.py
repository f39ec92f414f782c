import numpy as np
import pytest

from apps.matching.decide import band, joins, reviews
from apps.matching.types import ScoredPairs, SpecError, Thresholds

LIMITS = Thresholds(join=7, fuse=10, keep=2, review=1, margin=2)
CASES = [
    (7.0, False, "join"),
    (6.9, False, "review"),
    (1.0, False, "review"),
    (0.9, False, "none"),
    (7.0, True, "review"),
    (6.9, True, "none"),
]


@pytest.mark.parametrize(("weight", "vetoed", "expected"), CASES)
def test_it_puts_a_score_into_its_band(weight, vetoed, expected):
    assert band(weight, vetoed, LIMITS) == expected


def test_it_decides_the_same_for_many_pairs_at_once():
    weights = np.array([case[0] for case in CASES], np.float32)
    veto = np.array([0 if case[1] else -1 for case in CASES], np.int16)
    scored = ScoredPairs(weights, weights, veto)
    assert joins(scored, LIMITS).tolist() == [case[2] == "join" for case in CASES]
    assert reviews(scored, LIMITS).tolist() == [case[2] == "review" for case in CASES]


@pytest.mark.parametrize("limits", [{"join": 1, "keep": 2}, {"fuse": 6}, {"review": 8}, {"margin": -1}])
def test_it_refuses_thresholds_that_contradict_each_other(limits):
    with pytest.raises(SpecError):
        Thresholds(**limits)
