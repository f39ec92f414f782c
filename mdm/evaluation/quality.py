"""How good scored pairs are, at one threshold and at the best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.score import probability
from apps.matching.types import Flags, Floats, Indices

WORTH: Final = 0.001
"""F1 that another threshold than even odds must promise."""

TELLING: Final = 2
"""Pairs that another threshold must promise by what look-alikes tell: one is luck."""


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Pairwise precision, recall and F1 of the pairs that weigh at least `threshold` bits."""

    threshold: float
    precision: float
    recall: float
    f1: float

    def figures(self) -> dict[str, float]:
        return {
            "threshold": round(self.threshold, 3),
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


def at(threshold: float, weight: Floats, right: Flags, true_pairs: int) -> AtThreshold:
    """Quality of n weighed pairs, of which `right` are true, out of `true_pairs` there are."""
    found = weight >= threshold
    return _quality(threshold, int(right[found].sum()), int(found.sum()), true_pairs)


def best(weight: Floats, right: Flags, true_pairs: int) -> AtThreshold:
    """Quality at the threshold with the highest F1, chosen with the truth in hand."""
    if not len(weight) or not right.any():
        return at(0.0, weight, right, true_pairs)
    order = np.argsort(-weight, kind="stable")
    hits = np.cumsum(right[order])
    taken = np.arange(1, len(order) + 1)
    f1 = 2 * hits / (taken + true_pairs)
    f1[:-1][weight[order][:-1] == weight[order][1:]] = -1.0  # pairs of equal weight are taken together
    top = int(np.argmax(f1))
    return _quality(float(weight[order[top]]), int(hits[top]), top + 1, true_pairs)


def promising(weight: Floats) -> float:
    """The threshold whose F1 the weights themselves expect to be highest, 2 Σ p / (pairs found + matches expected).

    Even odds where pairs are told apart well; where they are not, less, because half a chance of a match is worth more
    than leaving it out (Lipton, Elkan and Naryanaswamy 2014: half of the F1 that can be reached).
    """
    order = np.sort(weight)[::-1]
    likely = probability(order).astype(np.float64)
    return lowered(order, 2 * np.cumsum(likely) / (np.arange(1, len(order) + 1) + likely.sum()))


def lowered(weight: Floats, f1: NDArray[np.float64], pairs: int = 0) -> float:
    """Even odds, or the lower of these weights (falling) from which on more F1 is expected, if that is worth it.

    It is when as much is gained as by so many more true `pairs` among those found at even odds.
    """
    even = int((weight >= 0).sum())
    gained = f1.max(initial=0.0) - (f1[even - 1] if even else 0.0)
    return min(float(weight[int(np.argmax(f1))]), 0.0) if gained > max(WORTH, pairs / max(even, 1)) else 0.0


def _quality(threshold: float, hits: int, found: int, true_pairs: int) -> AtThreshold:
    precision = hits / found if found else 1.0
    recall = hits / true_pairs if true_pairs else 1.0
    f1 = 2 * hits / (found + true_pairs) if found or true_pairs else 1.0  # nothing to find, and nothing found
    return AtThreshold(threshold, precision, recall, f1)


def is_true(left: Indices, right: Indices, truth: Sequence[tuple[int, int]], records: int) -> Flags:
    """True for the pairs that the truth lists, whichever way round."""
    listed = np.array([one * records + other for one, other in truth], np.int64)
    return np.isin(np.minimum(left, right).astype(np.int64) * records + np.maximum(left, right), listed)


def groups_of(pairs: Sequence[tuple[int, int]], records: int) -> list[int]:
    """A group number per record: records tied by pairs, directly or through others, share one."""
    group = list(range(records))

    def root(record: int) -> int:
        while group[record] != record:
            group[record] = group[group[record]]
            record = group[record]
        return record

    for one, other in pairs:
        group[root(one)] = root(other)
    return [root(record) for record in range(records)]
