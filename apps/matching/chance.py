"""What happens by chance, as far as that is known beforehand: how often two different things look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.tally import Doubles, shares
from apps.matching.types import Comparison

RARE: Final = 1e-3
"""How rare an outcome must be among different things for matches to show in how often it is seen."""

FEW: Final = 4
"""Comparisons up to which what is declared of chance is needed; more of them tell by themselves what matches are."""

HEARD: Final = 0.05
"""Share of the candidates in which a comparison speaks that has a say."""

WORLD: Final = 3.0
"""What is declared of chance counts as much as three batches like this one: two or three comparisons cannot tell by
themselves what is chance and what are matches."""


def voices(comparisons: Sequence[Comparison], heard: Sequence[Doubles]) -> list[Comparison]:
    """The comparisons that speak for matches in more than a few candidates, given how many show each level.

    How rare what agrees is has no voice of its own.
    """
    speaking = max((row.sum() for row in heard), default=0.0)
    return [
        comparison
        for comparison, row in zip(comparisons, heard, strict=True)
        if comparison.kind != "rarity"
        and max(level.weight for level in comparison.levels) > 0
        and row.sum() > HEARD * speaking
    ]


def is_needed(speaking: Sequence[Comparison]) -> bool:
    """Whether what is declared of chance helps: few comparisons speak, and it is declared of some of them."""
    return len(speaking) <= FEW and any(comparison.chance for comparison in speaking)


@dataclass(frozen=True, slots=True)
class Chance:
    """What is known of one comparison's levels among different things: `shares`, and where those are `declared`.

    Outcomes that are rare in the world are as rare as declared: that so many birthdays are shared here is what matches
    look like. What is common (a town, another name) depends on where records come from.
    """

    shares: Doubles
    declared: Doubles

    @classmethod
    def of(cls, comparison: Comparison, seen: Doubles) -> Chance:
        """From how often each level was seen among all pairs; `declared` is 0 where nothing is known."""
        found = shares(seen + 1.0 / len(seen))
        declared = np.array(comparison.chance or [0.0] * len(seen))
        declared = np.where(declared <= RARE, declared, 0.0)
        return cls(shares(np.where(declared > 0, declared, found)), declared)

    def beside(self, counted: Doubles) -> Doubles:
        """Shares of the levels among so many pairs taken for different things, and in the world."""
        here = shares(counted)
        return shares(np.where(self.declared > 0, (here + WORLD * self.declared) / (1 + WORLD), here))
