"""What identifies answers by itself whether two records are one: answers that no person gave, to judge weights by.

Two records of one VAT number are the same, and two of different birth dates are not, whatever else they share. By what
the other comparisons say of such pairs it shows how often weights are right about pairs that nothing identifies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.patterns import Patterns
from apps.matching.tally import vetoed
from apps.matching.types import Comparison, Flags, Floats, LevelMatrix, MatchSpec

HARDLY: Final = 1e-6
"""Two different things that agree in it are as rare as this: a comparison that identifies, if declared so or not."""

AGAINST: Final = -5.0
"""Bits that a difference must weigh to tell things apart, unless it forbids a match."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of some pairs: what they weigh (n), and whether they are the same (n)."""

    weight: Floats
    same: Flags

    def __len__(self) -> int:
        return len(self.same)

    def among(self, least: float) -> Flags:
        """Of the pairs that weigh at least so much, which are the same."""
        return np.asarray(self.same[self.weight >= least])

    def wrong(self, least: float) -> float:
        """The share of different things among the pairs that weigh at least so much."""
        found = self.among(least)
        return float(np.mean(~found)) if len(found) else 0.0

    def found(self, least: float) -> float:
        """The share of what is the same that weighs at least so much."""
        return float(self.among(least).sum()) / max(int(self.same.sum()), 1)


def denied(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Flags:
    """True for the rows of levels (n by k) that are no matches: one forbids it, or what identifies is different."""
    found = vetoed(comparisons, levels)
    for place in _identifying(comparisons):
        found |= levels[:, place] == len(comparisons[place].levels) - 1
    return found


def answers(spec: MatchSpec, found: Patterns, weight: Floats) -> Answers:
    """What identifies says of pairs (n) with these patterns and weights in bits (n), and what they weigh without it.

    Pairs that something else forbids are left out. A pair is there as often as something identifies it.
    """
    parts = list(_answered(spec.comparisons, found, weight))
    if not parts:
        return Answers(np.zeros(0, np.float32), np.zeros(0, bool))
    weights, same = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Answers(weights, same)


def _answered(
    comparisons: Sequence[Comparison], found: Patterns, weight: Floats
) -> Iterator[tuple[Floats, NDArray[np.bool_]]]:
    for place in _identifying(comparisons):
        mine, levels = comparisons[place], found.levels[:, place]
        others = [k for k in range(len(comparisons)) if k != place]
        forbidden = vetoed([comparisons[k] for k in others], found.levels[:, others])
        said = ((levels == 0) | (levels == len(mine.levels) - 1)) & ~forbidden
        rows = said[found.of_pair]
        level = levels[found.of_pair[rows]]
        bits = np.array([each.weight for each in mine.levels], np.float32)
        yield weight[rows] - bits[level], level == 0


def _identifying(comparisons: Sequence[Comparison]) -> list[int]:
    """The comparisons that tell the same by agreement, and different things by difference."""
    return [
        place
        for place, each in enumerate(comparisons)
        if (each.identifies or (each.chance and each.chance[0] <= HARDLY))
        and (each.levels[-1].veto or each.levels[-1].weight <= AGAINST)
    ]
