"""Are these names of one person? Given and family name are one question, so that what belongs together counts once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column
from apps.matching.sides import WORDS_ALIKE, Sides, both, grade_single, same, silent, similarity
from apps.matching.slips import words_alike
from apps.matching.standardise.given_names import is_known
from apps.matching.types import Codes, Flags, Floats, Indices

RATHER: Final = 0.75
"""Jaro-Winkler from which two given names may be one, badly written."""

PERSON_TIERS: Final = (
    "same given and family name",
    "same family name, short form of the given name",
    "given and family name swapped",
    "given and family name nearly the same",
    "same family name, initial of the given name",
    "same family name, given name rather alike",
    "same family name, given name unknown",
    "only one name known, the other has it too",
    "only one name known, the other has nearly the same",
    "one name in common",
    "same family name, other given name",
    "different",
)


def person_name(sides: Sides) -> Floats:
    """Given and family name together: the same, a nickname, swapped, a slip apart, an initial only, half, or different.

    Features: given name, family name, and (optional) the given name with nicknames resolved, as in Bob → robert, and
    the middle name, by which some are called.
    """
    return _PersonName(sides).grades()


_NAME_STEPS: Final = np.array(
    [
        # given name: missing on a side, another, an initial, alike
        [0, 0, 0, 2],  # family name missing on a side
        [0, 0, 0, 2],  # another family name
        [5, 1, 7, 8],  # family names alike
    ],
    np.float32,
).ravel()


class _PersonName:
    """Given (g) and family (f) codes of one common list of values, left (1) and right (2), of `rows` of the pairs.

    Rows are the pairs with some name on both sides.
    """

    def __init__(self, sides: Sides) -> None:
        joint = sides.columns.joint((*sides.features[:2], *sides.features[3:]))
        self.column, self.size = joint.values, len(sides)
        present = [side > 0 for position in range(2) for side in sides.codes(position)[1:]]
        self.rows = ((present[0] | present[2]) & (present[1] | present[3])).nonzero()[0]
        _, g1, g2 = sides.codes_at(self.rows, 0)
        _, f1, f2 = sides.codes_at(self.rows, 1)
        (self.g1, self.g2), (self.f1, self.f2) = (
            (table[one], table[other]) for table, one, other in zip(joint.tables, (g1, f1), (g2, f2), strict=False)
        )
        middle = [
            codes for position in range(3, len(sides.features)) for codes in sides.codes_at(self.rows, position)[1:]
        ]
        self.middle = [joint.tables[2][codes] for codes in middle]
        self.c1, self.c2 = sides.codes_at(self.rows, 2)[1:] if sides.has(2) else (self.g1, self.g2)

    def grades(self) -> Floats:
        """A pair gets the best outcome that fits."""
        grades = silent(self.size)
        if len(self.rows) == 0:
            return grades
        same_given, same_family = same(self.g1, self.g2), same(self.f1, self.f2)
        short = same(self.c1, self.c2) | self._shortened() | self._by_middle_name(same_given)
        given, family = self._alike(same_given, same_family, short)
        found = _NAME_STEPS[4 * self._family_state(family) + self._given_state(given, family)]
        swapped = same(self.g1, self.f2) & same(self.f1, self.g2)
        for step, fits in ((9, swapped), (10, same_family & short), (11, same_family & same_given)):
            np.copyto(found, step, where=fits)
        self._add_likely(found)
        self._add_crossings(found)
        grades[self.rows] = found
        return grades

    def _alike(self, same_given: Flags, same_family: Flags, short: Flags) -> tuple[Flags, Flags]:
        """Given name alike, family name alike: straight, or both swapped."""
        given, family = same_given | short, same_family.copy()
        self._add_alike(given, self.g1, self.g2, given | self._two_names())
        self._add_alike(family, self.f1, self.f2, family)
        rest = _where(~(given | family))
        swapped = rest[words_alike(self.column, self.g1[rest], self.f2[rest])]
        swapped = swapped[words_alike(self.column, self.f1[swapped], self.g2[swapped])]
        given[swapped] = family[swapped] = True
        return given, family

    def _add_alike(self, alike: Flags, left: Codes, right: Codes, settled: Flags) -> None:
        rows = _where(both(left, right) & ~settled)
        alike[rows] = words_alike(self.column, left[rows], right[rows])

    def _two_names(self) -> Flags:
        """Both given names are names people have: Erik is not Erika with a slip in it."""
        known = self.column.once("known", lambda: np.array([is_known(value) for value in self.column.values]))
        return np.asarray(known[self.g1] & known[self.g2])

    def _shortened(self) -> Flags:
        """One given name is the first word of the other: Jean is Jean Pierre, shortened."""
        first, _ = self.column.translated("first word", lambda name: name.partition(" ")[0])
        several = self.column.once("several words", lambda: np.array([" " in value for value in self.column.values]))
        return np.asarray(same(first[self.g1], first[self.g2]) & (several[self.g1] != several[self.g2]))

    def _by_middle_name(self, nobody: Flags) -> Flags:
        """One is called by the other's middle name."""
        if not self.middle:
            return np.zeros_like(nobody)
        m1, m2 = self.middle
        return np.asarray(same(self.g1, m2) | same(m1, self.g2))

    def _add_likely(self, found: Floats) -> None:
        """Given names with more than a slip between them, but with most letters in common, and not two known names."""
        rows = _where((found == 1) & ~self._two_names())
        alike = similarity(self.column, self.g1[rows], self.g2[rows], WORDS_ALIKE, RATHER)
        found[rows[alike >= np.float32(RATHER)]] = 6

    def _add_crossings(self, found: Floats) -> None:
        """What a name says that stands alone on its side, or in the other's place."""
        lone = ~both(self.g1, self.f1) | ~both(self.g2, self.f2)
        rows = _where((found == 0) | ((found < 5) & lone))
        g1, g2, f1, f2 = (codes[rows] for codes in (self.g1, self.g2, self.f1, self.f2))
        exact = same(g1, g2) | same(g1, f2) | same(f1, g2)
        nearly = exact.copy()
        for left, right in ((g1, g2), (g1, f2), (f1, g2)):
            rest = _where(~nearly)
            nearly[rest] = words_alike(self.column, left[rest], right[rest])
        alone = lone[rows]
        steps = np.select([alone & exact, alone & nearly, nearly], [4.0, 3.0, 2.0], 0.0)
        found[rows] = np.maximum(found[rows], steps.astype(np.float32))

    def _family_state(self, family: Flags) -> NDArray[np.int64]:
        return np.where(family, 2, both(self.f1, self.f2).astype(np.int64))

    def _given_state(self, given: Flags, family: Flags) -> NDArray[np.int64]:
        state = np.where(given, 3, both(self.g1, self.g2).astype(np.int64))
        rows = _where(family & (state == 1))
        if len(rows):
            state[rows[self._initial(self.g1[rows], self.g2[rows])]] = 2
        return state

    def _initial(self, left: Codes, right: Codes) -> Flags:
        """One given name is a single letter, and the other begins with it."""
        first, _ = self.column.translated("initial", lambda name: name[:1])
        short = self.column.once("short", lambda: np.array([len(v) == 1 for v in self.column.values]))
        return np.asarray(same(first[left], first[right]) & (short[left] | short[right]))


def _where(flags: Flags) -> Indices:
    return flags.nonzero()[0]


MIDDLE_TIERS: Final = ("same", "initial", "different")


def middle_name(sides: Sides) -> Floats:
    """Middle names: the same, one the initial of the other, or different."""

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        first, _ = column.translated("initial", lambda name: name[:1])
        short = column.once("short", lambda: np.array([len(v) == 1 for v in column.values]))
        fits: Floats = (same(first[left], first[right]) & (short[left] | short[right])).astype(np.float32)
        return fits

    return grade_single(sides, grade, best=2.0)
