"""What is done to one partition, by any engine: compare and count, compare and score, group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.cluster import cluster
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.patterns import compared
from apps.matching.situation import Edges, Situation
from apps.matching.types import Floats, Indices, LevelMatrix, MatchSpec, ScoredPairs, Tables, Thresholds
from mdm.scale.blocks import Blocks

EVEN: Final = Thresholds.even_odds()
"""Groups at even odds, as evaluations and benchmarks make them."""

Counted = tuple[LevelMatrix, Indices]
"""Distinct patterns of levels (p by k), and how many pairs show each (p)."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scored pairs of records, the lower number left: the rule that found each, weight in bits, probability."""

    left: Indices
    right: Indices
    rule: NDArray[np.int16]
    weight: Floats
    probability: Floats

    def __len__(self) -> int:
        return len(self.left)

    def edges(self) -> Edges:
        """What grouping wants to know; vetoed pairs are not kept and come up again where they matter."""
        return Edges(self.left, self.right, self.weight, np.full(len(self), -1, np.int16))


def count_patterns(spec: MatchSpec, columns: Columns, at: Indices, blocks: Blocks, tables: Tables) -> Counted:
    """Compare the pairs of the blocks and count them by level; row r of the blocks is record `at[r]` of columns."""
    found: list[Counted] = []
    for few in _slices(blocks, at):
        left, right, _ = few.blocks.pairs()
        seen = compared(spec.comparisons, columns, few.at[left], few.at[right], tables)
        found.append((seen.levels, seen.counts))
    return merged(found, len(spec.comparisons))


def merged(found: Sequence[Counted], comparisons: int) -> Counted:
    """Counts of several partitions put together."""
    levels = np.concatenate([np.zeros((0, comparisons), np.int8), *(levels for levels, _ in found)])
    counts = np.concatenate([np.zeros(0, np.int64), *(counts for _, counts in found)])
    distinct, number = np.unique(levels, axis=0, return_inverse=True)
    return distinct, np.bincount(number.ravel(), counts, minlength=len(distinct)).astype(np.int64)


def find_pairs(
    spec: MatchSpec, columns: Columns, at: Indices, blocks: Blocks, tables: Tables, *, least: float
) -> Pairs:  # fmt: skip
    """Score the pairs of the blocks and keep those of at least so many bits that nothing forbids."""
    found = []
    for few in _slices(blocks, at):
        left, right, rule = few.blocks.pairs()
        scored = score_pairs(spec, columns, few.at[left], few.at[right], tables)
        keep = (scored.weight >= least) & ~scored.vetoed
        record = few.blocks.record
        found.append(Pairs(
            record[left[keep]], record[right[keep]], rule[keep], scored.weight[keep], scored.probability[keep]
        ))  # fmt: skip
    return joined(found)


def joined(found: Sequence[Pairs]) -> Pairs:
    """Pairs of several partitions as one list."""
    empty = Pairs(
        np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int16), np.zeros(0, np.float32),
        np.zeros(0, np.float32),
    )  # fmt: skip
    every = [empty, *found]
    return Pairs(
        np.concatenate([pairs.left for pairs in every]),
        np.concatenate([pairs.right for pairs in every]),
        np.concatenate([pairs.rule for pairs in every]),
        np.concatenate([pairs.weight for pairs in every]),
        np.concatenate([pairs.probability for pairs in every]),
    )


def group(
    spec: MatchSpec, columns: Columns, record: Indices, edges: Edges, tables: Tables, thresholds: Thresholds
) -> Indices:
    """The group of every record of some whole components, named after its lowest record.

    `record` (ascending) are the records of `columns`; edges name records by number.
    """

    def score(left: Indices, right: Indices) -> ScoredPairs:
        return score_pairs(spec, columns, left, right, tables)

    left, right = (np.searchsorted(record, side) for side in (edges.left, edges.right))
    local = Edges(left, right, edges.weight, edges.veto)
    named = record.copy()
    for members in cluster(local, Situation.fresh(len(record)), thresholds, score).groups:
        named[members] = record[min(members)]
    return named


@dataclass(frozen=True, slots=True)
class _Few:
    blocks: Blocks
    at: Indices


def _slices(blocks: Blocks, at: Indices) -> Iterator[_Few]:
    """The blocks a few at a time, each with the places of its rows."""
    row = 0
    for some in blocks.slices():
        yield _Few(some, at[row : row + len(some.record)])
        row += len(some.record)
