"""Telephone numbers: E.164, or the digits of one that somebody wrote down as it is dialled on the spot.

A number that is only nearly the same is no slip more often than a line next to it: offices are given whole blocks.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import Sides, grade_single
from apps.matching.types import Codes, Floats

PHONE_TIERS: Final = ("same", "same behind its code", "different")

TAIL: Final = 6
"""Digits at the end that two numbers share at least where one of them lacks a code in front."""


def phone(sides: Sides) -> Floats:
    """One of the numbers is the same; the same, where a side leaves out the code of area or country; or different."""
    return grade_single(sides, _unequal, best=2.0)


def _unequal(column: Column, left: Codes, right: Codes) -> Floats:
    tails = column.once("tails", lambda: np.fromiter((hash(number[-TAIL:]) for number in column.values), np.int64))
    found = np.zeros(len(left), np.float32)
    rows = (tails.take(left) == tails.take(right)).nonzero()[0]
    found[rows] = [is_tail(*pair) for pair in column.pairs(left[rows], right[rows])]
    return found


def is_tail(one: str, other: str) -> bool:
    """One number is how the other ends."""
    short, long = sorted((one.lstrip("+"), other.lstrip("+")), key=len)
    return len(short) >= TAIL and long.endswith(short)
