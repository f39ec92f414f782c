from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.matching.partners import Alike, Others, estimate_partners, partnered
from apps.matching.patterns import patterns
from apps.matching.types import Comparison, Level, MatchSpec


def of(weights: list[float], left: list[int], right: list[int]) -> list[float]:
    found = partnered(np.array(weights, np.float32), np.array(left), np.array(right))
    return [round(float(weight), 3) for weight in found]


def test_it_leaves_a_pair_without_rivals_as_it_is() -> None:
    assert of([5.0, -3.0], [0, 1], [10, 11]) == [5.0, -3.0]


def test_it_does_not_choose_between_equals() -> None:
    assert all(weight < 0 for weight in of([9.0, 9.0], [0, 0], [10, 11]))


def test_it_discounts_a_rival_that_has_a_better_partner() -> None:
    lonely = of([4.0, 4.0], [0, 0], [10, 11])[0]
    relieved = of([4.0, 4.0, 20.0], [0, 0, 1], [10, 11, 11])[0]
    assert lonely < 0 < relieved <= 4.0


def test_it_gives_the_exact_answer_where_pairs_form_no_ring() -> None:
    first, second, third = 2.0**1, 2.0**2, 2.0**0.5
    whole = 1 + first + second + third + first * third
    expected = (first + first * third) / whole
    found = 1 / (1 + 2 ** -of([1.0, 2.0, 0.5], [0, 0, 1], [10, 11, 11])[0])
    assert abs(found - expected) < 1e-3


edges = st.lists(st.tuples(st.integers(0, 4), st.integers(10, 14), st.integers(-8, 20)), min_size=1, max_size=15,
                 unique_by=lambda edge: edge[:2])  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(edges, st.randoms(use_true_random=False))
@example([(0, 10, 18), (0, 11, 14), (0, 12, 0), (1, 10, 16), (1, 11, 12)], Random(1))  # a ring slow to rest
def test_it_depends_neither_on_order_nor_on_the_side(rows: list[tuple[int, int, int]], chance: Random) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    left, right, weight = (list(side) for side in zip(*rows, strict=True))
    straight = np.array(of(weight, left, right))
    turned = np.array(of([weight[at] for at in order], [left[at] for at in order], [right[at] for at in order]))
    mirrored = np.array(of(weight, right, left))
    assert np.allclose(straight[order], turned, atol=2e-2)
    assert np.allclose(straight, mirrored, atol=5e-2)
    assert (straight <= np.array(weight) + 1e-3).all()


def test_it_counts_one_of_several_lookalikes() -> None:
    spec = MatchSpec((
        Comparison("title", "similar", ("title",), (Level("alike", 4, 0.9), Level("unlike", -4))),
        Comparison("code", "exact", ("code",), (Level("same", 6), Level("other", -3), )),
    ), (), prior=-6)  # fmt: skip
    size = 200
    source = np.repeat([0, 1], size)
    left = np.repeat(np.arange(size), 4)
    right = size + (left + np.tile([0, 1, 2, 3], size)) % size
    same = np.tile([True, False, False, False], size)
    near = np.stack([np.zeros(len(left), np.int8), np.where(same, 0, 1).astype(np.int8)], 1)
    far = patterns(np.ones((1000, 2), np.int8))
    found = estimate_partners(spec, patterns(near), Others(far, size * size - len(left)), (left, right), source)
    assert abs(found.matches - size) < 0.1 * size
    title, code = found.spec.comparisons
    assert title.levels[0].weight > 0 > title.levels[1].weight
    assert code.levels[0].weight > 4 > -2 > code.levels[1].weight


def test_it_learns_from_the_sources_themselves_what_lookalikes_have_in_common() -> None:
    """A third of one source has its partner in the other; everybody has look-alikes there, as at home."""
    spec = MatchSpec((
        Comparison("title", "similar", ("title",), (Level("alike", 4, 0.9), Level("unlike", -4))),
        Comparison("brand", "exact", ("brand",), (Level("same", 3), Level("other", -4))),
        Comparison("code", "exact", ("code",), (Level("same", 6), Level("other", -3))),
    ), (), prior=-6)  # fmt: skip
    chance = np.random.default_rng(1)
    size, partners = 300, 100
    source = np.repeat([0, 1], size)
    left = np.repeat(np.arange(size), 3)
    right = size + (left + np.tile([0, 1, 2], size)) % size
    is_match = (right == size + left) & (left < partners)

    def lookalikes(count: int) -> np.ndarray:
        levels = (chance.random((count, 3)) > (0.5, 0.95, 0.02)).astype(np.int8)
        levels[chance.random(count) < 0.5, 2] = -1
        return levels

    near = lookalikes(len(left))
    near[is_match] = (chance.random((partners, 3)) > (0.9, 0.98, 0.8)).astype(np.int8)
    far, seen = patterns(np.ones((5000, 3), np.int8)), patterns(lookalikes(2000))
    space = size * size - len(left)
    without, within = (
        estimate_partners(spec, patterns(near), Others(far, space, alike), (left, right), source).matches
        for alike in (None, Alike(seen.levels, seen.counts.astype(float), len(seen)))
    )
    assert partners < within < without - 20


def test_of_three_sources_each_two_may_hold_the_same_things() -> None:
    """A third of each source is in the other two as well; everybody has look-alikes there."""
    spec = MatchSpec((
        Comparison("title", "similar", ("title",), (Level("alike", 4, 0.9), Level("unlike", -4))),
        Comparison("brand", "exact", ("brand",), (Level("same", 3), Level("other", -4))),
    ), (), prior=-6)  # fmt: skip
    chance = np.random.default_rng(1)
    size, shared = 300, 100
    source = np.repeat([0, 1, 2], size)
    number = np.repeat(np.arange(size), 3)
    other = (number + np.tile([0, 1, 2], size)) % size
    twos = ((0, 1), (0, 2), (1, 2))
    left = np.concatenate([one * size + number for one, _ in twos])
    right = np.concatenate([two * size + other for _, two in twos])
    is_match = np.tile((number == other) & (number < shared), 3)
    near = (chance.random((len(left), 2)) > (0.1, 0.5)).astype(np.int8)
    near[is_match] = (chance.random((3 * shared, 2)) > (0.9, 0.9)).astype(np.int8)
    far = patterns(np.ones((5000, 2), np.int8))
    others = Others(far, 3 * size * size - len(left))
    found = estimate_partners(spec, patterns(near), others, (left, right), source)
    assert 0.8 * 3 * shared < found.matches < 1.3 * 3 * shared
