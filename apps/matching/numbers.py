"""Numbers that an office gave: compared only with numbers of the same scheme.

One company has a VAT number and a tax number, a number in the register and one of another register beside it. That they
differ says nothing. The scheme stands behind the number, with a blank between ("DE18181508155 STNR"); the numbers that
most companies are known by have none.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from apps.matching.alike import edit, exact
from apps.matching.columns import Column, numbered
from apps.matching.sides import Sides
from apps.matching.types import Codes, Floats

REGISTERED_TIERS: Final = ("same", "different")


def tax_number(sides: Sides) -> Floats:
    """As `edit`; nothing of numbers of two schemes."""
    return _of_one_scheme(sides, edit(sides))


def registered(sides: Sides) -> Floats:
    """As `exact`; nothing of numbers of two schemes."""
    return _of_one_scheme(sides, exact(sides))


def scheme(number: str) -> str:
    """The scheme that stands behind a number, or ""."""
    return number.partition(" ")[2]


def _of_one_scheme(sides: Sides, grades: Floats) -> Floats:
    column, left, right = sides.codes()
    schemes = column.once("schemes", lambda: _schemes(column))
    if schemes.any():
        grades[schemes[left] != schemes[right]] = np.nan
    return grades


def _schemes(column: Column) -> Codes:
    """The scheme of every value, numbered; 0 for none."""
    number = numbered()
    return np.array([number[scheme(value)] for value in column.values], np.int32)
