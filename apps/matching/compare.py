"""From pairs of records to levels: which outcome of each comparison holds for each pair.

The kinds are pure functions over columns (`alike.py`, `persons.py`, `places.py` …); `KINDS` names
them for specifications.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching import alike, contrast, dates, online, persons, places, rarity, title, traits
from apps.matching.columns import Columns, few
from apps.matching.kept import Kept
from apps.matching.sides import Pairs, Sides
from apps.matching.types import MISSING, NO_TABLES, Comparison, Floats, Indices, LevelMatrix, SpecError, Tables

CHUNK: Final = 32_768
"""Pairs compared at a time: memory for them does not grow with the number of pairs, and stays near the processor."""


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
    "date": Kind(dates.date, tiers=dates.DATE_TIERS),
    "online": Kind(online.online, most=2, tiers=online.ONLINE_TIERS),
    "similar": Kind(alike.similar),
    "tokens": Kind(alike.tokens),
    "rarity": Kind(rarity.rarity),
    "numeric": Kind(alike.numeric),
    "person_name": Kind(persons.person_name, least=2, most=4, tiers=persons.PERSON_TIERS),
    "middle_name": Kind(persons.middle_name, tiers=persons.MIDDLE_TIERS),
    "address": Kind(places.address, least=4, most=4, tiers=places.ADDRESS_TIERS),
    "title": Kind(title.title, most=5),
    "variant": Kind(title.variant, most=5),
    "brand": Kind(title.brand, least=3, most=3),
    "model": Kind(traits.model, least=2, most=3),
    "figures": Kind(traits.figures),
    "colour": Kind(traits.colour),
    "pack": Kind(traits.pack, most=2),
    "price": Kind(traits.price),
    "contrast": Kind(contrast.contrast, tiers=("nothing against it", "one excludes the other")),
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


@dataclass(frozen=True, slots=True)
class _Question:
    """A comparison that can be asked: its kind and the lowest grades of its levels."""

    kind: Kind
    features: tuple[str, ...]
    steps: NDArray[np.float32]
    floor: float

    def can_be_answered(self, heard: Container[str], known: tuple[Container[str], Container[str]]) -> bool:
        """False where no pair can have a grade: one feature must be `heard` from both sides of a pair, of several
        some must be `known` on either side.
        """
        if len(self.features) == 1:
            return self.features[0] in heard
        return all(any(feature in side for feature in self.features) for side in known)


def _question(comparison: Comparison) -> _Question:
    check(comparison)
    steps = cuts(comparison)
    kind = KINDS[comparison.kind]
    return _Question(kind, comparison.features, np.array(steps, np.float32), max(steps[-1], 0.0))


_asked: Final = Kept(_question)


def grades(comparison: Comparison, columns: Columns, left: Indices, right: Indices, tables: Tables) -> Floats:
    """Exact grades of pairs (n), NaN where missing: for showing a similarity to a person."""
    pairs = Pairs.of(columns, left, right)
    sides = Sides(pairs, comparison.features, 0.0, tables.token_weights, tables.frequencies)
    return KINDS[comparison.kind].grade(sides)


def compare(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES
) -> LevelMatrix:
    """Levels of n pairs in k comparisons: an int8 matrix (n by k), 0 the best level, -1 missing on either side.

    `left` and `right` are positions in `columns`. Raises `SpecError` for a comparison that cannot be asked.
    """
    levels = np.empty((len(left), len(comparisons)), np.int8, order="F")
    for start, stop in chunks(len(left)):
        compare_into(levels[start:stop], comparisons, columns, left[start:stop], right[start:stop], tables)
    return levels


def compare_into(
    levels: LevelMatrix, comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices,
    tables: Tables,
) -> None:  # fmt: skip
    """Write the levels of one chunk of pairs into `levels` (n by k)."""
    levels[...] = MISSING
    pairs = Pairs.of(columns, left, right)
    heard, known = pairs.in_common(), pairs.known()
    for position, comparison in enumerate(comparisons):
        question = _asked(comparison)
        if question.can_be_answered(heard, known):
            sides = Sides(pairs, question.features, question.floor, tables.token_weights, tables.frequencies)
            levels[:, position] = to_levels(question.kind.grade(sides), question.steps)


def chunks(size: int) -> Iterator[tuple[int, int]]:
    """Consecutive ranges of at most `CHUNK` that cover 0..size, at least one."""
    for start in range(0, max(size, 1), CHUNK):
        yield start, min(start + CHUNK, size)


def to_levels(values: Floats, steps: NDArray[np.float32]) -> LevelMatrix:
    """The position of the first step a grade reaches; past the last step it is the else level, NaN is missing.

    `steps` are the lowest grades of all levels but the last, best first.
    """
    levels: LevelMatrix
    if few(len(values)):
        levels = (len(steps) - steps[::-1].searchsorted(values, "right")).astype(np.int8)
    else:
        levels = np.zeros(len(values), np.int8)
        for step in steps:
            levels += values < step
    levels[values != values] = MISSING  # NaN is the one number that differs from itself
    return levels
