"""From a score to a band: join, review, none."""

from __future__ import annotations

from typing import Literal

import numpy as np

from apps.matching.types import Flags, ScoredPairs, Thresholds

Band = Literal["join", "review", "none"]


def band(weight: float, vetoed: bool, thresholds: Thresholds) -> Band:
    """Join from the join threshold, review from the review threshold, none below.

    A vetoed pair never joins; it is worth a person's look only when it would have joined.
    """
    if weight >= thresholds.join:
        return "review" if vetoed else "join"
    return "review" if weight >= thresholds.review and not vetoed else "none"


def joins(scored: ScoredPairs, thresholds: Thresholds) -> Flags:
    """True for the pairs in the join band, as `band` decides."""
    return np.asarray((scored.weight >= thresholds.join) & ~scored.vetoed)


def reviews(scored: ScoredPairs, thresholds: Thresholds) -> Flags:
    """True for the pairs in the review band, as `band` decides."""
    strong = scored.weight >= thresholds.join
    return np.asarray(np.where(scored.vetoed, strong, ~strong & (scored.weight >= thresholds.review)))
