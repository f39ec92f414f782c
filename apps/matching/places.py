"""Are these addresses of one place? Postcode, house number, street and city are one question: one fact counts once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import Sides, both, silent
from apps.matching.slips import words_alike
from apps.matching.tokens import containment
from apps.matching.types import Codes, Flags, Floats

ADDRESS_TIERS: Final = (
    "same address",
    "same building",
    "same street",
    "same street and number, other place",
    "same postcode",
    "same postcode, another house",
    "same city",
    "same city, another address",
    "different",
)


def address(sides: Sides) -> Floats:
    """Postcode, house number, street and city as one question, so that one fact is not counted four times.

    Same address: street, number and place (postcode or city) agree. Same building: number and postcode agree, or
    number and street where the place is unknown. Same street: street and place agree, a number is missing. Then street
    and number where the places differ (a suburb for its city), the postcode, the city, each with what is known beside
    it not being different, or being so; nothing. Slips in street and city are forgiven, and a street's word that one
    side leaves out.
    """
    grades = silent(len(sides))
    present = [sides.present(position) for position in range(4)]
    rows = (present[0] | present[1] | present[2] | present[3]).nonzero()[0]
    if len(rows) == 0:
        return grades
    street, city = (_Part(*sides.codes_at(rows, position)) for position in (2, 3))
    unknown = ~(present[0] | present[3])[rows]
    same_postcode, same_number, open_number = sides.equal(0)[rows], sides.equal(1)[rows], ~present[1][rows]
    same_city = city.alike(~same_postcode)
    place = same_postcode | same_city
    # Where the house numbers differ, no outcome asks for the street.
    same_street = street.same_street(same_number | (open_number & (place | unknown)))
    elsewhere = ~same_street & ((present[1][rows] & ~same_number) | (open_number & present[2][rows]))
    found = same_city.astype(np.float32)
    outcomes = (
        same_city & ~elsewhere,
        same_postcode,
        same_postcode & ~elsewhere,
        same_street & same_number,
        same_street & open_number & (place | unknown),
        same_number & (same_postcode | (same_street & unknown)),
        same_street & same_number & place,
    )
    for step, fits in enumerate(outcomes, 2):
        np.copyto(found, step, where=fits)
    grades[rows] = found
    return grades


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the addresses of both sides."""

    column: Column
    left: Codes
    right: Codes

    def alike(self, where: Flags) -> Flags:
        """Equal or a slip apart, `where` that matters."""
        alike = np.zeros(len(where), bool)
        rows = where.nonzero()[0]
        alike[rows] = words_alike(self.column, self.left[rows], self.right[rows])
        return alike

    def same_street(self, where: Flags) -> Flags:
        """Alike or one name inside the other ("Hillhurst Avenue", "North Hillhurst Avenue"); numbers in them agree."""
        found = self.alike(where)
        rest = (where & ~found & both(self.left, self.right)).nonzero()[0]
        found[rest] = containment(self.column, self.left[rest], self.right[rest], least=2) >= 1
        rows = found.nonzero()[0]
        found[rows] &= ~_numbers_differ(self.column, self.left[rows], self.right[rows])
        return found


def _numbers_differ(column: Column, left: Codes, right: Codes) -> Flags:
    """10th street is not 11th street, however alike they look."""
    table, _ = column.translated("digits", lambda text: "".join(filter(str.isdigit, text)))
    one, other = table[left], table[right]
    return np.asarray(both(one, other) & (one != other))
