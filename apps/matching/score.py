"""From levels to a score: weights of evidence in bits, added up.

A weight is log2(m / u): how many times likelier the outcome is among records of the same thing than among others
(Fellegi and Sunter 1969). The prior is the log2 odds before comparing, the sum the log2 odds after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from apps.matching.columns import Columns
from apps.matching.compare import chunks, compare
from apps.matching.patterns import Patterns
from apps.matching.types import (
    NO_TABLES,
    Comparison,
    Floats,
    Indices,
    LevelMatrix,
    MatchSpec,
    ScoredPairs,
    Tables,
)
from apps.matching.weigh import in_grains, weights_of


def score(comparisons: Sequence[Comparison], levels: LevelMatrix, prior: float = 0.0) -> ScoredPairs:
    """Weight, probability and veto of n pairs from their levels (n by k).

    weight = prior + Σ level weights, in bits. The veto is the first comparison whose level forbids a
    join. All levels are looked up at once: float32 adds whole grains exactly in any order.
    """
    weights = weights_of(comparisons)
    places = weights.places(levels)
    weight = weights.bits[places].sum(axis=0, dtype=np.float32)
    weight += np.float32(in_grains(prior))
    veto = np.full(len(levels), -1, np.int16)
    for position in reversed(weights.vetoing):  # the first comparison is written last
        veto[weights.forbids[places[position]]] = position
    return ScoredPairs(weight, probability(weight), veto)


def probability(weight: Floats) -> Floats:
    """Probability of log2 odds: 1 / (1 + 2^-w)."""
    against = np.exp2(np.minimum(-weight.astype(np.float64), 1000.0))
    against += 1.0
    return np.reciprocal(against).astype(np.float32)


def score_levels(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *, workers: int = 1
) -> tuple[ScoredPairs, LevelMatrix]:
    """Compare and score pairs, and keep the levels: for evidence.

    With several `workers` so many processes share the comparisons, with the same result.
    """
    levels = compare(spec.comparisons, columns, left, right, tables, workers=workers)
    found = _room_for(len(left))
    for start, stop in chunks(len(left)):
        each = score(spec.comparisons, levels[start:stop], spec.prior)
        found.weight[start:stop], found.probability[start:stop] = each.weight, each.probability
        found.veto[start:stop] = each.veto
    return found, levels


def score_patterns(spec: MatchSpec, found: Patterns) -> ScoredPairs:
    """Score pairs whose patterns are known, as when weights were estimated from them: every pattern once."""
    each, scored = score(spec.comparisons, found.levels, spec.prior), _room_for(len(found))
    for start, stop in chunks(len(found)):
        row = found.of_pair[start:stop]
        scored.weight[start:stop], scored.probability[start:stop] = each.weight[row], each.probability[row]
        scored.veto[start:stop] = each.veto[row]
    return scored


def _room_for(pairs: int) -> ScoredPairs:
    return ScoredPairs(np.empty(pairs, np.float32), np.empty(pairs, np.float32), np.empty(pairs, np.int16))
