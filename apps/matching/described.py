"""What the descriptions of two products add, where their titles leave open whether they are one.

Products of one kind are described in the same words as they are named. So descriptions are asked only of products that
are named alike: what they add to that is measured, and not the likeness of the titles once more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import Sides, both, silent
from apps.matching.tokens import containment, token_sets, weighted_likeness
from apps.matching.traits import shared_figures
from apps.matching.types import Codes, Floats, Indices

NAMED_ALIKE: Final = 0.5
"""Share of the shorter title's words that the longer has, from which descriptions are compared."""


def description(sides: Sides) -> Floats:
    """How alike the descriptions of two products are that are named alike, 0 to 1, with rare words counting more.

    Features: the words of the description, and those of the title.
    """
    weights = sides.token_weights.get(sides.features[0], {})
    return _where_named_alike(
        sides, lambda column, left, right: weighted_likeness(token_sets(column, weights), left, right)
    )


def stated(sides: Sides) -> Floats:
    """Share of the figures that the descriptions of two products have in common which are named alike, 0 to 1.

    Features as for `description`.
    """
    return _where_named_alike(sides, shared_figures)


def _where_named_alike(sides: Sides, grade: Callable[[Column, Codes, Codes], Floats]) -> Floats:
    grades = silent(len(sides))
    rows = _named_alike(sides)
    if len(rows):
        grades[rows] = grade(*sides.codes_at(rows))
    return grades


def _named_alike(sides: Sides) -> Indices:
    """The pairs that have descriptions, and titles of which one has half of the other's words."""
    titles, left, right = sides.codes(1)
    rows = np.flatnonzero(sides.present() & both(left, right))
    return np.asarray(rows[containment(titles, left[rows], right[rows], 1) >= NAMED_ALIKE])
