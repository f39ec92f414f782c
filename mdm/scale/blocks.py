"""Blocks of records that share a key, and the pairs inside them: each pair once, wherever its blocks are worked on.

Every row of a block carries the keys of its record that come earlier. A pair belongs to the first key its records
share; any other block that meets it can tell so by itself, without asking who else has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.blocking import KeyTable
from apps.matching.candidates import SkippedBlock, pairs_within
from apps.matching.types import BlockingRule, Flags, Indices

PAIRS: Final = 500_000
"""Pairs looked at in one go: memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Held:
    """Keys that rows hold: row i holds `key[start[i] : start[i] + count[i]]`."""

    start: Indices
    count: Indices
    key: Indices

    @classmethod
    def of_counts(cls, count: Indices, key: Indices) -> Held:
        return cls(np.cumsum(count) - count, count, key)

    def of(self, rows: Indices) -> Held:
        """The keys of some of the rows."""
        return Held.of_counts(self.count[rows], self.key[self._places(rows)])

    def _places(self, rows: Indices) -> Indices:
        count = self.count[rows]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(self.start[rows], count) + within

    def meet(self, left: Indices, right: Indices) -> Flags:
        """True for the pairs of rows that hold a key in common."""
        found = np.zeros(len(left), bool)
        if not len(self.key):
            return found
        distinct, number = np.unique(self.key, return_inverse=True)
        every = np.arange(len(self.count))
        held = np.sort(np.repeat(every, self.count) * len(distinct) + number[self._places(every)])
        asked = np.repeat(right, self.count[left]) * len(distinct) + number[self._places(left)]
        if not len(held):
            return found
        place = np.minimum(np.searchsorted(held, asked), len(held) - 1)
        pair = np.repeat(np.arange(len(left)), self.count[left])
        found[pair[held[place] == asked]] = True
        return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """Rows block after block: `record` (m), ascending in its block, and the keys it holds `earlier`; block sizes."""

    record: Indices
    size: Indices
    rule: NDArray[np.int16]
    earlier: Held

    def __len__(self) -> int:
        return len(self.size)

    def slices(self, pairs: int = PAIRS) -> Iterator[Blocks]:
        """Runs of blocks with about so many pairs each."""
        run = np.cumsum(self.size * (self.size - 1) // 2) // pairs
        bounds = [0, *(np.nonzero(np.diff(run))[0] + 1).tolist(), len(self.size)]
        row = np.concatenate(([0], np.cumsum(self.size)))
        for first, last in pairwise(bounds):
            if last > first:
                yield self._between(first, last, np.arange(row[first], row[last]))

    def _between(self, first: int, last: int, rows: Indices) -> Blocks:
        return Blocks(self.record[rows], self.size[first:last], self.rule[first:last], self.earlier.of(rows))

    def of_share(self, share: int, shares: int) -> Blocks:
        """Every n-th block: the part of one of several workers."""
        mine = np.arange(len(self.size)) % shares == share
        rows = np.nonzero(np.repeat(mine, self.size))[0]
        return Blocks(self.record[rows], self.size[mine], self.rule[mine], self.earlier.of(rows))

    def pairs(self) -> tuple[Indices, Indices, NDArray[np.int16]]:
        """Rows of the pairs whose first shared key this is, the lower record first, and the rule that found each."""
        start = np.cumsum(self.size) - self.size
        left, right = pairs_within(np.arange(len(self.record)), start, self.size)
        rule = np.repeat(self.rule, self.size * (self.size - 1) // 2)
        fresh = ~self.earlier.meet(left, right)
        return left[fresh], right[fresh], rule[fresh]


@dataclass(frozen=True, slots=True)
class Usable:
    """The blocks of a batch, the keys of usable blocks that each record holds, and the keys that were too crowded."""

    blocks: Blocks
    held: Held
    skipped: tuple[SkippedBlock, ...]


def usable_blocks(table: KeyTable, rules: Sequence[BlockingRule], records: int) -> Usable:
    """The blocks of two records up to their rule's cap, from the keys of a batch; crowded keys are listed."""
    order = np.lexsort((table.record, table.key, table.rule))
    rule, key, record = table.rule[order], table.key[order], table.record[order]
    begins = np.ones(len(order), bool)
    begins[1:] = (rule[1:] != rule[:-1]) | (key[1:] != key[:-1])
    first = np.nonzero(begins)[0]
    size = np.diff(np.append(first, len(order)))
    cap = np.array([each.cap for each in rules] or [0])[rule[first]]
    skipped = tuple(
        SkippedBlock(int(rule[first[b]]), int(key[first[b]]), int(size[b])) for b in np.nonzero(size > cap)[0]
    )
    use = (size > 1) & (size <= cap)
    rows = np.nonzero(np.repeat(use, size))[0]
    record, key = record[rows], key[rows]
    held, position = _held(record, key, records)
    starts = held.start[record]
    earlier = Held(starts, position, held.key)
    return Usable(Blocks(record, size[use], rule[first[use]], earlier), held, skipped)


def _held(record: Indices, key: Indices, records: int) -> tuple[Held, Indices]:
    """The keys of each record in the order of the rows, and which of them each row is."""
    by_record = np.argsort(record, kind="stable")
    held = Held.of_counts(np.bincount(record, minlength=records), key[by_record])
    position = np.empty(len(record), np.int64)
    position[by_record] = np.arange(len(record)) - held.start[record[by_record]]
    return held, position
