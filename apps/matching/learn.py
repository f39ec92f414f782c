"""A second scorer, learnt from answers: boosted trees over the traits of pairs, calibrated to odds.

It sees what weights that add up cannot: that two hints mean less together, that a rival is close behind. It proposes;
what decides in the house are the weights of a published rulebook. The trees are kept nowhere: labels, traits and seed
make the same ones again, and `described` says what they were made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.assign import seats
from apps.matching.job import Job, chosen, table_of, tables_of, traits
from apps.matching.refine import DIFFERENT, SAME, UNSAID, Labels, refined
from apps.matching.types import Flags, Floats, Indices

__all__ = ["DIFFERENT", "SAME", "UNSAID", "Labels", "Learned", "TooFewLabels", "fit", "outranked", "refined"]

FEWEST: Final = 10
"""Answers of either kind from which trees are worth growing."""

SURE: Final = 12.0
"""Bits beyond which a weight without labels passes for an answer, of little account."""

ACCOUNT: Final = {"said": 1.0, "rival": 0.3, "sure": 0.1}
"""What a case counts: one that a person answered, a rival of what a person called the same, one that seems sure."""

FORESTS: Final = 2
"""Sets of trees, each grown from other traits, whose opinions are averaged."""

FOLDS: Final = 3

TOLD: Final = np.float32(99.0)
"""The weight of an answer."""

Doubles = NDArray[np.float64]


class TooFewLabels(ValueError):
    """There are not enough answers of either kind to learn from; the message says how many there are."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What is learnt from: pairs (positions), whether they are the same, and what each counts."""

    rows: Indices
    same: Flags
    account: Doubles


@dataclass(frozen=True, slots=True)
class Learned:
    """Trees and their calibration: log odds = `slopes` · (opinion of the trees, weight without labels) + `offset`."""

    trees: tuple[Any, ...]
    used: Indices
    slopes: tuple[float, float]
    offset: float
    described: dict[str, Any]

    def weight(self, job: Job) -> Floats:
        """The learnt weight of every pair: log2 odds, to be used beside vetoes like the weight without labels.

        Rivals are part of what was learnt: in a job of sources free of duplicates only one-to-one assignment is left.
        """
        bits = np.empty(len(job), np.float32)
        for start, stop, table in tables_of(job):
            if stop > start:
                bits[start:stop] = self._bits(table)
        return bits

    def _bits(self, table: Floats) -> Floats:
        opinion, weight = _opinion(self.trees, table[:, self.used]), table[:, self._place_of_weight()]
        odds = self.slopes[0] * opinion + self.slopes[1] * weight + self.offset
        return np.asarray(odds / np.log(2.0), np.float32)

    def _place_of_weight(self) -> int:
        return list(self.described["traits"]).index("weight")


def fit(job: Job, labels: Labels, *, seed: int = 1) -> Learned:
    """Learn from the labelled pairs of a job (labels: n, SAME, DIFFERENT or UNSAID).

    Beside the answers, pairs that weigh SURE bits or more either way count a little, so that trees know the ends of the
    scale nobody asks about; in a job with rivals, those of what was called the same are different. Odds never fall when
    a trait rises. They are calibrated on cases the trees have not seen (Platt 1999, cross-validated). The same labels
    and seed give the same result. Raises `TooFewLabels`.
    """
    said = np.array([(labels == DIFFERENT).sum(), (labels == SAME).sum()])
    if said.min() < FEWEST:
        raise TooFewLabels(
            f"{said[1]} pairs are said to be the same and {said[0]} different; {FEWEST} of each it takes"
        )
    cases = _cases(job, labels, seed)
    table = table_of(job, cases.rows)
    names = traits(job)
    used = np.flatnonzero([_tells(column) for column in table.T])
    weight = table[:, names.index("weight")].astype(np.float64)
    unseen = _unseen_opinion(table[:, used], cases, seed)
    slopes, offset = _calibrated(np.column_stack([unseen, weight]), cases)
    described = {
        "traits": list(names),
        "used": [names[place] for place in used],
        "labels": {"same": int(said[1]), "different": int(said[0])},
        "cases": len(cases.rows),
        "seed": seed,
        "calibration": {"trees": round(slopes[0], 4), "weight": round(slopes[1], 4), "offset": round(offset, 4)},
    }
    return Learned(_grown(table[:, used], cases, seed), used, slopes, offset, described)


def _cases(job: Job, labels: Labels, seed: int) -> Cases:
    """The answers, the rivals of what was called the same, and as many sure cases of either kind as answers."""
    said, same = np.flatnonzero(labels != UNSAID), labels == SAME
    unsaid = labels == UNSAID
    rivals = np.flatnonzero(_rivals(job, same) & unsaid)
    ahead = chosen(job)
    behind = np.ones(len(job), bool) if job.source is None else ~ahead
    chance = np.random.default_rng(seed)
    far = _some(np.flatnonzero(unsaid & behind & (job.scored.weight <= -SURE)), 2 * len(said), chance)
    near = _some(np.flatnonzero(unsaid & ahead & (job.scored.weight >= SURE)), len(said), chance)
    far = far[~np.isin(far, rivals)]
    parts = [(said, "said"), (rivals, "rival"), (far, "sure"), (near, "sure")]
    rows = np.concatenate([part for part, _ in parts])
    truth = np.concatenate([same[said], np.zeros(len(rivals) + len(far), bool), np.ones(len(near), bool)])
    return Cases(rows, truth, np.concatenate([np.full(len(part), ACCOUNT[kind]) for part, kind in parts]))


def _rivals(job: Job, same: Flags) -> Flags:
    """The other pairs of records whose partner is known, in a job where each has at most one."""
    if job.source is None:
        return np.zeros(len(job), bool)
    one, other = seats(job.left, job.right, job.source)
    return np.asarray((np.isin(one, one[same]) | np.isin(other, other[same])) & ~same)


def _some(rows: Indices, most: int, chance: np.random.Generator) -> Indices:
    return rows if len(rows) <= most else np.sort(chance.choice(rows, most, replace=False))


def _tells(column: Floats) -> bool:
    """A trait that all cases lack, or have alike, tells nothing."""
    present = column[~np.isnan(column)]
    return len(np.unique(present)) > 1


def _grown(table: Floats, cases: Cases, seed: int) -> tuple[Any, ...]:
    """Trees that never contradict a rising trait."""
    # Imported here because it takes a second and much memory: only who learns pays that.
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    grown = []
    with threadpool_limits(1):  # a few hundred cases: more threads would only wait for each other
        for number in range(FORESTS):
            trees = HistGradientBoostingClassifier(
                max_leaf_nodes=8, min_samples_leaf=4, learning_rate=0.1, max_iter=60, l2_regularization=3.0,
                max_features=0.5, monotonic_cst=np.ones(table.shape[1], np.int8), early_stopping=False,
                random_state=seed + number,
            )  # fmt: skip
            grown.append(trees.fit(table, cases.same, sample_weight=cases.account))
    return tuple(grown)


def _opinion(trees: tuple[Any, ...], table: Floats) -> Doubles:
    """The mean log odds (natural) that the trees give each row."""
    return np.asarray(np.mean([each.decision_function(table) for each in trees], axis=0))


def _unseen_opinion(table: Floats, cases: Cases, seed: int) -> Doubles:
    """What trees say of each case that were grown without it, in folds with the same share of either answer."""
    fold = np.empty(len(cases.rows), np.int64)
    chance = np.random.default_rng(seed)
    for kind in (True, False):
        rows = np.flatnonzero(cases.same == kind)
        fold[chance.permutation(rows)] = np.arange(len(rows)) % FOLDS
    opinion = np.empty(len(fold))
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        part = Cases(cases.rows[seen], cases.same[seen], cases.account[seen])
        opinion[unseen] = _opinion(_grown(table[seen], part, seed), table[unseen])
    return opinion


def _calibrated(table: Doubles, cases: Cases) -> tuple[tuple[float, float], float]:
    """Slopes, never negative, and offset of the log odds that fit the cases best (logistic regression)."""
    from scipy.optimize import minimize

    spread = np.maximum(table.std(axis=0), 1e-9)
    scaled = np.column_stack([table / spread, np.ones(len(table))])
    sign = np.where(cases.same, 1.0, -1.0)

    def loss(slopes: Doubles) -> tuple[float, Doubles]:
        odds = scaled @ slopes * sign
        held_back = np.append(slopes[:2], 0.0)
        pull = -(cases.account * sign / (1.0 + np.exp(np.clip(odds, -500, 500)))) @ scaled
        return float(cases.account @ np.logaddexp(0.0, -odds) + 0.05 * held_back @ held_back), pull + 0.1 * held_back

    bounds = [(0.0, None), (0.0, None), (None, None)]
    found = minimize(loss, np.array([1.0, 1.0, 0.0]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return (float(found[0] / spread[0]), float(found[1] / spread[1])), float(found[2])


def outranked(weight: Floats, labels: Labels) -> Floats:
    """The weights with what people said above what any scorer says: their *same* and *different* outweigh everything.

    Given to one-to-one assignment, an answered pair takes its records' places, or leaves them to others.
    """
    told = np.where(labels == SAME, TOLD, np.where(labels == DIFFERENT, -TOLD, weight))
    return np.asarray(told, np.float32)
