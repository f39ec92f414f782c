"""How rare a shared value is, as a comparison of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.against import against
from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.engine import score_pairs
from apps.matching.frequencies import Frequencies
from apps.matching.rarity import STEPS, rarity_levels
from apps.matching.types import Comparison, MatchSpec, Tables
from apps.matching.weigh import bits_of, bits_of_value, bits_of_values

NAMES = ["smith", "smith", "jones", "jones", "vane", "vane", "vann", ""]
RECORDS = [{"name": name} for name in NAMES]
TABLES = Tables({"name": {"smith": 0.25, "jones": 0.01}})
SPEC = MatchSpec((Comparison("name:rarity", "rarity", ("name",), rarity_levels()),), (), prior=0)


def level(left: int, right: int, tables: Tables = TABLES) -> int:
    pair = np.array([left]), np.array([right])
    return int(compare(SPEC.comparisons, Columns.of(RECORDS), *pair, tables)[0, 0])


def test_it_puts_rarer_values_on_better_levels():
    assert 0 <= level(2, 3) < level(0, 1)


def test_it_takes_a_value_the_table_does_not_know_for_its_rarest():
    assert level(4, 5) == level(2, 3)


@pytest.mark.parametrize("pair", [(4, 6), (0, 7), (7, 7)])
def test_it_says_nothing_where_no_value_is_shared(pair: tuple[int, int]):
    assert level(*pair) == -1


def test_it_says_nothing_without_a_table():
    assert level(0, 1, Tables()) == -1


def test_it_is_declared_to_weigh_what_chance_would_have_it_weigh():
    usual = 0.25**2 + 0.01**2
    weight = SPEC.comparisons[0].levels[level(2, 3)].weight
    assert 0 <= np.log2(usual / 0.01) - weight < STEPS[0] - STEPS[1]


def test_it_weighs_one_pair_as_it_does_among_many():
    columns = Columns.of(RECORDS)
    for place, one in enumerate(RECORDS):
        left = np.full(len(RECORDS), place)
        many = score_pairs(SPEC, columns, left, np.arange(len(RECORDS)), TABLES)
        assert against(SPEC, one, RECORDS, TABLES).weight == many.weight.tolist()


@given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=20), st.sampled_from([0.5, 3.0, 16.0]))
def test_it_takes_one_value_for_as_rare_as_among_many(shares: list[float], cap: float):
    table = {str(place): share for place, share in enumerate(shares)}
    values = [*table, "unknown"]
    assert [bits_of_value(value, table, cap) for value in values] == bits_of_values(values, table, cap).tolist()


@given(st.lists(st.integers(1, 7), min_size=1))
def test_it_weighs_some_records_of_a_batch_as_it_does_all(records: list[int]):
    columns = Columns.of([{"name": f"name {number % 8 * number % 5}"} for number in range(8)])
    some = np.array(records * 300)
    table = Frequencies(columns["name"], 3)
    part = columns.only(some)["name"]
    expected = bits_of_values([part.values[code] for code in part.codes.tolist()], table, 10.0)
    assert np.array_equal(bits_of(part, part.codes, table, 10.0), expected)


def test_it_takes_the_commoner_of_two_values_that_are_alike():
    alike = MatchSpec((Comparison("name:rarity", "rarity_alike", ("name",), rarity_levels()),), (), prior=0)
    columns = Columns.of(RECORDS)
    left, right = np.array([0, 2, 4, 0, 0, 0]), np.array([2, 3, 6, 4, 1, 7])
    crossed, jones, unknown, mixed, smith, missing = compare(alike.comparisons, columns, left, right, TABLES)[:, 0]
    assert smith == crossed == mixed == level(0, 1)
    assert jones == unknown == level(2, 3)
    assert missing == -1
    for place, one in enumerate(RECORDS):
        many = score_pairs(alike, columns, np.full(len(RECORDS), place), np.arange(len(RECORDS)), TABLES)
        assert against(alike, one, RECORDS, TABLES).weight == many.weight.tolist()
