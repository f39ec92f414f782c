"""From levels to a score: weights of evidence in bits, added up.

A weight is log2(m / u): how many times likelier the outcome is among records of the same thing than among others
(Fellegi and Sunter 1969). The prior is the log2 odds before comparing, the sum the log2 odds after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from apps.matching.weigh import in_grains, rarity_of, weights_of


def score(
    comparisons: Sequence[Comparison], levels: LevelMatrix, prior: float = 0.0, adjustment: Floats | None = None
) -> ScoredPairs:
    """Weight, probability and veto of n pairs from their levels (n by k).

    weight = prior + Σ level weights + adjustment, in bits. The veto is the first comparison whose level forbids a
    join. All levels are looked up at once: float32 adds whole grains exactly in any order.
    """
    weights = weights_of(comparisons)
    places = weights.places(levels)
    weight = weights.bits[places].sum(axis=0, dtype=np.float32)
    weight += np.float32(in_grains(prior))
    veto = np.full(len(levels), -1, np.int16)
    for position in reversed(weights.vetoing):  # the first comparison is written last
        veto[weights.forbids[places[position]]] = position
    if adjustment is not None:
        weight += adjustment
    return ScoredPairs(weight, probability(weight), veto)


def probability(weight: Floats) -> Floats:
    """Probability of log2 odds: 1 / (1 + 2^-w)."""
    against = np.exp2(np.minimum(-weight.astype(np.float64), 1000.0))
    against += 1.0
    return np.reciprocal(against).astype(np.float32)


def rarities(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, levels: LevelMatrix,
    tables: Tables,
) -> Iterator[tuple[int, Indices, Floats]]:  # fmt: skip
    """Where agreement on a rare value says more than on a common one: the comparison, the pairs, the bits to add."""
    for position, comparison in enumerate(comparisons):
        if tables.frequencies.get(comparison.frequency_of):
            yield position, *rarity_of(comparison, columns, left, right, levels[:, position], tables)


def _rarity(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, levels: LevelMatrix, tables: Tables
) -> Floats:
    """The bits that rare values add to each pair."""
    extra = np.zeros(len(left), np.float32)
    for _, rows, bits in rarities(spec.comparisons, columns, left, right, levels, tables):
        extra[rows] += bits
    return extra


def score_levels(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *, workers: int = 1
) -> tuple[ScoredPairs, LevelMatrix]:
    """Compare and score pairs, and keep the levels: for evidence.

    With several `workers` so many processes share the comparisons, with the same result.
    """
    levels = compare(spec.comparisons, columns, left, right, tables, workers=workers)
    found = _room_for(len(left))
    for start, stop in chunks(len(left)):
        some = levels[start:stop]
        extra = _rarity(spec, columns, left[start:stop], right[start:stop], some, tables)
        each = score(spec.comparisons, some, spec.prior, extra)
        found.weight[start:stop], found.probability[start:stop] = each.weight, each.probability
        found.veto[start:stop] = each.veto
    return found, levels


def score_patterns(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, found: Patterns, tables: Tables = NO_TABLES
) -> ScoredPairs:
    """Score pairs whose patterns are known, as when weights were estimated from them: every pattern once."""
    each, scored = score(spec.comparisons, found.levels, spec.prior), _room_for(len(found))
    counts_rarity = any(tables.frequencies.get(comparison.frequency_of) for comparison in spec.comparisons)
    for start, stop in chunks(len(found)):
        row = found.of_pair[start:stop]
        weight, likely = each.weight[row], each.probability[row]
        if counts_rarity:
            extra = _rarity(spec, columns, left[start:stop], right[start:stop], found.levels[row], tables)
            weight += extra
            likely = probability(weight)
        scored.weight[start:stop], scored.probability[start:stop] = weight, likely
        scored.veto[start:stop] = each.veto[row]
    return scored


def _room_for(pairs: int) -> ScoredPairs:
    return ScoredPairs(np.empty(pairs, np.float32), np.empty(pairs, np.float32), np.empty(pairs, np.int16))
