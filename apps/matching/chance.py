"""What happens by chance, as far as that is known beforehand: how often two different things look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.tally import Doubles, declared_weights, shares, tally
from apps.matching.types import Comparison, LevelMatrix

RARE: Final = 1e-3
"""How rare an outcome must be among different things for matches to show in how often it is seen."""

FEW: Final = 4
"""Comparisons up to which what is declared of chance is needed; more of them tell by themselves what matches are."""

HEARD: Final = 0.05
"""Share of the candidates in which a comparison speaks that has a say."""

TWOFOLD: Final = 2.0
"""What is seen so many times as often as declared is another world than the declared one."""

WRONG: Final = 0.1
"""Of the records of one thing at least so many may differ in all else: somebody wrote another birth date."""

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
        if not comparison.grades_rarity
        and not comparison.given
        and max(level.weight for level in comparison.levels) > 0
        and row.sum() > HEARD * speaking
    ]


def is_needed(speaking: Sequence[Comparison]) -> bool:
    """Whether what is declared of chance helps: few comparisons speak, and it is declared of some of them."""
    return len(speaking) <= FEW and any(comparison.chance for comparison in speaking)


@dataclass(frozen=True, slots=True)
class Apart:
    """Per level of one comparison: the `pairs` that differ in all else, and what share of matches is so `wrong`."""

    pairs: Doubles
    wrong: Doubles

    @classmethod
    def of_each(cls, comparisons: Sequence[Comparison], levels: LevelMatrix, counts: Doubles) -> list[Apart]:
        """Of every comparison, from counted patterns (p by k; p)."""
        rows = zip(comparisons, levels.T, weight_against(comparisons, levels).T, strict=True)
        return [cls._of(len(comparison.levels), level, weight, counts) for comparison, level, weight in rows]

    @classmethod
    def _of(cls, size: int, level: LevelMatrix, weight: Doubles, counts: Doubles) -> Apart:
        """A match differs in all else as much less often than two different things as that weighs against it."""
        mine = weight < 0
        counted = np.column_stack((counts, counts * np.exp2(weight)))[mine].T
        pairs, wrong = (tally(level[mine, np.newaxis], [size], row)[0] for row in counted)
        return cls(pairs, np.clip(wrong / np.maximum(pairs, 1.0), WRONG, 0.5))

    def chance(self, seen: Doubles, declared: Doubles) -> Doubles:
        """How rare each level is by chance: what matches may hide among the pairs is left out.

        All pairs `seen` that are not apart are taken for matches; what is declared counts as much as the pairs among
        which one such pair is expected.
        """
        hidden = (seen - self.pairs) * self.wrong / (1.0 - self.wrong)
        many = 1.0 / np.where(declared > 0, declared, 1.0)
        return np.asarray((np.maximum(self.pairs - hidden, 0.0) + 1.0) / (self.pairs.sum() + many))


@dataclass(frozen=True, slots=True)
class Chance:
    """What is known of one comparison's levels among different things: `shares`, and where those are `declared`.

    Outcomes that are rare in the world are as rare as declared: that so many birthdays are shared here is what matches
    look like. What is common (a town, another name) depends on where records come from.
    """

    shares: Doubles
    declared: Doubles

    @classmethod
    def of(cls, comparison: Comparison, seen: Doubles, apart: Apart | None = None) -> Chance:
        """From how often each level was seen among all pairs; `declared` is 0 where nothing is known.

        Where the pairs `apart` in all else are many more than declared, and more than matches can be among them, they
        say how rare a level is here: where of many births only the year is known, birthdays are shared by chance, and
        where three family names are borne by half of the people, so are names.
        """
        found = shares(seen + 1.0 / len(seen))
        declared = np.array(comparison.chance or [0.0] * len(seen))
        declared = np.where(declared <= RARE, declared, 0.0)
        if apart is not None:
            here = apart.chance(seen, declared)
            declared = np.where((declared > 0) & (here > TWOFOLD * declared), here, declared)
        return cls(shares(np.where(declared > 0, declared, found)), declared)

    def beside(self, counted: Doubles) -> Doubles:
        """Shares of the levels among so many pairs taken for different things, and in the world."""
        here = shares(counted)
        return shares(np.where(self.declared > 0, (here + WORLD * self.declared) / (1 + WORLD), here))


def weight_against(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Doubles:
    """What all else weighs against a match (bits, p by k), seen from each comparison; 0 where some speaks for one.

    How rare a value is has no voice of its own.
    """
    declared = declared_weights(comparisons, levels) * [not comparison.grades_rarity for comparison in comparisons]
    pro, contra = declared > 0, np.minimum(declared, 0.0)
    none_for = pro.sum(axis=1, keepdims=True) == pro
    return np.where(none_for, contra.sum(axis=1, keepdims=True) - contra, 0.0)
