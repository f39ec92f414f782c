from collections import defaultdict
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.blocking import KeyTable
from apps.matching.candidates import candidate_pairs


def table(rows):
    rows = np.array(sorted(set(rows)), np.int64).reshape(-1, 3)
    return KeyTable(rows[:, 1], rows[:, 0].astype(np.int16), rows[:, 2])


def listed(found):
    return list(zip(found.left.tolist(), found.right.tolist(), found.rule.tolist(), strict=True))


def test_it_pairs_records_that_share_a_key_for_the_first_rule_that_does():
    found = candidate_pairs(table([(0, 1, 7), (0, 2, 7), (1, 1, 5), (1, 2, 5), (1, 3, 5)]))
    assert sorted(listed(found)) == [(1, 2, 0), (1, 3, 1), (2, 3, 1)]
    assert found.skipped == ()


def test_it_skips_a_crowded_key_visibly_and_lets_later_rules_find_its_pairs():
    rows = [(0, record, 7) for record in range(4)] + [(1, 0, 9), (1, 1, 9)]
    found = candidate_pairs(table(rows), cap=3)
    assert listed(found) == [(0, 1, 1)]
    assert [(block.rule, block.key, block.size) for block in found.skipped] == [(0, 7, 4)]


def test_it_keeps_apart_records_of_a_source_free_of_duplicates():
    rows = [(0, record, 7) for record in range(4)]
    found = candidate_pairs(table(rows), apart=np.array([0, 0, -1, -1]))
    assert (0, 1, 0) not in listed(found)
    assert len(found) == 5


def test_it_finds_nothing_without_keys():
    assert len(candidate_pairs(table([]))) == 0


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 4)), max_size=60)


@given(rows, st.integers(2, 6))
def test_it_finds_exactly_the_pairs_of_usable_keys_each_once(keys, cap):
    found = candidate_pairs(table(keys), cap=cap)
    blocks = defaultdict(set)
    for rule, record, key in keys:
        blocks[rule, key].add(record)
    usable = [members for members in blocks.values() if len(members) <= cap]
    pairs = [pair[:2] for pair in listed(found)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {pair for members in usable for pair in combinations(sorted(members), 2)}
    assert len(found.skipped) == sum(len(members) > cap for members in blocks.values())
