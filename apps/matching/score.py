"""From levels to a score: weights of evidence in bits, added up.

A weight is log2(m / u): how many times likelier the outcome is among records of the same thing than among others
(Fellegi and Sunter 1969). The prior is the log2 odds before comparing, the sum the log2 odds after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Columns
from apps.matching.compare import chunks, compare
from apps.matching.types import (
    NO_TABLES,
    Codes,
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


DENSE: Final = 1 << 22
"""Most patterns that are counted in one table."""

PORTION: Final = 7_000_000
"""Pairs whose levels are held at a time. What is derived of the columns to compare them is derived once a portion."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of a level matrix: `levels` (p by k), `counts` of pairs (p), and the row of each pair (n)."""

    levels: LevelMatrix
    counts: Indices
    of_pair: Codes

    def among(self, pairs: slice) -> Patterns:
        """The patterns that occur among some of the pairs."""
        counts = np.bincount(self.of_pair[pairs], minlength=len(self.counts))
        number = np.cumsum(counts > 0, dtype=np.int32) - np.int32(1)
        return Patterns(self.levels[counts > 0], counts[counts > 0], number[self.of_pair[pairs]])


def patterns(levels: LevelMatrix) -> Patterns:
    """Count pairs by their pattern of levels: a few thousand patterns stand for millions of pairs.

    A row is read as one number in a mixed radix. Where the radix outgrows a table, the numbers that occur are numbered
    anew, in order: no sorting.
    """
    code, room = np.zeros(len(levels), np.int32), 1
    for column in levels.T:
        radix = int(column.max(initial=0)) + 2
        if room * radix > DENSE:
            room = _renumber(code, room)
        code *= np.int32(radix)
        code += column + np.int8(1)
        room *= radix
    room = _renumber(code, room)
    first, counts = np.empty(room, np.int64), np.zeros(room, np.int64)
    for start, stop in reversed(list(chunks(len(code)))):
        first[code[start:stop][::-1]] = np.arange(stop - 1, start - 1, -1)  # of several the first pair is written last
        counts += np.bincount(code[start:stop], minlength=room)
    return Patterns(levels[first], counts, code)


def compared_patterns(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES,
    *, workers: int = 1,
) -> Patterns:  # fmt: skip
    """`patterns` of pairs that are compared a portion at a time: the levels of them all are never held."""
    bounds = np.linspace(0, len(left), -(-len(left) // PORTION) + 1, dtype=np.int64).tolist()
    of_pair = np.empty(len(left), np.int32)
    levels, counts = [np.zeros((0, len(comparisons)), np.int8)], [np.zeros(0, np.int64)]
    for start, stop in pairwise(bounds):
        part = patterns(compare(comparisons, columns, left[start:stop], right[start:stop], tables, workers=workers))
        of_pair[start:stop] = part.of_pair + sum(map(len, counts))
        levels.append(part.levels)
        counts.append(part.counts)
    every = patterns(np.concatenate(levels))
    for start, stop in chunks(len(of_pair)):
        of_pair[start:stop] = every.of_pair[of_pair[start:stop]]
    total = np.bincount(every.of_pair, np.concatenate(counts), minlength=len(every.counts))
    return Patterns(every.levels, total.astype(np.int64), of_pair)


def _renumber(code: NDArray[np.int32], room: int) -> int:
    """Number what occurs 0, 1, 2 … in its order, in place and some at a time; the count of what occurs."""
    occurs = np.zeros(room, bool)
    for start, stop in chunks(len(code)):
        occurs[code[start:stop]] = True
    number = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    for start, stop in chunks(len(code)):
        code[start:stop] = number[code[start:stop]]
    return int(occurs.sum())


def rarities(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, levels: LevelMatrix,
    tables: Tables,
) -> Iterator[tuple[int, Indices, Floats]]:  # fmt: skip
    """Where agreement on a rare value says more than on a common one: the comparison, the pairs, the bits to add."""
    for position, comparison in enumerate(comparisons):
        if tables.frequencies.get(comparison.frequency_of):
            yield position, *rarity_of(comparison, columns, left, right, levels[:, position], tables)


def score_levels(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *, workers: int = 1
) -> tuple[ScoredPairs, LevelMatrix]:
    """Compare and score pairs, and keep the levels: for estimating weights and for evidence.

    With several `workers` so many processes share the chunks of pairs, with the same result.
    """
    levels = compare(spec.comparisons, columns, left, right, tables, workers=workers)
    return score_compared(spec, columns, left, right, levels, tables), levels


def score_compared(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, levels: LevelMatrix, tables: Tables = NO_TABLES
) -> ScoredPairs:
    """Score pairs whose levels (n by k) are known already, as when weights were estimated from them."""
    parts = [
        _scored(spec, columns, left[start:stop], right[start:stop], levels[start:stop], tables)
        for start, stop in chunks(len(left))
    ]
    return ScoredPairs(
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.probability for part in parts]),
        np.concatenate([part.veto for part in parts]),
    )


def _scored(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, levels: LevelMatrix, tables: Tables
) -> ScoredPairs:
    extra = None
    for _, rows, bits in rarities(spec.comparisons, columns, left, right, levels, tables):
        extra = np.zeros(len(left), np.float32) if extra is None else extra
        extra[rows] += bits
    return score(spec.comparisons, levels, spec.prior, extra)


def score_counted(spec: MatchSpec, found: Patterns) -> ScoredPairs:
    """Score pairs by the pattern of each, every pattern once: where no comparison counts rare values for more."""
    each = score(spec.comparisons, found.levels, spec.prior)
    weight, likely, veto = (np.empty(len(found.of_pair), of.dtype) for of in (each.weight, each.probability, each.veto))
    for start, stop in chunks(len(found.of_pair)):
        rows = found.of_pair[start:stop]
        weight[start:stop], likely[start:stop] = each.weight[rows], each.probability[rows]
        veto[start:stop] = each.veto[rows]
    return ScoredPairs(weight, likely, veto)
