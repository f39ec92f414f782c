"""Pairs counted by their pattern of levels: a few thousand patterns stand for millions of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Columns
from apps.matching.compare import answers, chunks, leave_out
from apps.matching.forked import shared_array
from apps.matching.types import MISSING, NO_TABLES, Codes, Comparison, Indices, LevelMatrix, Tables

DENSE: Final = 1 << 22
"""Most patterns that are counted in one table."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of a level matrix: `levels` (p by k), `counts` of pairs (p), and the row of each pair (n).

    Where pairs were only counted, there is no row of any.
    """

    levels: LevelMatrix
    counts: Indices
    of_pair: Codes

    def __len__(self) -> int:
        """The number of pairs."""
        return len(self.of_pair)

    def among(self, pairs: slice) -> Patterns:
        """The patterns that occur among some of the pairs."""
        counts = np.bincount(self.of_pair[pairs], minlength=len(self.counts))
        number = np.cumsum(counts > 0, dtype=np.int32) - np.int32(1)
        return Patterns(self.levels[counts > 0], counts[counts > 0], number[self.of_pair[pairs]])


def patterns(levels: LevelMatrix) -> Patterns:
    """The patterns of pairs whose levels (n by k) are known, in their order; missing comes before the best level."""
    rows = _Rows(len(levels))
    for column in levels.T:
        rows.widen(column)
    return rows.counted()


def compared(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *,
    workers: int = 1,
) -> Patterns:  # fmt: skip
    """`patterns` of what `compare` finds, of which no more is held than the comparisons that are being asked."""
    rows, places = _Rows(len(left)), []
    for asking, column in answers(comparisons, columns, left, right, tables, workers=workers):
        rows.widen(column)
        places.append(asking)
    found = rows.counted()
    levels = np.full((len(found.levels), len(comparisons)), MISSING, np.int8)
    for asking, column in zip(places, found.levels.T, strict=True):
        levels[:, asking] = column[:, np.newaxis]
    leave_out(comparisons, levels)
    return _merged(levels, found)


def _merged(levels: LevelMatrix, found: Patterns) -> Patterns:
    """The patterns with these levels in place of theirs, in order and each once."""
    every = patterns(levels)
    for start, stop in chunks(len(found)):
        found.of_pair[start:stop] = every.of_pair[found.of_pair[start:stop]]
    counts = np.bincount(every.of_pair, found.counts, minlength=len(every.counts))
    return Patterns(every.levels, counts.astype(np.int64), found.of_pair)


class _Rows:
    """Rows of levels that grow column by column, each distinct one held once.

    The columns are read as the digits of one number per pair. Where that outgrows a table, the numbers that occur are
    numbered anew, in order: no sorting.
    """

    def __init__(self, pairs: int) -> None:
        self.code: Codes = shared_array(pairs, np.dtype(np.int32))
        self.room = 1
        self.levels: LevelMatrix = np.zeros((1, 0), np.int8)
        self.radices: list[int] = []

    def widen(self, column: NDArray[np.int8]) -> None:
        """Add the levels of all pairs (n) in one more comparison."""
        radix = int(column.max(initial=0)) + 2
        if self.room * radix > DENSE:
            self._number_anew()
        for start, stop in chunks(len(self.code)):
            code = self.code[start:stop]
            code *= np.int32(radix)
            code += column[start:stop]
            code += np.int32(1)
        self.room *= radix
        self.radices.append(radix)

    def counted(self) -> Patterns:
        """The distinct rows, in order."""
        self._number_anew()
        counts = np.zeros(self.room, np.int64)
        for start, stop in chunks(len(self.code)):
            counts += np.bincount(self.code[start:stop], minlength=self.room)
        return Patterns(self.levels, counts, self.code)

    def _number_anew(self) -> None:
        """Number what occurs 0, 1, 2 … in its order, in place and some at a time."""
        occurs = np.zeros(self.room, bool)
        for start, stop in chunks(len(self.code)):
            occurs[self.code[start:stop]] = True
        number = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
        for start, stop in chunks(len(self.code)):
            self.code[start:stop] = number[self.code[start:stop]]
        self.levels = self._read(occurs.nonzero()[0])
        self.room, self.radices = len(self.levels), []

    def _read(self, numbers: Indices) -> LevelMatrix:
        """The rows of levels that these numbers stand for."""
        digits = []
        for radix in reversed(self.radices):
            numbers, digit = np.divmod(numbers, radix)
            digits.append((digit - 1).astype(np.int8))
        return np.column_stack([self.levels[numbers], *reversed(digits)])
