from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.cohesion import cohesion, pairs_of_groups, sides, spanning
from apps.matching.situation import Edges

KEEP = 2.0
Known = dict[tuple[int, int], tuple[float, int]]


def edges(known: Known) -> Edges:
    left, right = (np.array(side, np.int64) for side in zip(*known, strict=True))
    weight, veto = zip(*known.values(), strict=True)
    return Edges(left, right, np.array(weight, np.float32), np.array(veto, np.int16))


def test_it_tells_the_weakest_and_the_average_pair_and_how_many_agree() -> None:
    known = {(0, 1): (12.0, -1), (0, 2): (1.0, -1), (1, 2): (8.0, -1), (3, 4): (5.0, -1)}
    found = cohesion(np.array([7, 7, 7, 9, 9, -1]), edges(known), KEEP)
    assert found.group.tolist() == [7, 9]
    assert found.records.tolist() == [3, 2]
    assert found.minimum.tolist() == [1, 5]
    assert found.mean.tolist() == [7, 5]
    assert found.coverage.round(3).tolist() == [np.float32(0.667), 1]
    assert (found.bridge.tolist(), found.strength.tolist()) == ([[1, 2], [3, 4]], [8, 5])


def test_it_finds_the_bridge_between_two_firm_halves() -> None:
    known = {pair: (20.0, -1) for half in ((0, 1, 2), (3, 4, 5)) for pair in combinations(half, 2)}
    known |= {(one, other): (-6.0, -1) for one in range(3) for other in range(3, 6)} | {(2, 3): (7.5, -1)}
    pairs = edges(known)
    found = cohesion(np.zeros(6, np.int64), pairs, KEEP)
    assert (found.bridge.tolist(), found.strength.tolist()) == ([[2, 3]], [7.5])
    assert sides(pairs, (2, 3)) == ([0, 1, 2], [3, 4, 5])


def test_it_takes_what_is_forbidden_for_no_bridge() -> None:
    found = cohesion(np.zeros(2, np.int64), edges({(0, 1): (30.0, 4)}), KEEP)
    assert (found.minimum.tolist(), found.coverage.tolist(), found.strength.tolist()) == ([30], [0], [-np.inf])
    known = {(0, 1): (30.0, 4), (0, 2): (3.0, -1), (1, 2): (4.0, -1)}
    assert cohesion(np.zeros(3, np.int64), edges(known), KEEP).bridge.tolist() == [[0, 2]]


def test_it_makes_all_pairs_of_the_groups_that_are_small_enough() -> None:
    left, right = pairs_of_groups(np.array([3, 5, 3, -1, 5, 5, 8, -1]), most=2)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2)]
    assert len(pairs_of_groups(np.array([3, 5, 3, -1, 5, 5]), most=3)[0]) == 4


def test_it_says_nothing_of_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    empty = Edges(nothing, nothing, nothing.astype(np.float32), nothing.astype(np.int16))
    assert len(cohesion(np.array([-1, 4]), empty, KEEP)) == 0
    assert len(spanning(empty)) == 0


@st.composite
def groups(draw: st.DrawFn) -> Known:
    size = draw(st.integers(2, 6))
    weight = st.sampled_from([-8.0, 0.0, 1.5, 4.0, 9.0, 14.0])
    return {pair: (draw(weight), draw(st.sampled_from([-1, -1, -1, 2]))) for pair in combinations(range(size), 2)}


@given(groups())
def test_no_cut_of_the_group_is_thinner_than_its_bridge(known: Known) -> None:
    """Of all ways to part the group in two, none has a lighter best pair across than the bridge."""
    size = max(right for _, right in known) + 1

    def best(part: set[int]) -> float:
        across = [fact for pair, fact in known.items() if len(part & set(pair)) == 1]
        return max(weight if veto < 0 else -np.inf for weight, veto in across)

    parts = [{0, *rest} for count in range(size - 1) for rest in combinations(range(1, size), count)]
    pairs = edges(known)
    found = cohesion(np.zeros(size, np.int64), pairs, KEEP)
    assert found.strength[0] == min(map(best, parts))
    one, other = sides(pairs, tuple(found.bridge[0].tolist()))
    assert sorted(one + other) == list(range(size))
    assert best(set(one)) == found.strength[0]
