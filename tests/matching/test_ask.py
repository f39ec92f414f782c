"""Which pairs are worth asking about."""

from __future__ import annotations

import numpy as np

from apps.matching.ask import ask
from apps.matching.columns import Columns
from apps.matching.job import Job
from apps.matching.patterns import Patterns, patterns
from apps.matching.score import probability
from apps.matching.types import NO_TABLES, Comparison, Level, MatchSpec, ScoredPairs

SPEC = MatchSpec((Comparison("a", "exact", ("a",), (Level("same", 1), Level("other", -1))),), ())


def job_of(weights: list[float], veto: list[int] | None = None, ends: list[tuple[int, int]] | None = None) -> Job:
    """A job of pairs with these weights; each of two records of its own unless said otherwise."""
    weight = np.array(weights, np.float32)
    pairs = np.array(ends or [(2 * n, 2 * n + 1) for n in range(len(weights))])
    size = int(pairs.max()) + 1
    scored = ScoredPairs(weight, probability(weight), np.array(veto or [-1] * len(weights), np.int16))
    source = None if ends is None else np.arange(size) % 2
    return Job(SPEC, Columns(size, {}), pairs[:, 0], pairs[:, 1], scored, NO_TABLES, source)


def levels(*rows: int) -> Patterns:
    return patterns(np.array(rows, np.int8)[:, None])


def test_it_asks_first_where_the_answer_is_open() -> None:
    assert ask(job_of([20, 0.5, -9, 3]), levels(0, 0, 0, 0), 4).tolist()[0] == 1
    assert ask(job_of([20, 0.5, -9, 3]), levels(0, 0, 0, 0), 4, threshold=20).tolist()[0] == 0


def test_it_asks_about_different_kinds_of_pairs() -> None:
    found = ask(job_of([0.1, 0.2, 0.3, 2, 2.1]), levels(0, 0, 0, 1, 1), 2)
    assert {0, 3} == set(found.tolist())


def test_it_prefers_what_speaks_for_many() -> None:
    rows = levels(*[0] * 30, 1)
    assert ask(job_of([1.0] * 30 + [1.0]), rows, 1).tolist() == [0]


def test_it_asks_nothing_twice_and_less_of_what_it_has_heard_about() -> None:
    job, rows = job_of([0.0, 0.1, 0.2, 3.0, 3.0]), levels(0, 0, 0, 1, 1)
    known = np.array([True, True, False, False, False])
    assert ask(job, rows, 9, known=known).tolist()[0] == 3
    assert not {0, 1} & set(ask(job, rows, 9, known=known).tolist())


def test_it_leaves_out_what_a_veto_decides() -> None:
    assert ask(job_of([0.0, 1.0], veto=[0, -1]), levels(0, 0), 5).tolist() == [1]


def test_it_asks_less_about_a_pair_that_lost_to_a_rival() -> None:
    ends = [(0, 1), (0, 3), (2, 5)]
    found = ask(job_of([8.0, 1.0, 2.0], ends=ends), levels(0, 0, 0), 3)
    assert found.tolist()[-1] == 1


def test_it_gives_what_there_is_and_always_the_same() -> None:
    job, rows = job_of([1.0, 1.0, 1.0]), levels(0, 1, 2)
    assert sorted(ask(job, rows, 10).tolist()) == [0, 1, 2]
    assert ask(job, rows, 10).tolist() == ask(job, rows, 10).tolist()
    assert ask(job, rows, 0).tolist() == []
