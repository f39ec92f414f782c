import numpy as np
import pytest

from apps.matching import link
from apps.matching.candidates import batch_pairs
from apps.matching.columns import Columns
from apps.matching.link import PairSpace, lookalikes, pairs_within, with_others
from apps.matching.partners import Alike
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


LEVELS = (Level("same", 3), Level("other", -3))
BY_NAME = MatchSpec((Comparison("name", "exact", ("name",), LEVELS),), RULES)


def lookalikes_of(records: list[dict[str, str]]) -> Alike:
    columns, source = Columns.of(records), np.zeros(len(records), np.int64)
    return lookalikes(BY_NAME, columns, source, pairs_within(BY_NAME, columns, source))


def test_it_takes_the_same_lookalikes_of_many_whatever_the_order_of_the_records(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(link, "MOST_ALIKE", 50)
    records = [{"city": f"town {number % 4}", "name": f"name {number % 3}"} for number in range(200)]
    there, back = lookalikes_of(records), lookalikes_of(records[::-1])
    assert there.pairs == back.pairs == 50
    assert there.levels.tolist() == back.levels.tolist()
    assert there.counts == pytest.approx(back.counts)


def test_lookalikes_that_hold_the_same_show_nothing():
    """What a source that is said to be free of duplicates holds twice is no sign that different things look so."""
    other = [{"city": "town", "name": f"name {number}"} for number in range(4)]
    found = lookalikes_of([{"city": "town", "name": "twice"}] * 2 + other)
    assert found.levels.tolist() == [[1]]
    assert found.pairs == 4 * 2 + 6


def test_of_lookalikes_each_record_counts_alike_in_however_many_pairs_it_stands():
    """Ten of one name are in 45 pairs, ten pairs of namesakes in ten."""
    crowd = [{"city": "here", "name": "episode 1", "colour": f"colour {number}"} for number in range(10)]
    others = [{"city": f"there {n // 2}", "name": f"name {n}", "colour": ""} for n in range(20)]
    found = lookalikes_of(crowd + others)
    assert found.pairs == 45 + 10
    assert dict(zip(found.levels[:, 0].tolist(), (found.counts / found.counts.sum()).tolist(), strict=True)) == {
        0: pytest.approx(10 / 30),
        1: pytest.approx(20 / 30),
    }
