"""The random pairs that stand for all pairs no blocking rule brought together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.columns import distinct
from apps.matching.types import Indices

SAMPLE: Final = 1_000_000
"""Random pairs in a sample; smaller pair spaces are taken whole."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs by place: places count the records by what they hold, or by their number where all pairs are taken."""

    left: Indices
    right: Indices
    by_content: bool

    def places(self) -> Indices:
        """Every place that is needed, in order."""
        return distinct(np.concatenate((self.left, self.right)))


def drawn(records: int, space: int, seed: int) -> Drawn:
    """Every pair of a small batch, else as many at random as hold SAMPLE pairs of the space of those that may match."""
    if records * records <= 4 * SAMPLE:
        left, right = (side.astype(np.int64) for side in np.triu_indices(records, 1))
        return Drawn(left, right, by_content=False)
    chance = np.random.default_rng(seed)
    many = int(SAMPLE * 1.05 * pair_space(records) / max(space, 1))
    left, right = (chance.integers(0, records, many) for _ in range(2))
    keep = left != right
    return Drawn(left[keep], right[keep], by_content=True)


def pair_space(records: int, source: Indices | None = None) -> int:
    """Number of pairs that could be matches: all, or all between different sources."""
    within: list[int] = np.bincount(source).tolist() if source is not None else []
    return records * (records - 1) // 2 - sum(size * (size - 1) // 2 for size in within)
