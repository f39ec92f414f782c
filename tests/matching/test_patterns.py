import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import patterns as counting
from apps.matching.columns import Columns
from apps.matching.compare import CHUNK, compare
from apps.matching.patterns import compared, patterns
from apps.matching.types import Tables
from tests.matching.examples import CUSTOMERS, every_pair, features

RARE = Tables(frequencies={"organisation": {"a": 0.5, "b": 0.3, "c": 0.01}})
SIZES = [len(comparison.levels) for comparison in CUSTOMERS.comparisons]
rows = st.lists(st.tuples(*(st.integers(-1, size - 1) for size in SIZES)), min_size=1, max_size=20)


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


@given(rows)
def test_it_lists_patterns_in_their_order_however_often_it_numbers_them(levels):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "DENSE", 30)
        found = patterns(np.array(levels, np.int8))
    assert [tuple(row) for row in found.levels.tolist()] == sorted(set(levels))
    assert found.counts.tolist() == [levels.count(row) for row in sorted(set(levels))]


@given(st.lists(features, min_size=2, max_size=6), st.integers(0, 30))
@settings(max_examples=50)
def test_it_finds_the_patterns_of_the_levels_without_holding_them(records, cut):
    columns, (left, right) = Columns.of(records), every_pair(records)
    levels = compare(CUSTOMERS.comparisons, columns, left, right, RARE)
    found = compared(CUSTOMERS.comparisons, columns, left, right, RARE)
    assert_same(found, patterns(levels))
    assert_same(found.among(slice(cut, None)), patterns(levels[cut:]))


def test_it_finds_the_same_patterns_by_several_processes():
    columns = Columns.of([{"organisation": f"firm {n % 7}", "country": "nz" if n % 3 else "au"} for n in range(300)])
    left, right = (side[: CHUNK + 1000] for side in np.triu_indices(300, 1))
    one, several = (compared(CUSTOMERS.comparisons, columns, left, right, workers=n) for n in (1, 2))
    assert_same(one, several)


def assert_same(one, other):
    assert np.array_equal(one.levels, other.levels)
    assert one.counts.tolist() == other.counts.tolist()
    assert one.of_pair.tolist() == other.of_pair.tolist()
