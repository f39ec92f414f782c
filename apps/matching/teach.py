"""Active learning: ask about some pairs, learn, ask again where what was learnt is least sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from apps.matching.ask import DOUBT, ask
from apps.matching.job import Job
from apps.matching.learn import Learned, TooFewLabels, fit
from apps.matching.patterns import Patterns
from apps.matching.refine import DIFFERENT, SAME, UNSAID, Labels
from apps.matching.score import probability
from apps.matching.types import Flags, Indices

ROUNDS: Final = 3
"""Rounds of questions; after each the next are chosen by what has been learnt so far."""

LEARNED_DOUBT: Final = 1.0
"""What has been learnt is calibrated: few bits from the threshold an answer is no longer open."""

Answer = Callable[[Indices], Flags]
"""Given positions of pairs, says of each whether it is the same thing: a person, or a known truth in an evaluation."""


@dataclass(frozen=True, slots=True)
class Taught:
    """The answers that were given (n), and what was learnt from them; None where they were too few of either kind."""

    labels: Labels
    learned: Learned | None


def teach(job: Job, found: Patterns, answer: Answer, most: int, *, seed: int = 1) -> Taught:
    """Ask about up to `most` pairs in rounds, and learn from all answers. `found` are the patterns of the pairs.

    The first questions go where the weight without labels is unsure; it can be unsure at the wrong place, which the
    later ones put right.
    """
    labels = np.full(len(job), UNSAID, np.int8)
    learned: Learned | None = None
    for number in range(ROUNDS):
        left = most - int((labels != UNSAID).sum())
        doubt = DOUBT if learned is None else LEARNED_DOUBT
        known = labels != UNSAID
        rows = ask(_as_learned(job, learned), found, left // (ROUNDS - number), known=known, doubt=doubt)
        labels[rows] = np.where(answer(rows), SAME, DIFFERENT)
        try:
            learned = fit(job, labels, seed=seed)
        except TooFewLabels:
            continue
    return Taught(labels, learned)


def _as_learned(job: Job, learned: Learned | None) -> Job:
    """The same job, its pairs weighed by what has been learnt."""
    if learned is None:
        return job
    weight = learned.weight(job)
    return replace(job, scored=replace(job.scored, weight=weight, probability=probability(weight)))
