"""The two sides of a chunk of pairs, as one comparison sees them, and the steps all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from apps.matching.columns import Column, Columns, Parts, few
from apps.matching.letters import Bound, letters_of, may_be_edits, may_be_words_alike, may_share, overlap
from apps.matching.types import Codes, Flags, Floats, Indices

Grade = Callable[[Column, Codes, Codes], Floats]
Chance = tuple[Bound, float]


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
        if len(self.features) == 1:
            return self.columns[self.features[0]].codes.take(side)[None]
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


def grade_single(sides: Sides, grade: Grade | None, best: float = 1.0) -> Floats:
    """Grade one feature: equal values get `best`, missing ones nothing, all others what `grade` says of their codes.

    Where a feature holds several values the best pair of values counts. Without `grade` all others get 0.
    """
    grades, equal, present = silent(len(sides)), sides.equal(), sides.present()
    np.copyto(grades, equal * np.float32(best), where=present)
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
    rows = hopeful(column, left, right, (measure.bound, floor)) if floor > 0 else slice(None)
    texts = column.texts()
    one, other = texts[left[rows]], texts[right[rows]]
    if len(one):
        found[rows] = process.cpdist(one, other, scorer=measure.scorer, score_cutoff=floor, dtype=np.float32)
    return found


def edits(column: Column, left: Codes, right: Codes, most: int) -> Codes:
    """Number of edits between values (insert, delete, replace, swap neighbours); more than `most` counts most + 1."""
    if few(len(left)):
        return np.array([OSA.distance(*texts, score_cutoff=most) for texts in column.pairs(left, right)], np.int32)
    found = np.full(len(left), most + 1, np.int32)
    rows = hopeful(column, left, right, (may_be_edits, most))
    texts = column.texts()
    one, other = texts[left[rows]], texts[right[rows]]
    if len(one):
        found[rows] = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=most, dtype=np.int32)
    return found


def hopeful(column: Column, left: Codes, right: Codes, *chances: Chance) -> Indices:
    """The rows whose letters leave one of the chances: a bound and the limit to keep."""
    seen = overlap(letters_of(column), left, right)
    found = chances[0][0](seen, chances[0][1])
    for bound, limit in chances[1:]:
        found |= bound(seen, limit)
    return found.nonzero()[0]


def by_distinct_pairs(left: Codes, right: Codes, decide: Callable[[int, int], float]) -> Floats:
    """Ask a slow question once per distinct pair of codes and spread the answers."""
    pairs, inverse = np.unique(left.astype(np.int64) << 32 | right.astype(np.int64), return_inverse=True)
    answers = np.fromiter((decide(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in pairs), np.float32, len(pairs))
    return answers[inverse]


def both(left: Codes, right: Codes) -> Flags:
    """True where neither side is missing."""
    present: Flags = (left > 0) & (right > 0)
    return present


def same(left: Codes, right: Codes) -> Flags:
    """True where both sides hold the same value."""
    agree: Flags = (left == right) & (left > 0)
    return agree
