from __future__ import annotations

from random import Random

import numpy as np

from apps.matching.nearest import nearest, telling

MOST = 200


def picked(rows: list[tuple[int, int, int]], most: int, rank: list[int] | None = None) -> set[tuple[int, int]]:
    askers, others, sizes = (np.array(side, np.int64) for side in zip(*rows, strict=True))
    place = None if rank is None else np.array(rank, np.int64)
    left, right = nearest(askers, others, telling(sizes, MOST), most, place)
    return set(zip(left.tolist(), right.tolist(), strict=True))


def test_it_tells_more_to_share_what_few_hold() -> None:
    told = telling(np.array([2, 20, 200]), MOST).tolist()
    assert told == sorted(told, reverse=True)
    assert told[-1] == 1024


def test_it_takes_those_who_share_the_most_keys() -> None:
    assert picked([(0, 5, 100), (0, 6, 100), (0, 6, 100), (0, 7, 100)], most=1) == {(0, 6)}


def test_it_takes_the_one_with_the_rarer_key() -> None:
    assert picked([(0, 5, 100), (0, 6, 10)], most=1) == {(0, 6)}


def test_it_asks_for_every_asker() -> None:
    assert picked([(0, 5, 9), (0, 6, 8), (1, 5, 9), (1, 0, 9), (1, 6, 50)], most=2) == {(0, 5), (0, 6), (1, 5), (1, 0)}


def test_it_takes_the_lowest_rank_among_equals() -> None:
    rows = [(0, other, 50) for other in (1, 2, 3)]
    assert picked(rows, most=2) == {(0, 1), (0, 2)}
    assert picked(rows, most=2, rank=[0, 3, 2, 1]) == {(0, 3), (0, 2)}


def test_it_does_not_depend_on_the_order_of_the_rows() -> None:
    draw = Random(3)
    rows = [(draw.randrange(5), draw.randrange(5, 30), draw.randint(6, MOST)) for _ in range(300)]
    first = picked(rows, most=4)
    draw.shuffle(rows)
    assert picked(rows, most=4) == first
    assert all(sum(asker == each for asker, _ in first) <= 4 for each in range(5))


def test_it_finds_nobody_among_nobody() -> None:
    empty = np.zeros(0, np.int64)
    left, right = nearest(empty, empty, empty, 3)
    assert (len(left), len(right)) == (0, 0)
