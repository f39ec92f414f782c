"""Asking in rounds."""

from __future__ import annotations

import numpy as np

from apps.matching.learn import UNSAID
from apps.matching.teach import teach
from tests.matching.test_learn import job_of, right, world


def test_it_learns_from_what_it_asks() -> None:
    linked, *_ = world()
    job, truth = job_of()
    asked: list[int] = []

    def answer(rows: np.ndarray) -> np.ndarray:
        asked.extend(rows.tolist())
        return truth[rows]

    taught = teach(job, linked.found, answer, 150)
    assert len(asked) == len(set(asked)) == 150
    assert sorted(asked) == np.flatnonzero(taught.labels != UNSAID).tolist()
    assert taught.learned is not None
    assert right(taught.learned.weight(job), truth, taught.labels) > 0.95


def test_it_learns_nothing_from_too_few_answers() -> None:
    linked, *_ = world()
    job, truth = job_of()
    taught = teach(job, linked.found, lambda rows: truth[rows], 12)
    assert (taught.labels != UNSAID).sum() == 12
    assert taught.learned is None
