"""Counts of levels and the shares they give: what every way of estimating weights has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.types import Comparison, Flags, LevelMatrix

Doubles = NDArray[np.float64]

MATCHES_OF_PRIOR: Final = 20.0
"""The weights so far count as much as this many matches seen: a small batch leans on them, a large one does not."""


def tally(levels: LevelMatrix, sizes: Sequence[int], weights: Doubles) -> list[Doubles]:
    """Weight of every level of k comparisons with so many levels each, from n weighed rows of levels (n by k).

    What is missing says nothing.
    """
    return [
        np.bincount(levels[:, k] + 1, weights, minlength=size + 1)[1:].astype(np.float64)
        for k, size in enumerate(sizes)
    ]


def shares(row: Doubles) -> Doubles:
    """Counts as shares of their sum."""
    found: Doubles = row / row.sum()
    return found


def falling(values: Doubles, weights: Doubles) -> Doubles:
    """The nearest row that never rises (weighted least squares): neighbours that rise are averaged together.

    Pool adjacent violators (Ayer and others 1955).
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (one, w1, n1), (other, w2, n2) = blocks[-2:]
            blocks[-2:] = [((one * w1 + other * w2) / (w1 + w2), w1 + w2, n1 + n2)]
    return np.repeat([value for value, _, _ in blocks], [size for _, _, size in blocks])


def declared_weights(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Doubles:
    """What each of the levels (n by k) is declared to weigh (n by k), 0 where it is missing."""
    weights = [np.array([*(level.weight for level in comparison.levels), 0.0]) for comparison in comparisons]
    return np.column_stack([row[mine] for row, mine in zip(weights, levels.T, strict=True)])


def vetoed(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Flags:
    """True for the rows of levels (n by k) of which one forbids a join."""
    found = np.zeros(len(levels), bool)
    for comparison, row in zip(comparisons, levels.T, strict=True):
        found |= np.array([level.veto for level in comparison.levels] + [False])[row]
    return found
