"""From pairs of records to levels: which outcome of each comparison holds. `KINDS` names the functions that say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching import (
    alike,
    contrast,
    dates,
    described,
    numbers,
    online,
    part_numbers,
    persons,
    phones,
    places,
    rarity,
    title,
    traits,
)
from apps.matching.columns import Columns, few
from apps.matching.forked import as_done, shared_array
from apps.matching.kept import Kept
from apps.matching.sides import Sides
from apps.matching.types import (
    MISSING,
    NO_TABLES,
    Comparison,
    Flags,
    Floats,
    Indices,
    LevelMatrix,
    Near,
    SpecError,
    Tables,
)

CHUNK: Final = 65_536
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
    "tax_number": Kind(numbers.tax_number, tiers=alike.EDIT_TIERS),
    "registered": Kind(numbers.registered, tiers=numbers.REGISTERED_TIERS),
    "date": Kind(dates.date, tiers=dates.DATE_TIERS),
    "online": Kind(online.online, most=2, tiers=online.ONLINE_TIERS),
    "similar": Kind(alike.similar),
    "tokens": Kind(alike.tokens),
    "rarity": Kind(rarity.rarity),
    "rarity_alike": Kind(rarity.rarity_alike),
    "numeric": Kind(alike.numeric),
    "phone": Kind(phones.phone, tiers=phones.PHONE_TIERS),
    "person_name": Kind(persons.person_name, least=2, most=4, tiers=persons.PERSON_TIERS),
    "middle_name": Kind(persons.middle_name, tiers=persons.MIDDLE_TIERS),
    "address": Kind(places.address, least=4, most=4, tiers=places.ADDRESS_TIERS),
    "title": Kind(title.title, most=5),
    "variant": Kind(title.variant, most=5),
    "brand": Kind(title.brand, least=3, most=3),
    "model": Kind(traits.model, least=2, most=4),
    "figures": Kind(traits.figures),
    "colour": Kind(traits.colour),
    "pack": Kind(traits.pack, most=2),
    "price": Kind(traits.price),
    "part_number": Kind(part_numbers.part_numbers, tiers=part_numbers.PART_NUMBER_TIERS),
    "description": Kind(described.description, least=2, most=2),
    "stated": Kind(described.stated, least=2, most=2),
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


@dataclass(frozen=True, slots=True)
class _Question:
    """A comparison that can be asked: its kind and the lowest grades of its levels."""

    kind: Kind
    features: tuple[str, ...]
    steps: NDArray[np.float32]
    floor: float

    def levels(self, columns: Columns, left: Indices, right: Indices, tables: Tables) -> NDArray[np.int8]:
        """Levels of pairs (n)."""
        sides = Sides(columns, left, right, self.features, self.floor, tables.token_weights, tables.frequencies)
        if sides.are_silent():
            return np.full(len(left), MISSING, np.int8)
        return to_levels(self.kind.grade(sides), self.steps)


def _question(comparison: Comparison) -> _Question:
    check(comparison)
    steps = cuts(comparison)
    kind = KINDS[comparison.kind]
    return _Question(kind, comparison.features, np.array(steps, np.float32), max(steps[-1], 0.0))


_asked: Final = Kept(_question)


def grades(comparison: Comparison, columns: Columns, left: Indices, right: Indices, tables: Tables) -> Floats:
    """Exact grades of pairs (n), NaN where missing: for showing a similarity to a person."""
    sides = Sides(columns, left, right, comparison.features, 0.0, tables.token_weights, tables.frequencies)
    return KINDS[comparison.kind].grade(sides)


def compare(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *,
    workers: int = 1,
) -> LevelMatrix:  # fmt: skip
    """Levels of n pairs in k comparisons: an int8 matrix (n by k), 0 the best level, -1 missing on either side.

    `left` and `right` are positions in `columns`. With several `workers` so many processes share the comparisons: each
    derives what it needs of the columns for its own. Raises `SpecError` for a comparison that cannot be asked.
    """
    levels: LevelMatrix = np.empty((len(comparisons), len(left)), np.int8).T
    for asking, column in answers(comparisons, columns, left, right, tables, workers=workers):
        levels[:, asking] = column[:, np.newaxis]
    leave_out(comparisons, levels)
    return levels


def answers(
    comparisons: Sequence[Comparison], columns: Columns, left: Indices, right: Indices, tables: Tables, *, workers: int
) -> Iterator[tuple[list[int], NDArray[np.int8]]]:
    """Levels of n pairs, question by question in any order: the places of the comparisons that ask it, its answer (n).

    Every comparison is taken as asked of all pairs: `leave_out` is still to be done.
    """
    questions = [_asked(comparison) for comparison in comparisons]
    first = _first_asked(comparisons)
    workers = workers if len(left) > CHUNK else 1

    def effort(place: int) -> int:
        # A value takes about as long to look at as ten pairs do.
        return sum(len(left) + 10 * len(columns[feature]) for feature in questions[place].features)

    order = sorted(set(first), key=effort, reverse=True)
    array = np.empty if workers == 1 else shared_array
    answered: dict[int, NDArray[np.int8]] = {place: array(len(left), np.dtype(np.int8)) for place in order}

    def answer(place: int) -> None:
        for start, stop in chunks(len(left)):
            levels = questions[place].levels(columns, left[start:stop], right[start:stop], tables)
            answered[place][start:stop] = levels

    for number, _ in as_done([partial(answer, place) for place in order], workers):
        yield [at for at, asked in enumerate(first) if asked == order[number]], answered.pop(order[number])


def _first_asked(comparisons: Sequence[Comparison]) -> list[int]:
    """For every comparison the place of the first that asks the same, of whatever pairs."""
    asked = [(c.kind, c.features, tuple(cuts(c))) for c in comparisons]
    return [asked.index(each) for each in asked]


def leave_out(comparisons: Sequence[Comparison], levels: LevelMatrix) -> None:
    """Make missing what a comparison is not to say of some pairs, because of how near they are in others."""
    for place, pairs in not_asked(comparisons, levels):
        levels[pairs, place] = MISSING


def not_asked(comparisons: Sequence[Comparison], levels: LevelMatrix) -> Iterator[tuple[int, Flags]]:
    """The place of each comparison that is `given` or `unless` others, and the pairs (n) of which it is not asked."""
    place = {comparison.name: at for at, comparison in enumerate(comparisons)}
    close: dict[tuple[Near, ...], Flags] = {}
    for at, comparison in enumerate(comparisons):
        if near := comparison.given or comparison.unless:
            if near not in close:
                close[near] = np.logical_or.reduce([_reach(levels[:, place[each.comparison]], each) for each in near])
            yield at, close[near] != bool(comparison.given)


def _reach(levels: NDArray[np.int8], near: Near) -> Flags:
    """Where the levels of a comparison are near enough."""
    return np.asarray((levels >= 0) & (levels <= near.level))


def chunks(size: int) -> Iterator[tuple[int, int]]:
    """Consecutive ranges of at most `CHUNK` that cover 0..size, at least one."""
    for start in range(0, max(size, 1), CHUNK):
        yield start, min(start + CHUNK, size)


def to_levels(values: Floats, steps: NDArray[np.float32]) -> NDArray[np.int8]:
    """The position of the first step a grade reaches; past the last step it is the else level, NaN is missing.

    `steps` are the lowest grades of all levels but the last, best first.
    """
    levels: NDArray[np.int8]
    graded = values == values  # NaN is the one number that differs from itself
    if few(len(values)):
        levels = (len(steps) - steps[::-1].searchsorted(values, "right")).astype(np.int8)
        levels[~graded] = MISSING
    elif 3 * np.count_nonzero(graded) < len(values):  # it pays to look at those alone
        levels = np.full(len(values), MISSING, np.int8)
        rows = graded.nonzero()[0]
        levels[rows] = to_levels(values[rows], steps)
    else:
        levels = np.zeros(len(values), np.int8)
        for step in steps:
            levels += values < step
        levels += ~graded * np.int8(MISSING)
    return levels
