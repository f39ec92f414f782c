from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import score as scoring
from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.score import compared_patterns, patterns, score, score_counted, score_levels
from apps.matching.types import Tables
from apps.matching.weigh import in_grains
from tests.matching.examples import CUSTOMERS, every_pair, features

RARE = Tables(frequencies={"organisation": {"a": 0.5, "b": 0.3, "c": 0.01}})
SIZES = [len(comparison.levels) for comparison in CUSTOMERS.comparisons]
rows = st.lists(st.tuples(*(st.integers(-1, size - 1) for size in SIZES)), min_size=1, max_size=20)


@given(rows)
def test_it_adds_the_weights_of_the_levels_to_the_prior(levels):
    scored = score(CUSTOMERS.comparisons, np.array(levels, np.int8), CUSTOMERS.prior)
    for row, weight in zip(levels, scored.weight.tolist(), strict=True):
        weights = [c.levels[level].weight for c, level in zip(CUSTOMERS.comparisons, row, strict=True) if level >= 0]
        assert weight == CUSTOMERS.prior + sum(weights)


@given(rows, st.integers(0, len(SIZES) - 1))
def test_it_never_scores_a_worse_level_higher(levels, position):
    scores = []
    for level in range(SIZES[position]):
        matrix = np.array(levels, np.int8)
        matrix[:, position] = level
        scores.append(score(CUSTOMERS.comparisons, matrix).weight)
    assert all((better >= worse).all() for better, worse in pairwise(scores))


def test_it_names_the_first_veto():
    levels = np.array([[0, 0, 0, 0, 0, 0, 0], [0, 0, 3, 0, 0, 0, 0]], np.int8)
    scored = score(CUSTOMERS.comparisons, levels)
    assert scored.vetoed.tolist() == [False, True]
    assert CUSTOMERS.comparisons[scored.veto[1]].name == "vat_number"


def test_it_turns_bits_into_probability():
    levels = np.full((1, len(SIZES)), -1, np.int8)
    assert score(CUSTOMERS.comparisons, levels, 0).probability[0] == 0.5
    assert score(CUSTOMERS.comparisons, levels, 3).probability[0] == pytest.approx(8 / 9)
    assert score(CUSTOMERS.comparisons, levels, -5000).probability[0] == 0


def test_it_rounds_weights_to_grains_so_that_sums_are_exact():
    assert in_grains(0.1) != 0.1
    assert abs(in_grains(0.1) - 0.1) < 1 / 1024


def test_it_counts_agreement_on_a_rare_value_for_more():
    columns = Columns.of([{"organisation": name} for name in ("a", "a", "c", "c", "new", "new")])
    left, right = np.array([0, 2, 4]), np.array([1, 3, 5])
    plain = score_levels(CUSTOMERS, columns, left, right)[0].weight
    common, rare, unknown = score_levels(CUSTOMERS, columns, left, right, RARE)[0].weight - plain
    assert common < 0 < rare <= 3
    assert unknown == rare


@given(rows)
def test_it_counts_patterns_of_levels(levels):
    matrix = np.array(levels, np.int8)
    found = patterns(matrix)
    assert np.array_equal(found.levels[found.of_pair], matrix)
    assert found.counts.sum() == len(levels)
    assert len(found.levels) == len(set(levels))


def test_it_counts_patterns_of_very_many_comparisons():
    matrix = np.tile(np.arange(-1, 99, dtype=np.int8)[:, None], (1, 40))
    found = patterns(np.concatenate((matrix, matrix)))
    assert len(found.counts) == 100
    assert np.array_equal(found.levels[found.of_pair][:100], matrix)


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=5))
def test_it_scores_a_pattern_as_it_scores_each_of_its_pairs(records):
    scored, levels = score_levels(CUSTOMERS, Columns.of(records), *every_pair(records))
    counted = score_counted(CUSTOMERS, patterns(levels))
    for one, other in ((scored.weight, counted.weight), (scored.probability, counted.probability)):
        assert np.array_equal(one, other)
    assert np.array_equal(scored.veto, counted.veto)


@given(st.lists(features, min_size=2, max_size=6), st.integers(1, 20), st.integers(0, 30))
@settings(max_examples=50)
def test_it_finds_the_same_patterns_a_portion_of_the_pairs_at_a_time(records, portion, cut):
    columns, (left, right) = Columns.of(records), every_pair(records)
    levels = compare(CUSTOMERS.comparisons, columns, left, right, RARE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "PORTION", portion)
        found = compared_patterns(CUSTOMERS.comparisons, columns, left, right, RARE)
    for mine, known in ((found, patterns(levels)), (found.among(slice(cut, None)), patterns(levels[cut:]))):
        assert np.array_equal(mine.levels, known.levels)
        assert mine.counts.tolist() == known.counts.tolist()
        assert mine.of_pair.tolist() == known.of_pair.tolist()
