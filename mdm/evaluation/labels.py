"""Labels in an evaluation: which answers are told, and what the figures must leave out because of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching.candidates import CandidatePairs
from apps.matching.job import Job
from apps.matching.learn import DIFFERENT, SAME, UNSAID, TooFewLabels, fit
from apps.matching.link import Linked
from apps.matching.teach import Taught, teach
from apps.matching.types import Flags, Indices
from mdm.evaluation.clusters import LeftOut


@dataclass(frozen=True, slots=True)
class Labels:
    """How many answers may be learnt from: `asked` where they tell most, or a random `share` of the candidates."""

    asked: int = 0
    share: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of each candidate (n), and the true pairs (m by 2) that are no candidates but were drawn with them.

    A share of all labels is drawn from all that a person could label. True pairs that are no candidates teach nothing,
    but the same share of them leaves the figures: if all of them stayed, they would weigh more among what is left than
    they do among all pairs, and recall would be too low.
    """

    said: NDArray[np.int8]
    drawn: Indices

    @property
    def unseen(self) -> Flags:
        return np.asarray(self.said == UNSAID)

    def true_pairs(self, right: Flags, truth: int) -> int:
        """How many of `truth` true pairs are left to be found."""
        return truth - int(right[~self.unseen].sum()) - len(self.drawn)

    def left_out(self, left: Indices, right: Indices) -> LeftOut:
        """What candidates (`left`, `right`) were told, for figures of groups."""
        pairs = np.column_stack([left, right]).astype(np.int64)
        return LeftOut(pairs[self.said == SAME], np.concatenate([pairs[self.said == DIFFERENT], self.drawn]))


def nothing_told(candidates: int) -> Told:
    return Told(np.full(candidates, UNSAID, np.int8), np.zeros((0, 2), np.int64))


def taught(job: Job, linked: Linked, right: Flags, missed: Indices, labels: Labels) -> tuple[Taught, Told]:
    """What is learnt from answers asked for one after the other, or from a random share of all answers.

    `right` says which candidates are true, `missed` (m by 2) are the true pairs that are none. Raises `TooFewLabels`.
    """
    if labels.asked:
        learnt = teach(job, linked.found, lambda rows: right[rows], labels.asked, seed=labels.seed)
        if learnt.learned is None:
            raise TooFewLabels(f"{labels.asked} answers hold too few of either kind to learn from")
        return learnt, Told(learnt.labels, missed[:0])
    chance = np.random.default_rng(labels.seed)
    drawn = chance.random(len(job)) < labels.share
    said = np.where(drawn, np.where(right, SAME, DIFFERENT), UNSAID).astype(np.int8)
    return Taught(said, fit(job, said, seed=labels.seed)), Told(said, missed[chance.random(len(missed)) < labels.share])


def missed_by(pairs: CandidatePairs, truth: list[tuple[int, int]], records: int) -> Indices:
    """The true pairs (m by 2) that are no candidates."""
    listed = np.array(truth, np.int64).reshape(-1, 2)
    candidates = pairs.left.astype(np.int64) * records + pairs.right
    found: Indices = listed[~np.isin(listed[:, 0] * records + listed[:, 1], candidates)]
    return found
