"""Part numbers of which the one may be the other with something in front of it or behind it."""

from __future__ import annotations

from typing import Final

from apps.matching.columns import Column
from apps.matching.sides import Sides, by_distinct_pairs, grade_single
from apps.matching.types import Codes, Floats

SHORTEST: Final = 4
"""Characters of a part number that is looked for in another: shorter ones stand there by chance."""

PART_NUMBER_TIERS: Final = ("same", "one begins or ends with the other", "different")


def part_numbers(sides: Sides) -> Floats:
    """2 for the same part number, 1 where one begins or ends with the other ("ID9S", "ID9SVC"), 0 otherwise.

    Shops put a maker's letters in front of a number, and colour, country or packing behind it.
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        values = column.values
        return by_distinct_pairs(left, right, lambda one, other: float(is_longer(values[one], values[other])))

    return grade_single(sides, grade, best=2.0)


def is_longer(one: str, other: str) -> bool:
    """Whether the longer of two part numbers begins or ends with the shorter."""
    part, whole = sorted((one, other), key=len)
    return len(part) >= SHORTEST and (whole.startswith(part) or whole.endswith(part))
