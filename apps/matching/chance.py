"""What happens by chance, as far as that is known beforehand: how often two different things look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.tally import Doubles, declared_weights, shares
from apps.matching.types import Comparison, Flags, LevelMatrix

RARE: Final = 1e-3
"""How rare an outcome must be among different things for matches to show in how often it is seen."""

FEW: Final = 4
"""Comparisons up to which what is declared of chance is needed; more of them tell by themselves what matches are."""

HEARD: Final = 0.05
"""Share of the candidates in which a comparison speaks that has a say."""

TENFOLD: Final = 10.0
"""What is declared of chance may be a few times off anywhere; so much more is another world than the declared one."""

WORLD: Final = 3.0
"""What is declared of chance counts as much as three batches like this one: two or three comparisons cannot tell by
themselves what is chance and what are matches."""


def voices(comparisons: Sequence[Comparison], heard: Sequence[Doubles]) -> list[Comparison]:
    """The comparisons that speak for matches in more than a few candidates, given how many show each level.

    How rare what agrees is has no voice of its own, nor has a question that is asked of some pairs apart.
    """
    speaking = max((row.sum() for row in heard), default=0.0)
    return [
        comparison
        for comparison, row in zip(comparisons, heard, strict=True)
        if comparison.kind != "rarity"
        and not comparison.given
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
    def of(cls, comparison: Comparison, seen: Doubles, apart: Doubles | None = None) -> Chance:
        """From how often each level was seen among all pairs; `declared` is 0 where nothing is known.

        Where most pairs at a level are `apart` in all else, and they are many more than declared, they say how rare it
        is here: where of many births only the year is known, birthdays are shared by chance.
        """
        found = shares(seen + 1.0 / len(seen))
        declared = np.array(comparison.chance or [0.0] * len(seen))
        declared = np.where(declared <= RARE, declared, 0.0)
        if apart is not None:
            here = _blended(declared, apart)
            elsewhere = (declared > 0) & (apart > seen / 2) & (here > TENFOLD * declared)
            declared = np.where(elsewhere, here, declared)
        return cls(shares(np.where(declared > 0, declared, found)), declared)

    def beside(self, counted: Doubles) -> Doubles:
        """Shares of the levels among so many pairs taken for different things, and in the world."""
        here = shares(counted)
        return shares(np.where(self.declared > 0, (here + WORLD * self.declared) / (1 + WORLD), here))


def _blended(declared: Doubles, seen: Doubles) -> Doubles:
    """Chances as seen, where what is declared counts as much as the pairs among which one such pair is expected."""
    many = 1.0 / np.where(declared > 0, declared, 1.0)
    blended: Doubles = (seen + 1.0) / (seen.sum() + many)
    return blended


def apart_in_all_else(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Flags:
    """Which patterns differ in all else, seen from each comparison (levels and flags: p by k).

    Some other comparison speaks against a match, and none for it; how rare a value is has no voice of its own.
    """
    declared = declared_weights(comparisons, levels) * [comparison.kind != "rarity" for comparison in comparisons]
    pro, contra = declared > 0, declared < 0
    none_for = pro.sum(axis=1, keepdims=True) == pro
    some_against = contra.sum(axis=1, keepdims=True) > contra
    return np.asarray(none_for & some_against)
