"""The kinds of comparison that ask how rare that is which two records share: few people are called that.

How much it tells is a matter of levels and weights like any other answer, so it is learnt from a batch: most records
that share what hardly anyone has are the same thing, and a name of thousands says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Final

import numpy as np

from apps.matching.sides import Sides
from apps.matching.types import Floats, Level
from apps.matching.weigh import bits_of, bits_of_value

CAP: Final = 16.0
"""Bits beyond which a value is not rarer or commoner than others."""


def rarity(sides: Sides) -> Floats:
    """How much rarer than usual the shared value is, in bits: log2(u / f). Missing where the values differ.

    f is the relative frequency of the value, u the chance that two random records agree at all (Σ f²). A value that
    the table of frequencies does not know counts as its rarest; without a table nothing is rare or common.
    """
    grade = np.full(len(sides), np.nan, np.float32)
    table = sides.frequencies.get(sides.features[0])
    rows = sides.equal().nonzero()[0]
    if table and len(rows):
        column, one, _ = sides.codes_at(rows)
        grade[rows] = bits_of(column, one, table, CAP)
    return grade


def of_one(one: tuple[str, ...], other: tuple[str, ...], floor: float, table: Mapping[str, float]) -> float:
    """The same of one pair: to the bit the grade that the pair has in a batch."""
    if not table or not one[0] or one[0] != other[0]:
        return nan
    return bits_of_value(one[0], table, CAP)


def rarity_alike(sides: Sides) -> Floats:
    """The same of values that need not be equal, for pairs that are alike in an earlier comparison.

    The commoner of the two counts: a slip in a name of thousands makes a rare name, and is still a name of thousands.
    """
    grade = np.full(len(sides), np.nan, np.float32)
    table = sides.frequencies.get(sides.features[0])
    rows = sides.present().nonzero()[0]
    if table and len(rows):
        column, one, other = sides.codes_at(rows)
        grade[rows] = np.minimum(bits_of(column, one, table, CAP), bits_of(column, other, table, CAP))
    return grade


def alike_of_one(one: tuple[str, ...], other: tuple[str, ...], floor: float, table: Mapping[str, float]) -> float:
    """The same of one pair: to the bit the grade that the pair has in a batch."""
    if not table or not one[0] or not other[0]:
        return nan
    return min(bits_of_value(one[0], table, CAP), bits_of_value(other[0], table, CAP))


STEPS: Final = tuple(half / 2 for half in range(20, -17, -1))
"""Half-bits from ten bits rarer than usual to eight bits commoner."""


def rarity_levels() -> tuple[Level, ...]:
    """Levels of half a bit, each declared to weigh what chance alone would have it weigh."""
    rows = tuple(Level(_words(bits), bits, bits) for bits in STEPS)
    return (*rows, Level(_words(STEPS[-1] - 1), STEPS[-1] - 0.5))


def _words(bits: float) -> str:
    if abs(bits) < 1:
        return "neither rare nor common"
    kind = "rare" if bits > 0 else "common"
    return f"a very {kind} value" if abs(bits) >= 4 else f"a {kind} value"
