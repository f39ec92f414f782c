"""Weights from patterns counted share by share, and from the very sample that the engine draws on one machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.matching.columns import Columns
from apps.matching.estimate import Counted, Estimated, estimate
from apps.matching.patterns import Patterns, compared
from apps.matching.sample import Drawn, pair_space
from apps.matching.types import Indices, LevelMatrix, MatchSpec, Tables
from mdm.scale.blocks import Held


@dataclass(frozen=True, slots=True)
class Sampled:
    """The records at the places of a sample: their place, number, comparison columns and usable keys, row by row."""

    place: Indices
    record: Indices
    columns: Columns
    held: Held

    def patterns(self, spec: MatchSpec, pairs: Drawn, tables: Tables) -> Patterns:
        """Patterns of the drawn pairs that are no candidates, the lower record first."""
        left, right = (np.searchsorted(self.place, side) for side in (pairs.left, pairs.right))
        turned = self.record[left] > self.record[right]
        left, right = np.where(turned, right, left), np.where(turned, left, right)
        other = ~self.held.meet(left, right)
        return compared(spec.comparisons, self.columns, left[other], right[other], tables)


def estimated(spec: MatchSpec, records: int, near: tuple[LevelMatrix, Indices], others: Patterns) -> Estimated:
    """Weights and prior from the patterns of the candidates (levels, counts) and those of the sample.

    Patterns are put in order first, so that sums of many numbers come out the same however they were counted.
    """
    levels, counts = near
    order = np.lexsort(levels.T[::-1])
    counted = Patterns(levels[order], counts[order], np.zeros(0, np.int32))
    return estimate(spec, Counted.of(counted, others, pair_space(records) - int(counts.sum())))
