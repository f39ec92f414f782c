"""From pairs of records to levels: which outcome of each comparison holds for each pair.

The kinds are pure functions over columns (`alike.py`, `composite.py`); `KINDS` names them for specifications.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from apps.matching import alike, composite
from apps.matching.columns import Columns
from apps.matching.sides import Sides
from apps.matching.types import MISSING, NO_TABLES, Comparison, Floats, Indices, LevelMatrix, SpecError, Tables

CHUNK: Final = 200_000
"""Pairs compared at a time: what is held in memory for them does not grow with the number of pairs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of comparing: its function, how many features it reads, and its steps (none: a similarity is measured)."""

    grade: Callable[[Sides], Floats]
    least: int = 1
    most: int = 1
    tiers: tuple[str, ...] = ()


KINDS: Final[dict[str, Kind]] = {
    "exact": Kind(alike.exact, tiers=("same", "different")),
    "one_of": Kind(alike.one_of, tiers=("one in common", "none in common")),
    "set_equal": Kind(alike.set_equal, tiers=("same", "different")),
    "edit": Kind(alike.edit, tiers=alike.EDIT_TIERS),
    "email": Kind(alike.email, tiers=alike.EMAIL_TIERS),
    "similar": Kind(alike.similar),
    "tokens": Kind(alike.tokens),
    "numeric": Kind(alike.numeric),
    "person_name": Kind(composite.person_name, least=2, most=3, tiers=composite.PERSON_TIERS),
    "address": Kind(composite.address, least=4, most=4, tiers=composite.ADDRESS_TIERS),
    "title": Kind(composite.title, most=2),
}


def check(comparison: Comparison) -> None:
    """Raise `SpecError` unless the comparison can be asked: known kind, features it can read, levels in order."""
    kind = KINDS.get(comparison.kind)
    if kind is None:
        raise SpecError(f"{comparison.name}: no kind of comparison is called {comparison.kind!r}")
    if not kind.least <= len(comparison.features) <= kind.most:
        raise SpecError(f"{comparison.name}: {comparison.kind} reads {kind.least} to {kind.most} features")
    if not 2 <= len(comparison.levels) <= 100:
        raise SpecError(f"{comparison.name}: needs at least an agreeing level and an else level")
    steps = cuts(comparison)
    if any(lower >= upper for upper, lower in pairwise(steps)):
        raise SpecError(f"{comparison.name}: levels must be listed best first")


def cuts(comparison: Comparison) -> list[float]:
    """The lowest grade of every level but the last, which takes the rest."""
    tiers = len(KINDS[comparison.kind].tiers)
    found = []
    for position, level in enumerate(comparison.levels[:-1]):
        if level.at_least is None and not tiers:
            raise SpecError(f"{comparison.name}: level {level.label!r} needs a lowest grade")
        found.append(float(tiers - 1 - position) if level.at_least is None else level.at_least)
    return found


def tier_cut(kind: str, tier: str) -> float:
    """The grade of a named tier, for specifications that leave tiers out."""
    tiers = KINDS[kind].tiers
    return float(len(tiers) - 1 - tiers.index(tier))


def grades(comparison: Comparison, columns: Columns, left: Indices, right: Indices, tables: Tables) -> Floats:
    """Exact grades of pairs (n), NaN where missing: for showing a similarity to a person."""
    sides = Sides(columns, comparison.features, left, right, token_weights=tables.token_weights)
    return KINDS[comparison.kind].grade(sides)


def compare(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES
) -> LevelMatrix:
    """Levels of n pairs in k comparisons: an int8 matrix (n by k), 0 the best level, -1 missing on either side.

    `left` and `right` are positions in `columns`. Raises `SpecError` for a comparison that cannot be asked.
    """
    for comparison in comparisons:
        check(comparison)
    levels = np.full((len(left), len(comparisons)), MISSING, dtype=np.int8, order="F")
    for start, stop in chunks(len(left)):
        for position, comparison in enumerate(comparisons):
            steps = cuts(comparison)
            sides = Sides(
                columns,
                comparison.features,
                left[start:stop],
                right[start:stop],
                floor=max(steps[-1], 0.0),
                total=len(left),
                token_weights=tables.token_weights,
            )
            levels[start:stop, position] = to_levels(KINDS[comparison.kind].grade(sides), steps)
    return levels


def chunks(size: int) -> Iterator[tuple[int, int]]:
    """Consecutive ranges of at most `CHUNK` that cover 0..size."""
    for start in range(0, size, CHUNK):
        yield start, min(start + CHUNK, size)


def to_levels(values: Floats, steps: Sequence[float]) -> LevelMatrix:
    """The position of the first step a grade reaches; past the last step it is the else level, NaN is missing."""
    levels = np.zeros(len(values), np.int8)
    for step in steps:
        levels += values < np.float32(step)
    levels[np.isnan(values)] = MISSING
    return levels
