"""The kinds of comparison that look at several features together, so that what belongs together counts once."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz.distance import JaroWinkler

from apps.matching.columns import Column
from apps.matching.sides import Sides, both, by_distinct_pairs, same, silent, similarity
from apps.matching.tokens import token_sets, weighted_likeness
from apps.matching.types import SEPARATOR, Codes, Flags, Floats

ALIKE: Final = 0.9
"""Jaro-Winkler from which two words of a composite comparison count as the same word with a slip in it."""

PERSON_TIERS: Final = (
    "same given and family name",
    "same family name, short form of the given name",
    "given and family name swapped",
    "given and family name nearly the same",
    "same family name, initial of the given name",
    "same family name, given name unknown",
    "same given name, family name unknown",
    "same family name, other given name",
    "same given name, other family name",
    "different",
)


def person_name(sides: Sides) -> Floats:
    """Given and family name together: the same, a nickname, swapped, a slip apart, an initial only, half, or different.

    Features: given name, family name, and (optional) the given name with nicknames resolved, as in Bob → robert.
    """
    return _PersonName(sides).grades()


class _PersonName:
    """Given (g) and family (f) codes of one common list of values, left (1) and right (2)."""

    def __init__(self, sides: Sides) -> None:
        given, family = sides.columns.joint(sides.features[:2])
        canonical = sides.columns[sides.features[2]] if sides.has(2) else given
        self.column, self.total = given, sides.total
        self.g1, self.g2 = given.codes[sides.left], given.codes[sides.right]
        self.f1, self.f2 = family.codes[sides.left], family.codes[sides.right]
        self.c1, self.c2 = canonical.codes[sides.left], canonical.codes[sides.right]

    def grades(self) -> Floats:
        """Tier by tier, best first: a pair keeps the first outcome that fits."""
        given, family, known = self._flags()
        outcomes = (
            same(self.g1, self.g2) & same(self.f1, self.f2),
            same(self.f1, self.f2) & same(self.c1, self.c2),
            same(self.g1, self.f2) & same(self.f1, self.g2),
            given & family,
            family & self._initial(),
            family & ~both(self.g1, self.g2),
            given & ~both(self.f1, self.f2),
            family,
            given,
            known,
        )
        steps = np.arange(len(outcomes) - 1, -1, -1, dtype=np.float32)
        grades: Floats = np.select(outcomes, list(steps), default=np.float32(np.nan))
        return grades.astype(np.float32)

    def _flags(self) -> tuple[Flags, Flags, Flags]:
        """Given name alike, family name alike (straight or both swapped), anything comparable at all."""
        everywhere = np.ones(len(self.g1), bool)
        given = self._alike(self.g1, self.g2, everywhere) | same(self.c1, self.c2)
        family = self._alike(self.f1, self.f2, everywhere)
        rest = ~(given | family)
        swapped = rest & self._alike(self.g1, self.f2, rest)
        swapped &= self._alike(self.f1, self.g2, swapped)
        return given | swapped, family | swapped, both(self.g1, self.g2) | both(self.f1, self.f2)

    def _alike(self, left: Codes, right: Codes, where: Flags) -> Flags:
        return _alike(self.column, left, right, where, self.total)

    def _initial(self) -> Flags:
        """One given name is a single letter, and the other begins with it."""
        first, _ = self.column.translated("initial", lambda name: name[:1])
        short = self.column.once("short", lambda: np.array([len(v) == 1 for v in self.column.values]))
        return np.asarray(same(first[self.g1], first[self.g2]) & (short[self.g1] | short[self.g2]))


def words_alike(column: Column, left: Codes, right: Codes, total: int) -> Flags:
    """True where two different values look like one value with a slip in it."""
    scorer = JaroWinkler.normalized_similarity
    return np.asarray(similarity(column, left, right, scorer=scorer, floor=ALIKE, total=total) >= np.float32(ALIKE))


ADDRESS_TIERS: Final = (
    "same address",
    "same building",
    "same street",
    "same postcode",
    "same city",
    "different",
)


def address(sides: Sides) -> Floats:
    """Postcode, house number, street and city as one question, so that one fact is not counted four times.

    Same address: street, number and place (postcode or city) agree. Same building: number and postcode agree, or
    number and street where the place is unknown. Same street: street and place agree, a number is missing. Then the
    postcode alone (also next door in the same street), the city alone, nothing. Slips in street and city are forgiven.
    """
    postcode, number, street, city = (sides.codes(position) for position in range(4))
    same_postcode, same_number = same(*postcode[1:]), same(*number[1:])
    same_city = _alike(*city, ~same_postcode, sides.total)
    # Where the house numbers differ, no outcome asks for the street.
    same_street = _alike(*street, same_number | ~both(*number[1:]), sides.total) & ~_numbers_differ(*street)
    place = same_postcode | same_city
    place_unknown = ~both(*postcode[1:]) & ~both(*city[1:])
    known = np.logical_or.reduce([both(*part[1:]) for part in (postcode, number, street, city)])
    outcomes = (
        same_street & same_number & place,
        same_number & (same_postcode | (same_street & place_unknown)),
        same_street & (place | place_unknown) & ~both(*number[1:]),
        same_postcode,
        same_city,
        known,
    )
    steps = np.arange(len(outcomes) - 1, -1, -1, dtype=np.float32)
    grades: Floats = np.select(outcomes, list(steps), default=np.float32(np.nan))
    return grades.astype(np.float32)


def _alike(column: Column, left: Codes, right: Codes, where: Flags, total: int) -> Flags:
    """Equal, or a slip apart `where` that matters."""
    alike = same(left, right)
    rows = both(left, right) & ~alike & where
    alike[rows] = words_alike(column, left[rows], right[rows], total)
    return alike


def _numbers_differ(column: Column, left: Codes, right: Codes) -> Flags:
    """10th street is not 11th street, however alike they look."""
    table, _ = column.translated("digits", lambda text: "".join(filter(str.isdigit, text)))
    one, other = table[left], table[right]
    return np.asarray(both(one, other) & (one != other))


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
