"""The random pairs that stand for all pairs no key brought together: the same that the engine draws on one machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching import link
from apps.matching.blocking import hash64
from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.estimate import Counted, Estimated, estimate
from apps.matching.score import patterns
from apps.matching.types import Indices, LevelMatrix, MatchSpec, Tables
from mdm.scale.blocks import Held


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs by place: places count the records by what they hold, or by their number where all pairs are taken."""

    left: Indices
    right: Indices
    by_content: bool

    def places(self) -> Indices:
        """Every place that is needed, in order."""
        return np.unique(np.concatenate((self.left, self.right)))


def drawn(records: int, seed: int) -> Drawn:
    """As `other_pairs` draws: every pair of a small batch, else so many at random, none with itself."""
    if records * records <= 4 * link.SAMPLE:
        left, right = (side.astype(np.int64) for side in np.triu_indices(records, 1))
        return Drawn(left, right, by_content=False)
    chance = np.random.default_rng(seed)
    space = records * (records - 1) // 2
    many = int(link.SAMPLE * 1.05 * space / space)  # as it is worked out there, rounding included
    left, right = (chance.integers(0, records, many) for _ in range(2))
    keep = left != right
    return Drawn(left[keep], right[keep], by_content=True)


def digests(columns: Columns) -> NDArray[np.int64]:
    """A number per record of what it holds, as `content_order` sorts by; signed, in the same order."""
    digest = np.zeros(columns.size, np.uint64)
    for name in sorted(columns.columns):
        column = columns[name]
        hashes = np.array([hash64(value) for value in column.values], np.uint64)
        digest = (digest ^ (hashes * np.uint64(hash64(name) | 1))[column.codes]) * np.uint64(0x9E3779B97F4A7C15)
        digest ^= digest >> np.uint64(32)
    return (digest ^ np.uint64(1 << 63)).view(np.int64)


@dataclass(frozen=True, slots=True)
class Sampled:
    """The records at the places of a sample: their place, number, comparison columns and usable keys, row by row."""

    place: Indices
    record: Indices
    columns: Columns
    held: Held

    def levels(self, spec: MatchSpec, pairs: Drawn, tables: Tables) -> LevelMatrix:
        """Levels of the drawn pairs that are no candidates, the lower record first."""
        left, right = (np.searchsorted(self.place, side) for side in (pairs.left, pairs.right))
        turned = self.record[left] > self.record[right]
        left, right = np.where(turned, right, left), np.where(turned, left, right)
        other = ~self.held.meet(left, right)
        return compare(spec.comparisons, self.columns, left[other], right[other], tables)


def estimated(spec: MatchSpec, records: int, near: tuple[LevelMatrix, Indices], others: LevelMatrix) -> Estimated:
    """Weights and prior from the patterns of the candidates (levels, counts) and the levels of the sample.

    Patterns are put in order first, so that sums of many numbers come out the same however they were counted.
    """
    levels, counts = near
    order = np.lexsort(levels.T[::-1])
    far = patterns(others)
    rest = records * (records - 1) // 2 - int(counts.sum())
    return estimate(spec, Counted(
        np.concatenate([levels[order], far.levels]),
        np.concatenate([counts[order].astype(np.float64), far.counts * (rest / max(len(others), 1))]),
        np.arange(len(counts) + len(far.counts)) < len(counts),
    ))  # fmt: skip
