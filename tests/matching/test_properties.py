"""What holds of every specification and every batch: the promises that live scoring and first loads share."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.domains import get, names
from apps.matching import columns as preparing
from apps.matching import compare as comparing
from apps.matching.columns import Columns
from apps.matching.score import score, score_levels
from apps.matching.types import Tables
from tests.matching.examples import CUSTOMERS, every_pair, features

RARE = Tables(frequencies={"organisation": {"a": 0.5, "b": 0.3, "c": 0.01}})
batches = st.lists(features, min_size=2, max_size=6)


def outcome(records, left, right, **more):
    """All that is known of the pairs: levels, weights, probabilities, vetoes."""
    scored, levels = score_levels(CUSTOMERS, Columns.of(records), left, right, RARE, **more)
    return np.column_stack((levels, scored.weight, scored.probability, scored.veto))


@settings(max_examples=50, deadline=None)
@given(batches)
def test_it_scores_a_pair_the_same_both_ways(records):
    left, right = every_pair(records)
    assert np.array_equal(outcome(records, left, right), outcome(records, right, left))


@settings(max_examples=50, deadline=None)
@given(batches, st.randoms(use_true_random=False))
def test_it_does_not_care_in_which_order_records_and_pairs_come(records, chance):
    left, right = every_pair(records)
    place = list(range(len(records)))
    chance.shuffle(place)
    shuffled = [records[place.index(number)] for number in range(len(records))]
    order = np.array(chance.sample(range(len(left)), len(left)))
    moved = np.array(place)
    there = outcome(records, left, right)[order]
    assert np.array_equal(outcome(shuffled, moved[left[order]], moved[right[order]]), there)


@settings(max_examples=50, deadline=None)
@given(batches, st.integers(1, 7))
def test_it_does_not_change_with_the_size_of_chunks(records, size):
    left, right = every_pair(records)
    whole = outcome(records, left, right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "CHUNK", size)
        assert np.array_equal(outcome(records, left, right), whole)


@settings(max_examples=50, deadline=None)
@given(batches)
def test_it_scores_a_batch_of_one_as_it_does_the_member_of_a_batch(records):
    left, right = every_pair(records)
    whole = outcome(records, left, right)
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        alone = outcome([records[one], records[other]], np.array([0]), np.array([1]))
        assert np.array_equal(alone[0], whole[row])


@settings(max_examples=50, deadline=None)
@given(batches)
def test_it_finds_the_same_for_a_few_pairs_as_for_many(records):
    left, right = every_pair(records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "FEW", 10**6)
        few = outcome(records, left, right)
        patch.setattr(preparing, "FEW", -1)
        assert np.array_equal(outcome(records, left, right), few)


@settings(max_examples=50, deadline=None)
@given(batches)
def test_it_needs_only_the_features_of_the_comparisons_that_one_side_can_answer(records):
    asked = [c for c in CUSTOMERS.comparisons if any(records[0].get(feature) for feature in c.features)]
    wanted = {feature for c in asked for feature in c.features}
    right = np.arange(1, len(records))
    left = np.zeros(len(right), np.int64)
    lean = score_levels(CUSTOMERS, Columns.of(records, wanted), left, right, RARE)
    assert np.array_equal(lean[1], score_levels(CUSTOMERS, Columns.of(records), left, right, RARE)[1])


@pytest.mark.parametrize("comparisons", [CUSTOMERS.comparisons, *(get(name).spec.comparisons for name in names())])
def test_it_never_scores_a_worse_level_higher(comparisons):
    for position, comparison in enumerate(comparisons):
        levels = np.full((len(comparison.levels), len(comparisons)), -1, np.int8)
        levels[:, position] = range(len(comparison.levels))
        weights = score(comparisons, levels).weight.tolist()
        assert all(better >= worse for better, worse in pairwise(weights)), comparison.name


def test_it_gives_the_same_scores_with_several_processes(monkeypatch):
    monkeypatch.setattr(comparing, "CHUNK", 40)
    words = ["anna", "bert", "carl", "dora", "emil", "fred", "greta"]
    records = [
        {"given": words[n % 7], "family": words[n % 5], "city": words[n % 3], "phone": str(n % 4)} for n in range(25)
    ]
    left, right = every_pair(records)
    assert np.array_equal(outcome(records, left, right, workers=2), outcome(records, left, right))
    assert np.array_equal(outcome(records, left, right, workers=3), outcome(records, left, right))
