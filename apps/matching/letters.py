"""What the letters of two values tell before the values are compared: how alike they can be at best.

Comparing two texts costs some 150 ns and more, looking at their letters a fifth of it. Most candidates differ so
plainly that the letters settle it. All bounds are safe: a pair that would reach the floor is never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column
from apps.matching.runs import Runs, characters
from apps.matching.types import Codes, Flags

_OFTEN: Final = "0123456789eariotnslcudpmhgbf"
_SELDOM: Final = "jkqvwxyz"
_CLASSES: Final = [36 + code % 28 for code in range(128)]
for _place, _letter in enumerate(_OFTEN + _SELDOM):
    _CLASSES[ord(_letter)] = _place
_MARKS: Final = np.array([1 << place for place in _CLASSES], np.uint64)
"""The mark of every character; those beyond ASCII share the last."""
_FREQUENT: Final = np.uint64((1 << len(_OFTEN)) - 1)

_SLACK: Final = np.float32(1e-4)
"""Bounds are kept looser by this much, so that rounding leaves nobody out."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Per distinct value (v): 64 marks, the first four characters (their lower 8 bits, 32 bits in all), the length.

    Marks 0 to 35 say that a letter or digit occurs, marks 36 to 63 that a frequent one occurs again or that some other
    character occurs. Every mark one value has and the other lacks stands for one character without a partner. `half` is
    half the length, at least 2.
    """

    marks: NDArray[np.uint64]
    start: NDArray[np.uint32]
    length: NDArray[np.int32]
    half: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pairs of values: lengths of both sides, and how many characters of each have a partner at most."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    one_kept: NDArray[np.int32]
    other_kept: NDArray[np.int32]
    start: NDArray[np.uint32]

    def common(self) -> NDArray[np.int32]:
        """The most characters that the two can have in common."""
        return np.asarray(np.minimum(self.one_kept, self.other_kept))


Bound = Callable[[Overlap, float], Flags]


def letters_of(column: Column) -> Letters:
    """The letters of a column's distinct values, derived once."""
    return column.once("letters", lambda: _letters(column.values))


def _letters(values: Sequence[str]) -> Letters:
    parts = [(*_marks_and_start(runs), runs.length.astype(np.int32)) for runs in characters(values)]
    marks, start, length = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Letters(marks, start, length, np.clip(length // 2, 2, 64).astype(np.uint8))


def _marks_and_start(runs: Runs) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    order = runs.longest_first()
    once, again = np.zeros((2, len(order)), np.uint64)
    start = np.zeros(len(order), np.uint32)
    for marks in replace(runs, numbers=_MARKS.take(runs.numbers, mode="clip")).places(order):
        before = once[: len(marks)]
        again[: len(marks)] |= before & marks
        before |= marks
    for place, points in enumerate(runs.first(4).places(order)):
        start[: len(points)] |= (points.astype(np.uint32) & np.uint32(0xFF)) << np.uint32(8 * place)
    back = np.argsort(order)
    return (once | (again & _FREQUENT) << np.uint64(36))[back], start[back]


def apart(letters: Letters, left: Codes, right: Codes) -> NDArray[np.uint8]:
    """The first and quickest look at pairs of values: how many characters have no partner, on both sides together."""
    return np.asarray(np.bitwise_count(letters.marks.take(left) ^ letters.marks.take(right)))


def may_lack(letters: Letters, left: Codes, right: Codes) -> NDArray[np.uint8]:
    """How many characters of two words may have no partner where the words are alike.

    Jaro-Winkler of 0.9 leaves without a partner at most half as many characters as the longer word has (of a and b
    characters m ≥ 3 a b / 2 (a + b) match, whatever the beginning), one edit leaves two.
    """
    return np.asarray(np.maximum(letters.half.take(left), letters.half.take(right)))


def overlap(letters: Letters, left: Codes, right: Codes) -> Overlap:
    """Look at the letters of pairs of values, given by their codes."""
    one, other = letters.marks.take(left), letters.marks.take(right)
    differ = one ^ other
    lengths = letters.length.take(left), letters.length.take(right)
    one_kept, other_kept = lengths[0] - np.bitwise_count(differ & one), lengths[1] - np.bitwise_count(differ & other)
    return Overlap(*lengths, one_kept, other_kept, letters.start.take(left) ^ letters.start.take(right))


def may_be_edits(seen: Overlap, most: float) -> Flags:
    """True unless more than `most` characters of a side have no partner: each edit mends one of either side."""
    limit = int(most)
    return np.asarray(
        (seen.one_kept >= seen.one - limit)
        & (seen.other_kept >= seen.other - limit)
        & (np.abs(seen.one - seen.other) <= limit)
    )


def may_share(seen: Overlap, floor: float) -> Flags:
    """True where the share of characters in common, in order (Indel similarity 2 c / (a + b)), can reach the floor."""
    total = (seen.one + seen.other).astype(np.float32)
    return np.asarray(2 * seen.common() >= (np.float32(floor) - _SLACK) * total)


def may_be_words_alike(seen: Overlap, floor: float) -> Flags:
    """True where Jaro-Winkler can reach the floor: m matches give (m / a + m / b + 1) / 3 at most; the start adds.

    With p equal first characters (at most 4) the Jaro part j must satisfy j + 0.1 p (1 - j) ≥ floor.
    """
    start = seen.start
    prefix = ((start & 0xFF) == 0).astype(np.int8)
    for mask in (0xFFFF, 0xFFFFFF, 0xFFFFFFFF):
        prefix += (start & np.uint32(mask)) == 0
    needed = np.array([3 * (floor - 0.1 * p) / (1 - 0.1 * p) - 1 for p in range(5)], np.float32)[prefix] - _SLACK
    one, other = seen.one.astype(np.float32), seen.other.astype(np.float32)
    return np.asarray(seen.common() * (one + other) >= needed * one * other)
