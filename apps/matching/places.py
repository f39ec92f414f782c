"""Are these addresses of one place? Postcode, house number, street and city are one question: one fact counts once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import Sides, Steps, both, by_distinct_pairs, raise_to, same, silent
from apps.matching.slips import words_alike
from apps.matching.standardise.street import DIRECTIONS
from apps.matching.tokens import containment
from apps.matching.types import Codes, Flags, Floats, Indices

ADDRESS_TIERS: Final = (
    "same address",
    "same building",
    "same street",
    "same street and number, other place",
    "same postcode",
    "same street, another number",
    "same city",
    "same postcode, elsewhere in it",
    "same city, elsewhere in it",
    "different",
)


def address(sides: Sides) -> Floats:
    """Postcode, house number, street and city as one question, so that one fact is not counted four times.

    Same address: street, number and place (postcode or city) agree. Same building: number and postcode agree, or
    number and street where the place is unknown. Same street: street and place agree, a number is missing. Then street
    and number where the places differ (a suburb for its city); the postcode, where nothing else is known to differ;
    another number in the street; the city, where nothing differs; postcode or city, with another street; nothing. Slips
    in street and city are forgiven, and a street's word that one side leaves out.
    """
    grades = silent(len(sides))
    present = tuple(sides.present(position) for position in range(4))
    rows = (present[0] | present[1] | present[2] | present[3]).nonzero()[0]
    if len(rows):
        grades[rows] = _graded(sides, present, rows)
    return grades


def _graded(sides: Sides, present: tuple[Flags, ...], rows: Indices) -> Steps:
    """The grades of those rows where a part at least is there on both sides (`present`, by part)."""
    street, city = (_Part(*sides.codes_at(rows, position)) for position in (2, 3))
    unknown, open_number = ~(present[0] | present[3])[rows], ~present[1][rows]
    same_postcode, same_number = sides.equal(0)[rows], sides.equal(1)[rows]
    same_city = city.same_city(~same_postcode)
    place = same_postcode | same_city
    same_street = street.same_street(same_number | place | unknown)
    elsewhere = ~same_street & ((present[1][rows] & ~same_number) | (open_number & present[2][rows]))
    found = same_city.astype(np.int8)
    outcomes = (
        same_postcode,
        same_city & ~elsewhere,
        same_street & (place | unknown),
        same_postcode & ~elsewhere & (same_number | open_number),
        same_street & same_number,
        same_street & open_number & (place | unknown),
        same_number & (same_postcode | (same_street & unknown)),
        same_street & same_number & place,
    )
    raise_to(found, *enumerate(outcomes, 2))
    return found


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

    def same_city(self, where: Flags) -> Flags:
        """Alike, or one name goes on where the other ends ("Frankfurt", "Frankfurt am Main")."""
        found = self.alike(where)
        first, _ = self.column.translated("first word", lambda name: name.partition(" ")[0])
        rows = (where & ~found & same(first.take(self.left), first.take(self.right))).nonzero()[0]
        found[rows] = by_distinct_pairs(self.left[rows], self.right[rows], self._goes_on) > 0
        return found

    def _goes_on(self, one: int, other: int) -> bool:
        return goes_on(self.column.values[one], self.column.values[other])

    def same_street(self, where: Flags) -> Flags:
        """Alike or one name inside the other ("Hillhurst Avenue", "North Hillhurst Avenue"), and not told apart."""
        found = self.alike(where)
        rest = (where & ~found & both(self.left, self.right)).nonzero()[0]
        found[rest] = containment(self.column, self.left[rest], self.right[rest], least=2) >= 1
        rows = found.nonzero()[0]
        found[rows] &= ~self._told_apart(rows)
        return found

    def _told_apart(self, rows: Indices) -> Flags:
        """10th street is not 11th street, and north road not south road, however alike they look."""
        apart = np.zeros(len(rows), bool)
        for name, told in (("digits", digits_of), ("directions", directions_of)):
            table, _ = self.column.translated(name, told)
            one, other = table[self.left[rows]], table[self.right[rows]]
            apart |= both(one, other) & (one != other)
        return apart


def goes_on(one: str, other: str) -> bool:
    """One name is the other and more words behind it."""
    short, long = sorted((one, other), key=len)
    return long.startswith(f"{short} ")


def digits_of(street: str) -> str:
    return "".join(filter(str.isdigit, street))


def directions_of(street: str) -> str:
    """The points of the compass in the name of a street, in order."""
    return " ".join(word for word in street.split() if word in _DIRECTIONS)


_DIRECTIONS: Final = frozenset(DIRECTIONS.values())
