"""Why a pair has its score: the outcome of every comparison in words, beside what it weighs in bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from apps.matching.columns import Columns
from apps.matching.compare import compare, grades, not_asked
from apps.matching.types import (
    MISSING,
    NO_TABLES,
    PRIOR,
    SEPARATOR,
    Comparison,
    Evidence,
    Indices,
    Level,
    LevelMatrix,
    MatchSpec,
    Tables,
)
from apps.matching.weigh import in_grains

PERCENT: Final = "{percent}"
"""Stands in the words of a level for the measured similarity."""


def evidence(
    spec: MatchSpec,
    columns: Columns,
    left: Indices,
    right: Indices,
    tables: Tables = NO_TABLES,
    *,
    with_values: bool = True,
) -> list[tuple[Evidence, ...]]:
    """Why each pair has its score: one line for the prior, one per comparison.

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
    """`evidence` of pairs (left, right) whose levels (n by k) are known already; without what is not asked of them."""
    left, right = pairs
    spared = dict(not_asked(spec.comparisons, levels))
    measured = [_measured(comparison, columns, left, right, tables) for comparison in spec.comparisons]
    level_of = levels.tolist()  # plain numbers: a row at a time numpy is the slow way
    found = []
    for row, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        lines = [Evidence(PRIOR, "before comparing", in_grains(spec.prior), "", "")]
        for position, comparison in enumerate(spec.comparisons):
            if position in spared and spared[position][row]:
                continue
            values = tuple(_shown(comparison, columns, record) for record in pair) if with_values else ("", "")
            lines.append(_line(comparison, level_of[row][position], measured[position][row], values))
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


def _shown(comparison: Comparison, columns: Columns, record: int) -> str:
    texts = (columns.text(feature, record) for feature in comparison.features)
    return " · ".join(text.replace(SEPARATOR, " / ") for text in texts if text)
