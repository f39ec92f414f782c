"""The two sides of a chunk of pairs, as one comparison sees them, and the steps all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from apps.matching.columns import Column, Columns, Parts
from apps.matching.types import Codes, Flags, Floats, Indices

MATRIX_VALUES: Final = 4096
"""Up to this many distinct values a whole similarity matrix may be made: 64 MB of float32."""

MATRIX_GAIN: Final = 6
"""A cell of a whole matrix costs about a sixth of a pair compared by itself (measured: 36 to 6 million a second)."""

Grade = Callable[[Column, Codes, Codes], Floats]


@dataclass(frozen=True, slots=True)
class Sides:
    """Pairs (left[i], right[i]) of records, restricted to the features of one comparison.

    Grades below `floor` may be reported as 0. `total` is the number of pairs of the whole call, of which this is a
    chunk: it decides whether a similarity matrix pays.
    """

    columns: Columns
    features: tuple[str, ...]
    left: Indices
    right: Indices
    floor: float = 0.0
    total: int = 0
    token_weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, position: int = 0) -> tuple[Column, Codes, Codes]:
        """The column of one feature and its codes on both sides."""
        column = self.columns[self.features[position]]
        return column, column.codes[self.left], column.codes[self.right]

    def has(self, position: int) -> bool:
        """True when the comparison was given a feature at this position."""
        return position < len(self.features)


def silent(size: int) -> Floats:
    """Grades that say nothing yet: missing, written as NaN."""
    return np.full(size, np.nan, dtype=np.float32)


def grade_single(sides: Sides, grade: Grade, best: float = 1.0) -> Floats:
    """Grade one feature: equal values get `best`, missing ones nothing, all others what `grade` says of their codes.

    Where a feature holds several values the best pair of values counts.
    """
    column, left, right = sides.codes()
    grades = silent(len(sides))
    present = (left > 0) & (right > 0)
    grades[present & (left == right)] = best
    todo = np.nonzero(present & (left != right))[0]
    if len(todo) == 0:
        return grades
    if column.several():
        grades[todo] = best_of_parts(column.parts(), left[todo], right[todo], grade, best)
    else:
        grades[todo] = grade(column, left[todo], right[todo])
    return grades


def best_of_parts(parts: Parts, left: Codes, right: Codes, grade: Grade, best: float) -> Floats:
    """The best grade among all combinations of one value of the left with one of the right, per pair."""
    across = parts.count[right]
    combinations = parts.count[left] * across
    starts = np.cumsum(combinations) - combinations
    pair = np.repeat(np.arange(len(left)), combinations)
    offset = np.arange(len(pair)) - starts[pair]
    one = parts.codes[parts.start[left][pair] + offset // across[pair]]
    other = parts.codes[parts.start[right][pair] + offset % across[pair]]
    grades = np.full(len(pair), best, dtype=np.float32)
    unlike = one != other
    grades[unlike] = grade(parts.column, one[unlike], other[unlike])
    return np.asarray(np.maximum.reduceat(grades, starts))


def similarity(column: Column, left: Codes, right: Codes, *, scorer: Any, floor: float, total: int) -> Floats:
    """Similarity 0..1 of value pairs by a rapidfuzz scorer; below `floor` it is 0.

    Few distinct values and many pairs: the whole matrix is made once and looked up. Otherwise pair by pair.
    """
    if len(left) == 0:
        return np.zeros(0, np.float32)
    size = len(column)
    if size <= MATRIX_VALUES and size * size <= MATRIX_GAIN * total:
        matrix: Floats = column.once(
            f"matrix:{scorer.__module__}.{scorer.__name__}:{floor}",
            lambda: process.cdist(column.values, column.values, scorer=scorer, score_cutoff=floor, dtype=np.float32),
        )
        return matrix[left, right]
    texts = column.texts()
    return process.cpdist(texts[left], texts[right], scorer=scorer, score_cutoff=floor, dtype=np.float32)


def edits(column: Column, left: Codes, right: Codes, most: int) -> Codes:
    """Number of edits between values (insert, delete, replace, swap neighbours); more than `most` counts most + 1."""
    if len(left) == 0:
        return np.zeros(0, np.int32)
    texts = column.texts()
    found = process.cpdist(texts[left], texts[right], scorer=OSA.distance, score_cutoff=most, dtype=np.int32)
    return np.asarray(found, dtype=np.int32)


def by_distinct_pairs(left: Codes, right: Codes, decide: Callable[[int, int], float]) -> Floats:
    """Ask a slow question once per distinct pair of codes and spread the answers."""
    pairs, inverse = np.unique(left.astype(np.int64) << 32 | right.astype(np.int64), return_inverse=True)
    answers = np.fromiter((decide(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in pairs), np.float32, len(pairs))
    return answers[inverse]


def both(left: Codes, right: Codes) -> Flags:
    """True where neither side is missing."""
    return np.asarray((left > 0) & (right > 0))


def same(left: Codes, right: Codes) -> Flags:
    """True where both sides hold the same value."""
    return np.asarray((left > 0) & (left == right))
