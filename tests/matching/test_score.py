from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.columns import Columns
from apps.matching.patterns import patterns
from apps.matching.score import score, score_levels, score_patterns
from apps.matching.types import NO_TABLES, Tables
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
    levels = np.zeros((2, len(SIZES)), np.int8)
    levels[1, 2] = 3
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
    assert common < 0 < rare
    assert unknown == rare


def test_it_counts_what_is_nearly_a_common_value_for_as_little_as_the_common_one():
    tables = Tables(frequencies={"organisation": {"acme trading": 0.3, "zenith works": 0.001}})
    names = ("acme trading", "acme tradimg", "zenith works", "zenith worcs", "other")
    columns = Columns.of([{"organisation": name} for name in names])
    left, right = np.array([0, 2, 0, 0]), np.array([1, 3, 0, 4])
    plain = score_levels(CUSTOMERS, columns, left, right)[0].weight
    nearly, rarely, same, unlike = score_levels(CUSTOMERS, columns, left, right, tables)[0].weight - plain
    assert nearly == same < 0 < rarely
    assert unlike == 0


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=5), st.sampled_from([NO_TABLES, RARE]))
def test_it_scores_a_pattern_as_it_scores_each_of_its_pairs(records, tables):
    columns, pairs = Columns.of(records), every_pair(records)
    scored, levels = score_levels(CUSTOMERS, columns, *pairs, tables)
    counted = score_patterns(CUSTOMERS, patterns(levels))
    for one, other in ((scored.weight, counted.weight), (scored.probability, counted.probability)):
        assert np.array_equal(one, other)
    assert np.array_equal(scored.veto, counted.veto)
