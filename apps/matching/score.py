"""From levels to a score: weights of evidence in bits, added up.

A weight is log2(m / u): how many times likelier the outcome is among records of the same thing than among others
(Fellegi and Sunter 1969). The prior is the log2 odds before comparing, the sum the log2 odds after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, Columns
from apps.matching.compare import chunks, compare, compare_into, grades
from apps.matching.forked import shared_array, side_by_side
from apps.matching.types import (
    MISSING,
    NO_TABLES,
    PRIOR,
    SEPARATOR,
    Comparison,
    Evidence,
    Floats,
    Indices,
    Level,
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


PERCENT: Final = "{percent}"
"""Stands in the words of a level for the measured similarity."""

DENSE: Final = 1 << 22
"""Most patterns that are counted in one table."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of a level matrix: `levels` (p by k), `counts` of pairs (p), and the row of each pair (n)."""

    levels: LevelMatrix
    counts: Indices
    of_pair: Indices


def patterns(levels: LevelMatrix) -> Patterns:
    """Count pairs by their pattern of levels: a few thousand patterns stand for millions of pairs.

    A row is read as one number in a mixed radix. Where the radix outgrows a table, the numbers that occur are numbered
    anew, in order: no sorting.
    """
    code, room = np.zeros(len(levels), np.int32), 1
    for column in levels.T:
        radix = int(column.max(initial=0)) + 2
        if room * radix > DENSE:
            code, room = _renumbered(code, room)
        code, room = code * np.int32(radix) + column + np.int32(1), room * radix
    code, room = _renumbered(code, room)
    first = np.empty(room, np.int64)
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)  # of several the last written stays: the first pair
    return Patterns(levels[first], np.bincount(code, minlength=room), code.astype(np.int64))


def _renumbered(code: NDArray[np.int32], room: int) -> tuple[NDArray[np.int32], int]:
    """The numbers that occur, numbered 0, 1, 2 … in their order; and how many there are."""
    occurs = np.zeros(room, bool)
    occurs[code] = True
    number = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return number[code], int(occurs.sum())


def rarity(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, levels: LevelMatrix,
    tables: Tables,
) -> NDArray[np.float32]:  # fmt: skip
    """Bits to add per pair (n by k) because agreement on a rare value says more than on a common one."""
    bits = np.zeros(levels.shape, np.float32)
    for position, comparison in enumerate(comparisons):
        if tables.frequencies.get(comparison.frequency_of):
            rows, extra = rarity_of(comparison, columns, left, right, levels[:, position], tables)
            bits[rows, position] = extra
    return bits


def value_frequencies(column: Column, most: int) -> dict[str, float]:
    """Relative frequency of the most frequent values of a column, among the records that have one."""
    counts = np.bincount(column.codes, minlength=len(column))
    counts[0] = 0
    top = [int(code) for code in np.argsort(-counts, kind="stable")[:most] if counts[code] > 0]
    total = int(counts.sum())
    return {column.values[code]: int(counts[code]) / total for code in top}


def compared(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *,
    workers: int = 1,
) -> LevelMatrix:  # fmt: skip
    """Levels of n pairs in k comparisons (n by k), the chunks of pairs shared among so many processes."""
    array = shared_array if workers > 1 else np.empty
    levels: LevelMatrix = array((len(comparisons), len(left)), np.dtype(np.int8)).T

    def work(start: int, stop: int) -> None:
        compare_into(levels[start:stop], comparisons, columns, left[start:stop], right[start:stop], tables)

    _chunk_by_chunk(len(left), work, workers)
    return levels


def _chunk_by_chunk(size: int, work: Callable[[int, int], None], workers: int) -> None:
    """The first chunk is done before forking, so that what it derives from the columns is derived once."""
    first, *rest = chunks(size)
    work(*first)
    side_by_side([partial(work, *each) for each in rest], workers)


def score_levels(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *, workers: int = 1
) -> tuple[ScoredPairs, LevelMatrix]:
    """Compare and score pairs, and keep the levels: for estimating weights and for evidence.

    With several `workers` so many processes share the chunks of pairs, with the same result.
    """
    size, k = len(left), len(spec.comparisons)
    array = shared_array if workers > 1 else np.empty
    levels = array((k, size), np.dtype(np.int8)).T
    weight, likely = (array((size,), np.dtype(np.float32)) for _ in range(2))
    veto = array((size,), np.dtype(np.int16))

    def work(start: int, stop: int) -> None:
        pairs = left[start:stop], right[start:stop]
        compare_into(levels[start:stop], spec.comparisons, columns, *pairs, tables)
        scored = _scored(spec, columns, *pairs, levels[start:stop], tables)
        weight[start:stop], likely[start:stop], veto[start:stop] = scored.weight, scored.probability, scored.veto

    _chunk_by_chunk(size, work, workers)
    return ScoredPairs(weight, likely, veto), levels


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
    for position, comparison in enumerate(spec.comparisons):
        if tables.frequencies.get(comparison.frequency_of):
            rows, bits = rarity_of(comparison, columns, left, right, levels[:, position], tables)
            extra = np.zeros(len(left), np.float32) if extra is None else extra
            extra[rows] += bits
    return score(spec.comparisons, levels, spec.prior, extra)


def evidence(
    spec: MatchSpec,
    columns: Columns,
    left: Indices,
    right: Indices,
    tables: Tables = NO_TABLES,
    *,
    with_values: bool = True,
) -> list[tuple[Evidence, ...]]:
    """Why each pair has its score: one line for the prior, one per comparison, one per rarity adjustment.

    The weights of a pair's lines add up to its score exactly. Without `with_values` the lines leave out the compared
    values, for storing what anybody may read.
    """
    levels = compare(spec.comparisons, columns, left, right, tables)
    return explained(spec, columns, (left, right), levels, tables, with_values=with_values)


def explained(
    spec: MatchSpec,
    columns: Columns,
    pairs: tuple[Indices, Indices],
    levels: LevelMatrix,
    tables: Tables = NO_TABLES,
    *,
    with_values: bool = True,
) -> list[tuple[Evidence, ...]]:
    """`evidence` of pairs (left, right) whose levels (n by k) are known already."""
    left, right = pairs
    extra = rarity(spec.comparisons, columns, left, right, levels, tables)
    measured = [_measured(comparison, columns, left, right, tables) for comparison in spec.comparisons]
    level_of, extra_of = levels.tolist(), extra.tolist()  # plain numbers: a row at a time numpy is the slow way
    found = []
    for row, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        lines = [Evidence(PRIOR, "before comparing", in_grains(spec.prior), "", "")]
        for position, comparison in enumerate(spec.comparisons):
            values = tuple(_shown(comparison, columns, record) for record in pair) if with_values else ("", "")
            lines.append(_line(comparison, level_of[row][position], measured[position][row], values))
            if extra_of[row][position]:
                lines.append(_rarity_line(comparison, extra_of[row][position], values))
        found.append(tuple(lines))
    return found


def _measured(
    comparison: Comparison, columns: Columns, left: Indices, right: Indices, tables: Tables
) -> Sequence[float]:
    """Exact grades (n) of a comparison that shows them."""
    if not any(PERCENT in level.label for level in comparison.levels):
        return [0.0] * len(left)
    found: list[float] = grades(comparison, columns, left, right, tables).tolist()
    return found


def _line(comparison: Comparison, level: int, grade: float, values: tuple[str, ...]) -> Evidence:
    if level == MISSING:
        return Evidence(comparison.name, "missing", 0.0, values[0], values[1])
    chosen = comparison.levels[level]
    words = _worded(comparison, chosen, grade)
    return Evidence(comparison.name, words, in_grains(chosen.weight), values[0], values[1], chosen.veto)


def _worded(comparison: Comparison, level: Level, grade: float) -> str:
    # The whole part of a title's grade is the verdict of its model codes; the similarity is what remains.
    share = grade % 1 if comparison.kind == "title" else grade
    return level.label.replace(PERCENT, f"{share * 100:.0f} %")


def _rarity_line(comparison: Comparison, bits: float, values: tuple[str, ...]) -> Evidence:
    label = "a rare value" if bits > 0 else "a common value"
    return Evidence(f"{comparison.name}:rarity", label, bits, values[0], values[1])


def _shown(comparison: Comparison, columns: Columns, record: int) -> str:
    texts = (columns.text(feature, record) for feature in comparison.features)
    return " · ".join(text.replace(SEPARATOR, " / ") for text in texts if text)
