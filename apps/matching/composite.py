"""Are these titles of one product?"""

from __future__ import annotations

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import Sides, both, by_distinct_pairs, silent
from apps.matching.tokens import token_sets, weighted_likeness
from apps.matching.types import SEPARATOR, Codes, Floats


def title(sides: Sides) -> Floats:
    """How alike two product titles are, 0 to 1, with rare words counting more; model codes move it a whole step.

    Features: the title's words, and (optional) its model codes. A shared code (or one that begins with the other, from
    four characters) adds 1, codes on both sides of which none is shared subtract 1. So 1.6 reads "same model code,
    60 % alike". Words are weighted by the table given for the title feature; without one they weigh the same.
    """
    column, left, right = sides.codes()
    grades = silent(len(sides))
    present = both(left, right)
    sets = token_sets(column, sides.token_weights.get(sides.features[0], {}))
    # Just under 1, so that the whole part of a grade always tells what the codes said.
    grades[present] = np.minimum(weighted_likeness(sets, left[present], right[present]), np.float32(0.999))
    if sides.has(1):
        grades += _codes_say(*sides.codes(1))
    return grades


def _codes_say(column: Column, left: Codes, right: Codes) -> Floats:
    """+1 where a model code is shared, -1 where both sides have codes and share none, else 0."""
    said = np.zeros(len(left), np.float32)
    present = both(left, right)
    lists = column.once("codes", lambda: [[c for c in v.split(SEPARATOR) if c] for v in column.values])

    def shared(one: int, other: int) -> float:
        return 1.0 if any(same_code(a, b) for a in lists[one] for b in lists[other]) else -1.0

    equal = present & (left == right)
    said[equal] = 1.0
    rest = present & ~equal
    said[rest] = by_distinct_pairs(left[rest], right[rest], shared)
    return said


def same_code(one: str, other: str) -> bool:
    """Two model codes mean the same model: equal, or one is the beginning of the other (a colour or region suffix)."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 4 and long.startswith(short))
