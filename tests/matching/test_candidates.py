from collections import defaultdict
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import candidates
from apps.matching.blocking import KeyTable, keys_of
from apps.matching.candidates import batch_pairs, candidate_pairs
from apps.matching.columns import Columns
from apps.matching.types import BlockingRule, Part


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


RULES = (
    BlockingRule("town", (Part("city"),), cap=3),
    BlockingRule("a name and town", (Part("names", "first", 2), Part("city")), cap=4),
    BlockingRule("a word", (Part("title", "each_token", 3),), cap=3),
    BlockingRule("sound", (Part("names", "sound"),)),
)
texts = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(["delft", "leiden", "gouda"]),
        "names": st.sampled_from(["ada", "ada\x1fsmith", "smith\x1fada", "adam\x1fada", "smyth"]),
        "title": st.sampled_from(["red box", "red red tin", "tin box of tea"]),
    },
)


@given(st.lists(texts, max_size=14))
def test_it_finds_the_same_in_a_batch_as_in_its_table_of_keys(records):
    columns = Columns.of(records)
    found = batch_pairs(RULES, columns)
    told = candidate_pairs(keys_of(RULES, columns), [rule.cap for rule in RULES])
    assert sorted(listed(found)) == sorted(listed(told))
    assert {(b.rule, b.key, b.size) for b in found.skipped} == {(b.rule, b.key, b.size) for b in told.skipped}


def test_it_finds_the_same_in_several_processes(monkeypatch):
    names = ["ada", "ada\x1fsmith", "smith\x1fada", "adam\x1fada", "smyth"]
    cities = ["delft", "leiden", "gouda"]
    columns = Columns.of(
        [{"city": cities[n % 3], "names": names[n % 5], "title": f"red box {n % 7}"} for n in range(60)]
    )
    alone = listed(batch_pairs(RULES, columns))
    monkeypatch.setattr(candidates, "MANY", 1)
    assert listed(batch_pairs(RULES, columns, workers=2)) == alone
    assert alone


def test_it_makes_pairs_chunk_by_chunk_without_losing_any(monkeypatch):
    columns = Columns.of([{"city": "delft"}] * 3 + [{"city": "gouda"}] * 3 + [{"names": "ada"}] * 9)
    whole = sorted(listed(batch_pairs(RULES, columns)))
    monkeypatch.setattr(candidates, "CHUNK", 2)
    assert sorted(listed(batch_pairs(RULES, columns))) == whole
    assert len(whole) == 3 + 3 + 36
