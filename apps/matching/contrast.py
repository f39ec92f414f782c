"""Traits that exclude each other: left and right, new and used."""

from __future__ import annotations

import numpy as np

from apps.matching.sides import Sides, both, by_distinct_pairs, silent
from apps.matching.types import Floats


def contrast(sides: Sides) -> Floats:
    """0 where both sides name a class of traits and no value of it in common, 1 where all that both name agree.

    The feature holds words "class:value" with blanks between ("side:left size:3"). Where no class is named by both,
    nothing is said.
    """
    column, left, right = sides.codes()
    traits = column.once("traits", lambda: [classes_of(value) for value in column.values])

    def decide(one: int, other: int) -> float:
        common = traits[one].keys() & traits[other].keys()
        if not common:
            return float("nan")
        return float(all(traits[one][name] & traits[other][name] for name in common))

    grades = silent(len(sides))
    present = both(left, right)
    same = present & (left == right)
    grades[same] = 1.0
    rows = np.flatnonzero(present & ~same)
    if len(rows):
        grades[rows] = by_distinct_pairs(left[rows], right[rows], decide)
    return grades


def classes_of(value: str) -> dict[str, set[str]]:
    """The values of each class in a feature: {"side": {"left"}}."""
    found: dict[str, set[str]] = {}
    for word in value.split():
        name, _, said = word.partition(":")
        found.setdefault(name, set()).add(said)
    return found
