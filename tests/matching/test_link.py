import numpy as np
import pytest

from apps.matching import link
from apps.matching.candidates import batch_pairs
from apps.matching.columns import Columns
from apps.matching.link import PairSpace, lookalikes, with_others
from apps.matching.types import BlockingRule, Comparison, Level, MatchSpec, Part

RULES = (BlockingRule("town", (Part("city"),)),)


def others_in(space: PairSpace) -> list[tuple[int, int]]:
    left, right = (side[space.candidates :].tolist() for side in (space.left, space.right))
    return list(zip(left, right, strict=True))


def test_it_takes_for_other_pairs_none_that_is_a_candidate():
    columns = Columns.of([{"city": f"town {number % 7}"} for number in range(40)])
    pairs = batch_pairs(RULES, columns)
    held, space = with_others(columns, pairs, None, seed=1)
    candidates, others = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)), set(others_in(space))
    assert not candidates & others
    assert len(others) == space.others == 40 * 39 // 2 - len(candidates)
    assert list(zip(held.left, held.right, strict=True)) == list(zip(pairs.left, pairs.right, strict=True))


def test_it_samples_the_others_of_a_large_batch_the_same_whatever_the_order_of_the_records():
    records = [{"city": f"town {number}"} for number in range(2500)]
    samples = []
    for listed in (records, records[::-1]):
        columns = Columns.of(listed)
        _, space = with_others(columns, batch_pairs(RULES, columns), None, seed=1)
        samples.append({frozenset((listed[a]["city"], listed[b]["city"])) for a, b in others_in(space)})
    assert samples[0] == samples[1]


def test_it_takes_the_same_lookalikes_of_many_whatever_the_order_of_the_records(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(link, "MOST_ALIKE", 50)
    levels = (Level("same", 3), Level("other", -3))
    spec = MatchSpec((Comparison("name", "exact", ("name",), levels),), RULES)
    records = [{"city": f"town {number % 4}", "name": f"name {number % 3}"} for number in range(200)]
    found = []
    for listed in (records, records[::-1]):
        alike = lookalikes(spec, Columns.of(listed), np.zeros(len(listed), np.int64))
        found.append(list(zip(alike.levels[:, 0].tolist(), alike.counts.tolist(), strict=True)))
    assert sum(count for _, count in found[0]) == 50
    assert found[0] == found[1]
