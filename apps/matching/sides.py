"""The two sides of a chunk of pairs, as one comparison sees them, and the steps all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from apps.matching.columns import Column, Columns, Parts, few
from apps.matching.letters import Bound, apart, letters_of, may_be_edits, may_be_words_alike, may_share, overlap
from apps.matching.types import Codes, Flags, Floats, Indices

Steps = NDArray[np.int8]
Grade = Callable[[Column, Codes, Codes], Floats]


@dataclass(frozen=True, slots=True)
class Sides:
    """A chunk of pairs (left[i], right[i]) of records, restricted to the features of one comparison.

    Grades below `floor` may be reported as 0. `looked` keeps the codes that were looked up.
    """

    columns: Columns
    left: Indices
    right: Indices
    features: tuple[str, ...]
    floor: float = 0.0
    token_weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    frequencies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    looked: list[tuple[Codes, Codes]] = field(default_factory=list, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, position: int = 0) -> tuple[Column, Codes, Codes]:
        """The column of one feature and its codes on both sides."""
        if not self.looked:
            self.looked.extend(zip(*(self._codes(side) for side in (self.left, self.right)), strict=True))
        return self.columns[self.features[position]], *self.looked[position]

    def _codes(self, side: Indices) -> Codes:
        """Codes of all features of one side (features by n)."""
        return np.ascontiguousarray(self.columns.rows(self.features).take(side, axis=0).T)

    def codes_at(self, rows: Indices, position: int = 0) -> tuple[Column, Codes, Codes]:
        """The column of one feature and its codes on both sides of some of the pairs."""
        column, left, right = self.codes(position)
        return column, left.take(rows), right.take(rows)

    def present(self, position: int = 0) -> Flags:
        """Where both sides have the feature."""
        _, left, right = self.codes(position)
        return both(left, right)

    def equal(self, position: int = 0) -> Flags:
        """Where both sides have the same value of the feature."""
        _, left, right = self.codes(position)
        return same(left, right)

    def has(self, position: int) -> bool:
        """True when the comparison was given a feature at this position."""
        return position < len(self.features)

    def are_silent(self) -> bool:
        """True where the one feature is missing on a side of every pair: no pair has a grade."""
        return len(self.features) == 1 and (len(self.columns[self.features[0]]) == 1 or not self.present().any())


@dataclass(frozen=True, slots=True)
class Measure:
    """A similarity of texts from 0 to 1, and what their letters say about how high it can be."""

    scorer: Any
    bound: Bound


WORDS_ALIKE: Final = Measure(JaroWinkler.normalized_similarity, may_be_words_alike)
LETTERS_SHARED: Final = Measure(Indel.normalized_similarity, may_share)


def silent(size: int) -> Floats:
    """Grades that say nothing yet: missing, written as NaN."""
    grades = np.empty(size, np.float32)
    grades.fill(np.nan)
    return grades


def told(present: Flags, equal: Flags, best: float = 1.0) -> Floats:
    """Grades of pairs that have a value on both sides or not, the same one or another."""
    return np.array([np.nan, 0, best], np.float32).take(present.view(np.int8) + equal)


def raise_to(found: Steps, *outcomes: tuple[int, Flags]) -> None:
    """Lift every pair to the best outcome that fits. Arithmetic goes ten times as fast as writing where a flag is."""
    for step, fits in outcomes:
        np.maximum(found, fits * np.int8(step), out=found)


def grade_single(sides: Sides, grade: Grade | None, best: float = 1.0) -> Floats:
    """Grade one feature: equal values get `best`, missing ones nothing, all others what `grade` says of their codes.

    Where a feature holds several values the best pair of values counts. Without `grade` all others get 0.
    """
    equal, present = sides.equal(), sides.present()
    grades = told(present, equal, best)
    column, _, _ = sides.codes()
    if grade is None and not column.several():
        return grades
    todo = (present ^ equal).nonzero()[0]
    if len(todo):
        column, left, right = sides.codes_at(todo)
        if column.several():
            grades[todo] = best_of_parts(column.parts(), left, right, grade, best)
        elif grade:
            grades[todo] = grade(column, left, right)
    return grades


def best_of_parts(parts: Parts, left: Codes, right: Codes, grade: Grade | None, best: float) -> Floats:
    """The best grade among all combinations of one value of the left with one of the right, per pair."""
    across = parts.count[right]
    combinations = parts.count[left] * across
    starts = np.cumsum(combinations) - combinations
    pair = np.repeat(np.arange(len(left)), combinations)
    offset = np.arange(len(pair)) - starts[pair]
    one = parts.codes[parts.start[left][pair] + offset // across[pair]]
    other = parts.codes[parts.start[right][pair] + offset % across[pair]]
    grades = np.full(len(pair), best, dtype=np.float32)
    unlike = (one != other).nonzero()[0]
    grades[unlike] = grade(parts.column, one[unlike], other[unlike]) if grade else 0.0
    return np.asarray(np.maximum.reduceat(grades, starts))


def similarity(column: Column, left: Codes, right: Codes, measure: Measure, floor: float) -> Floats:
    """Similarity 0..1 of value pairs; below `floor` it is 0."""
    if few(len(left)):
        scorer = measure.scorer
        return np.array([scorer(*texts, score_cutoff=floor) for texts in column.pairs(left, right)], np.float32)
    found = np.zeros(len(left), np.float32)
    may = measure.bound(overlap(letters_of(column), left, right), floor) if floor > 0 else np.ones(len(left), bool)
    rows = may.nonzero()[0]
    found[rows] = measured(column, left[rows], right[rows], measure.scorer, floor)
    return found


def edits(column: Column, left: Codes, right: Codes, most: int) -> Codes:
    """Number of edits between values (insert, delete, replace, swap neighbours); more than `most` counts most + 1."""
    if few(len(left)):
        return np.array([OSA.distance(*texts, score_cutoff=most) for texts in column.pairs(left, right)], np.int32)
    found, letters = np.full(len(left), most + 1, np.int32), letters_of(column)
    rows = (apart(letters, left, right) <= 2 * most).nonzero()[0]  # an edit mends a character of either side
    rows = rows[may_be_edits(overlap(letters, left[rows], right[rows]), most)]
    found[rows] = measured(column, left[rows], right[rows], OSA.distance, most)
    return found


def measured(column: Column, left: Codes, right: Codes, scorer: Any, cutoff: float) -> Floats:
    """What a scorer says of the texts of value pairs: it looks once at a pair of values that comes up again."""
    if not len(left):
        return np.zeros(0, np.float32)
    one, other, inverse = distinct_pairs(left, right)
    texts = column.texts(one), column.texts(other)
    return np.asarray(process.cpdist(*texts, scorer=scorer, score_cutoff=cutoff, dtype=np.float32))[inverse]


def by_distinct_pairs(left: Codes, right: Codes, decide: Callable[[int, int], float]) -> Floats:
    """Ask a slow question once per distinct pair of codes and spread the answers."""
    one, other, inverse = distinct_pairs(left, right)
    return np.fromiter(map(decide, one.tolist(), other.tolist()), np.float32, len(one))[inverse]


def distinct_pairs(left: Codes, right: Codes) -> tuple[Codes, Codes, Indices]:
    """Every pair of codes once, and for each of the pairs given the place of its like."""
    pairs, inverse = np.unique(left.astype(np.int64) << 32 | right, return_inverse=True)
    return (pairs >> 32).astype(np.int32), pairs.astype(np.int32), inverse


def both(left: Codes, right: Codes) -> Flags:
    """True where neither side is missing."""
    present: Flags = (left > 0) & (right > 0)
    return present


def same(left: Codes, right: Codes) -> Flags:
    """True where both sides hold the same value."""
    agree: Flags = (left == right) & (left > 0)
    return agree
