"""Answers of people: weights refined by them, and trees that learn what weights cannot say."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from apps.matching.ask import ask
from apps.matching.columns import Columns
from apps.matching.job import Job, chosen, lead, table_of, traits
from apps.matching.learn import DIFFERENT, SAME, UNSAID, TooFewLabels, fit, outranked
from apps.matching.link import Linked, link
from apps.matching.patterns import patterns
from apps.matching.refine import keeping_unseen, refined
from apps.matching.score import score_patterns
from apps.matching.types import BlockingRule, Comparison, Level, MatchSpec, Part

SPEC = MatchSpec(
    comparisons=(
        Comparison("name", "similar", ("name",), (Level("same", 5, 0.95), Level("alike", 1, 0.8), Level("else", -4))),
        Comparison("city", "exact", ("city",), (Level("same city", 2), Level("other city", -1))),
        Comparison("colour", "exact", ("colour",), (Level("same colour", 1), Level("other colour", -1))),
    ),
    blocking=(BlockingRule("city", (Part("city"),)),),
    prior=-5.0,
)
THINGS = 240


@lru_cache(maxsize=1)
def world() -> tuple[Linked, Columns, np.ndarray, np.ndarray]:
    """Two sources that hold each thing once. The same thing has the same colour; the declared weights hardly know."""
    chance = np.random.default_rng(5)
    letters = np.array(list("bcdfghklmnprstvw"))
    names = ["".join(chance.choice(letters, 7)) for _ in range(THINGS)]
    records, thing = [], []
    for copy in (0, 1):
        for number, name in enumerate(names):
            # Neighbours in number have nearly the same name in the same city: only the colour tells them apart.
            text = names[number - number % 2][:6] + str(number % 2) if copy or number % 3 else name
            records.append({"name": text, "city": str(number // 8), "colour": f"c{(number * 7) % 5}"})
            thing.append(number)
    columns = Columns.of(records)
    source = np.repeat([0, 1], THINGS)
    linked = link(SPEC, columns, source=source)
    truth = np.array(thing)[linked.pairs.left] == np.array(thing)[linked.pairs.right]
    return linked, columns, source, truth


def job_of(rivals: bool = True) -> tuple[Job, np.ndarray]:
    linked, columns, source, truth = world()
    pairs = linked.pairs
    job = Job(linked.spec, columns, pairs.left, pairs.right, linked.scored, linked.tables, source if rivals else None)
    return job, truth


def labelled(size: int, rivals: bool = True) -> tuple[Job, np.ndarray, np.ndarray]:
    job, truth = job_of(rivals)
    labels = np.full(len(job), UNSAID, np.int8)
    rows = np.random.default_rng(3).choice(len(job), size, replace=False)
    labels[rows] = truth[rows]
    return job, truth, labels


def right(weight: np.ndarray, truth: np.ndarray, labels: np.ndarray) -> float:
    """How often an unseen true pair outweighs an unseen other one (area under the curve)."""
    unseen = labels == UNSAID
    one, other = weight[unseen & truth], weight[unseen & ~truth]
    return float((one[:, None] > other[None, :]).mean() + 0.5 * (one[:, None] == other[None, :]).mean())


# Traits


def test_it_sees_grades_weight_and_rivals() -> None:
    job, _ = job_of()
    table = table_of(job)
    assert table.shape == (len(job), len(traits(job)))
    assert traits(job) == ("name", "city", "colour", "weight", "smaller lead", "larger lead", "chosen")
    assert traits(replace(job, source=None)) == traits(job)[:4]
    np.testing.assert_array_equal(table[:, 3], job.scored.weight)


def test_it_measures_the_lead_over_the_best_rival() -> None:
    job, _ = job_of()
    leads = lead(job)
    for row in range(0, len(job), 97):
        mine = job.scored.weight[row]
        expected = []
        for side in (job.left, job.right):
            others = job.scored.weight[(side == side[row]) & (np.arange(len(job)) != row)]
            expected.append(np.clip(mine - others.max(initial=-np.inf), -60, 60))
        np.testing.assert_allclose(leads[row], sorted(expected))


def test_it_takes_each_record_once() -> None:
    job, _ = job_of()
    taken = chosen(job)
    assert len(np.unique(job.left[taken])) == taken.sum() == len(np.unique(job.right[taken]))


# Weights refined


def test_it_leaves_weights_alone_without_answers() -> None:
    linked, *_ = world()
    labels = np.full(len(linked.pairs), UNSAID, np.int8)
    assert refined(linked.spec, linked.found, labels) is linked.spec


def test_it_moves_weights_to_what_people_say() -> None:
    linked, _, _, truth = world()
    labels = np.full(len(truth), UNSAID, np.int8)
    labels[::2] = truth[::2]
    spec = refined(linked.spec, linked.found, labels)
    before, after = linked.spec.comparisons[2].levels, spec.comparisons[2].levels
    assert after[0].weight - after[1].weight > before[0].weight - before[1].weight
    scored = score_patterns(spec, linked.found)
    assert right(scored.weight, truth, labels) >= right(linked.scored.weight, truth, labels)


def test_it_never_weighs_a_worse_level_more() -> None:
    linked, *_, truth = world()
    labels = np.where(truth, DIFFERENT, SAME).astype(np.int8)  # everybody errs
    for comparison in refined(linked.spec, linked.found, labels).comparisons:
        weights = [level.weight for level in comparison.levels]
        assert weights == sorted(weights, reverse=True)


def test_it_moves_little_for_few_answers() -> None:
    linked, *_, truth = world()
    labels = np.full(len(truth), UNSAID, np.int8)
    labels[:3] = truth[:3]
    spec = refined(linked.spec, linked.found, labels)
    for old, new in zip(linked.spec.comparisons, spec.comparisons, strict=True):
        assert all(abs(a.weight - b.weight) < 0.5 for a, b in zip(old.levels, new.levels, strict=True))


def test_it_keeps_the_weight_of_what_it_never_saw() -> None:
    linked, *_ = world()
    learnt = linked.spec.reweighed({"name": [9.0, 3.0, -6.0], "city": [0.0, 0.0], "colour": [2.0, 2.0]})
    seen = patterns(np.array([[0, 0, 1], [2, 0, -1]], np.int8))
    found = {c.name: [level.weight for level in c.levels] for c in keeping_unseen(learnt, SPEC, seen).comparisons}
    assert found == {"name": [9.0, 1.0, -6.0], "city": [0.0, -1.0], "colour": [2.0, 2.0]}


# Trees


def test_it_learns_what_answers_tell() -> None:
    job, truth, labels = labelled(200)
    learned = fit(job, labels)
    assert right(learned.weight(job), truth, labels) > max(0.95, right(job.scored.weight, truth, labels) - 0.01)


def test_it_gives_odds_that_can_be_believed() -> None:
    job, truth, labels = labelled(300)
    weight = fit(job, labels).weight(job)[labels == UNSAID].astype(float)
    expected = float((1 / (1 + np.exp2(-weight))).sum())
    assert expected == pytest.approx(truth[labels == UNSAID].sum(), rel=0.25)


def test_it_learns_the_same_from_the_same() -> None:
    job, _, labels = labelled(120)
    np.testing.assert_array_equal(fit(job, labels, seed=4).weight(job), fit(job, labels, seed=4).weight(job))


def test_it_never_falls_when_a_trait_rises() -> None:
    job, _, labels = labelled(200, rivals=False)
    learned = fit(job, labels)
    table = np.repeat(table_of(job, np.arange(20)), 40, axis=0)
    for place in range(table.shape[1]):
        steps = table.copy()
        low, high = np.nanmin(table[:, place]), np.nanmax(table_of(job)[:, place])
        steps[:, place] = np.tile(np.linspace(low, high, 40), 20)
        bits = learned._bits(steps.astype(np.float32)).reshape(20, 40)
        assert (np.diff(bits, axis=1) >= -1e-5).all()


def test_it_scores_a_pair_alike_whatever_the_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    job, _, labels = labelled(120)
    learned = fit(job, labels)
    whole = learned.weight(job)
    monkeypatch.setattr("apps.matching.compare.CHUNK", 100)
    np.testing.assert_array_equal(learned.weight(job), whole)


def test_it_says_when_there_is_too_little_to_learn_from() -> None:
    job, truth = job_of()
    labels = np.full(len(job), UNSAID, np.int8)
    labels[np.flatnonzero(truth)[:30]] = SAME
    with pytest.raises(TooFewLabels, match="30 pairs are said to be the same and 0 different"):
        fit(job, labels)


def test_it_tells_what_it_was_made_of_and_stores_no_value() -> None:
    job, _, labels = labelled(120)
    described = fit(job, labels, seed=2).described
    assert described["labels"]["same"] + described["labels"]["different"] == 120
    assert (described["seed"], described["traits"]) == (2, list(traits(job)))


def test_it_puts_answers_above_every_score() -> None:
    weight = np.array([3.0, 5.0, -2.0], np.float32)
    np.testing.assert_array_equal(outranked(weight, np.array([DIFFERENT, UNSAID, SAME], np.int8)), [-99, 5, 99])


def test_it_asks_for_pairs_that_can_be_learnt_from() -> None:
    linked, *_ = world()
    job, truth = job_of()
    labels = np.full(len(job), UNSAID, np.int8)
    rows = ask(job, linked.found, 120)
    labels[rows] = truth[rows]
    assert min((labels == SAME).sum(), (labels == DIFFERENT).sum()) >= 10
    fit(job, labels)
