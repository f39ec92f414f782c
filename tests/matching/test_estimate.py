from dataclasses import replace

import numpy as np
import pytest

from apps.matching.estimate import Counted, estimate
from apps.matching.patterns import patterns
from apps.matching.types import Comparison, Level, MatchSpec

NAMES = ("a", "b", "c", "d")
TRUE_M = np.array([[0.8, 0.15, 0.05]] * 4)
TRUE_U = np.array([[0.01, 0.04, 0.95], [0.02, 0.08, 0.9], [0.005, 0.015, 0.98], [0.05, 0.15, 0.8]])


def spec(*weights):
    """Four comparisons of three levels with these declared weights."""
    rows = weights or ((6, 2, -4),) * 4
    return MatchSpec(
        tuple(
            Comparison(name, "exact", (name,), tuple(Level(f"{name} {place}", w) for place, w in enumerate(row)))
            for name, row in zip(NAMES, rows, strict=True)
        ),
        (),
        prior=-9,
    )


def drawn(share, size=400_000, seed=5):
    """Levels of random pairs of a population with these true chances, and which pairs are matches."""
    chance = np.random.default_rng(seed)
    match = chance.random(size) < share
    draws = chance.random((size, 4))
    tops = np.where(match[:, None, None], np.cumsum(TRUE_M, 1), np.cumsum(TRUE_U, 1))
    return (draws[:, :, None] > tops).sum(2).astype(np.int8), match


def counted(levels, weight=1.0):
    found = patterns(levels)
    return Counted(found.levels, found.counts * weight, np.ones(len(found.counts), bool))


def weights(estimated):
    return np.array([[level.weight for level in c.levels] for c in estimated.spec.comparisons])


def test_it_finds_the_true_weights_and_the_share_of_matches_without_labels():
    levels, match = drawn(0.01)
    found = estimate(spec(), counted(levels))
    assert found.matches == pytest.approx(match.sum(), rel=0.05)
    assert found.spec.prior == pytest.approx(np.log2(0.01 / 0.99), abs=0.1)
    assert np.abs(weights(found) - np.log2(TRUE_M / TRUE_U)).max() < 0.35


def test_it_agrees_with_the_ecm_of_recordlinkage():
    from apps.matching.measure import ecm_weights

    levels, _ = drawn(0.05, size=40_000)
    agreeing = levels == 0
    two = MatchSpec(
        tuple(Comparison(n, "exact", (n,), (Level("yes", 5), Level("no", -3))) for n in NAMES), (), prior=-4
    )
    ours = weights(estimate(two, counted((~agreeing).astype(np.int8))))
    assert np.abs(ours - ecm_weights(agreeing)).max() < 0.15


def test_it_keeps_the_declared_weights_where_nothing_was_seen():
    levels, _ = drawn(0.01, size=20_000)
    levels[:, 3] = -1
    found = estimate(spec((6, 2, -4), (6, 2, -4), (6, 2, -4), (9, 1, -7)), counted(levels))
    assert weights(found)[3] == pytest.approx([9, 1, -7], abs=0.05)


def test_it_believes_no_match_among_pairs_that_are_closed():
    levels, _ = drawn(0.01, size=20_000)
    found = patterns(levels)
    closed = Counted(found.levels, found.counts.astype(float), np.zeros(len(found.counts), bool))
    assert estimate(spec(), closed).matches < 1


def test_it_believes_no_match_that_is_forbidden_and_learns_from_it_what_look_alikes_share():
    """Half of what agrees in all else is forbidden by the last: what agrees so is no such sign of a match."""
    *three, last = spec().comparisons
    forbidding = replace(last, levels=(*last.levels[:2], replace(last.levels[2], veto=True)))
    levels = np.array([[0, 0, 0, 0]] * 50 + [[0, 0, 0, 2]] * 50 + [[2, 2, 2, 2]] * 100_000, np.int8)
    free, bound = (
        estimate(replace(spec(), comparisons=(*three, each)), counted(levels)) for each in (last, forbidding)
    )
    assert free.matches == pytest.approx(100, abs=5)
    assert bound.matches == pytest.approx(50, abs=5)
    assert (weights(bound)[:3, 0] < weights(free)[:3, 0]).all()
    assert weights(bound)[3, 2] < weights(free)[3, 2]


def alone(chance=()):
    steps = (("same", 9), ("alike", 4), ("unlike", -4), ("different", -6))
    name = Comparison("name", "exact", ("name",), tuple(Level(*step) for step in steps), chance=chance)
    return MatchSpec((name,), (), prior=-9)


def test_what_differs_in_what_identifies_is_no_match():
    levels, match = drawn(0.01)
    lookalikes = np.tile(np.array([0, 0, 0, 2], np.int8), (3_000, 1))
    declared = spec((6, 2, -4), (6, 2, -4), (6, 2, -4), (9, 1, -7))
    identifying = replace(declared.comparisons[3], identifies=True)
    seen = counted(np.concatenate([levels, lookalikes]))
    taken_in = estimate(declared, seen)
    found = estimate(replace(declared, comparisons=(*declared.comparisons[:3], identifying)), seen)
    assert taken_in.matches > 1.5 * match.sum()
    assert found.matches == pytest.approx(match.sum(), rel=0.1)


@pytest.mark.parametrize("reach", [0.0, 2.0])
def test_no_weight_rises_by_more_than_the_reach(reach):
    levels, _ = drawn(0.01)
    declared = replace(spec(*((3, 1, -2),) * 4), reach=reach)
    raised = weights(estimate(declared, counted(levels))) - [3, 1, 0]  # the worst level may come up to nothing
    assert (raised.max(axis=1) <= reach + 1e-9).all()
    assert raised.max() == pytest.approx(reach)


def seen(*counts, candidates=3):
    """Pairs counted by the level of one comparison; the best levels are those of candidates."""
    levels = np.arange(len(counts), dtype=np.int8)[:, None]
    return Counted(levels, np.array(counts, np.float64), levels[:, 0] < candidates)


def test_it_takes_for_matches_what_is_seen_more_often_than_chance_would_have_it():
    found = estimate(alone((1e-5, 2e-4, 3e-3, 0.99679)), seen(405, 5_596, 7_000, 2_500_000))
    same, alike, unlike, different = weights(found)[0] + found.spec.prior
    assert found.matches == pytest.approx(405 + 5_596 - 2e-4 * 2_513_000, rel=0.1)
    assert same > 3
    assert alike > 1
    assert max(unlike, different) < 0


def test_it_takes_for_chance_what_chance_explains():
    found = estimate(alone((1e-5, 2e-4, 3e-3, 0.99679)), seen(16, 22, 400, 136_000))
    same, alike, *_ = weights(found)[0] + found.spec.prior
    assert same > 0 > alike
    assert found.matches < 30


def test_it_takes_no_namesakes_for_matches_where_few_names_are_borne_by_many():
    chance = {"name": (1e-5, 1e-5, 0.99998), "birth_date": (3e-5, 1e-3, 0.99897)}
    declared = {"name": (11.0, 8.0, -12.0), "birth_date": (9.0, 5.0, -13.0)}
    people = MatchSpec(
        tuple(
            Comparison(name, "exact", (name,), tuple(Level(f"{name} {w}", w) for w in declared[name]), chance=seldom)
            for name, seldom in chance.items()
        ),
        (),
        prior=-9,
    )
    of_one = {(0, 0): 15.0, (0, 1): 15.0, (1, 0): 27.0, (1, 1): 2.0}
    namesakes = {(0, 2): 23.0, (1, 2): 14.0}
    others = {(2, 0): 4.0, (2, 1): 124.0, (2, 2): 124_500.0}
    seen = of_one | namesakes | others
    found = estimate(people, Counted(np.array(list(seen), np.int8), np.array(list(seen.values())), np.ones(9, bool)))
    weight = {pair: found.spec.prior + sum(weights(found)[[0, 1], pair]) for pair in seen}
    assert all(weight[pair] > 6 for pair in of_one)
    assert all(weight[pair] < -0.5 for pair in namesakes)


def test_it_lets_agreement_that_is_declared_to_say_nothing_say_nothing():
    levels, _ = drawn(0.01)
    found = weights(estimate(spec((6, 2, -4), (6, 2, -4), (6, 2, -4), (0, -1, -3)), counted(levels)))
    assert found[3][0] == 0
    assert found[3][2] < -2


def test_it_changes_nothing_without_pairs():
    nothing = Counted(np.zeros((0, 4), np.int8), np.zeros(0), np.zeros(0, bool))
    assert estimate(spec(), nothing).spec == spec()


def test_it_bears_a_single_pair():
    one = Counted(np.zeros((1, 4), np.int8), np.ones(1), np.ones(1, bool))
    assert np.isfinite(estimate(spec(), one).spec.prior)


def test_it_counts_only_pairs_that_could_match():
    """Four in five pairs are of two countries: they neither thin out the matches nor say what chance is."""
    levels, match = drawn(0.01)
    abroad = np.random.default_rng(7).random(len(levels)) < 0.8
    abroad[match] = False
    country = Comparison("country", "exact", ("country",), (Level("same", 0), Level("different", -3, veto=True)))
    wider = MatchSpec((*spec().comparisons, country), (), prior=-9)
    found = estimate(wider, counted(np.column_stack([levels, abroad.astype(np.int8)])))
    assert found.matches == pytest.approx(match.sum(), rel=0.05)
    assert found.spec.prior == pytest.approx(np.log2(match.sum() / (~abroad & ~match).sum()), abs=0.1)
    learnt = replace(found, spec=replace(found.spec, comparisons=found.spec.comparisons[:4]))
    assert np.abs(weights(learnt) - np.log2(TRUE_M / TRUE_U)).max() < 0.35


@pytest.mark.parametrize(("born", "learnt"), [(0, True), (2, False)])
def test_it_learns_that_relatives_are_none_where_birth_dates_say_so(born, learnt):
    """Pairs with another given name that share their home: of one birth date, or born on different days."""
    name, home, birth, other = spec((9, 3, -10), (6, 2, -4), (9, 3, -9), (6, 2, -4)).comparisons
    firm = replace(name, levels=(*name.levels[:2], replace(name.levels[2], firm=True)))
    declared = replace(spec(), comparisons=(firm, home, replace(birth, unshared=True), other))
    rows = [((2, 0, born, -1), 400), ((0, 0, 0, 0), 600), ((2, 2, 2, 2), 100_000), ((0, 2, 2, 2), 50)]
    levels = np.array([row for row, _ in rows], np.int8)
    found = estimate(declared, Counted(levels, np.array([float(n) for _, n in rows]), np.ones(len(rows), bool)))
    assert (weights(found)[0, 2] > -4) == learnt
