"""Do relatives show in a batch? They share names, homes and telephones, and were born on different days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from apps.matching.tally import Doubles, declared_weights
from apps.matching.types import Comparison, Flags, LevelMatrix


def let_go(comparisons: Sequence[Comparison], levels: LevelMatrix, counts: Doubles) -> list[Flags]:
    """Per comparison the firm levels that are no matter of relatives in this batch, as a flag for each of its levels.

    Other given names beside one family name at one address are brothers, or one man and his nicknames: birth dates
    tell. Of the pairs at a firm level that agree on something else, those that agree on what relatives do not share
    are one person, those that differ in it are relatives. Where most are one person, that level is let go. Levels (p by
    k) and counts (p) are the patterns of the candidates.
    """
    unshared = np.array([comparison.unshared for comparison in comparisons])
    declared = declared_weights(comparisons, levels)
    same_person = ((levels == 0) & unshared).any(axis=1)
    others = ((declared < 0) & unshared).any(axis=1) & ~same_person
    in_common = (declared > 0) & ~unshared

    def is_one_person(k: int, place: int) -> bool:
        close = (levels[:, k] == place) & np.delete(in_common, k, axis=1).any(axis=1)
        return bool(counts[close & same_person].sum() > counts[close & others].sum())

    return [
        np.array([level.firm and is_one_person(k, place) for place, level in enumerate(comparison.levels)])
        for k, comparison in enumerate(comparisons)
    ]
