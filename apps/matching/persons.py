"""Are these names of one person? Given and family name are one question, so that what belongs together counts once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, column_of, is_among
from apps.matching.sides import (
    WORDS_ALIKE,
    Sides,
    Steps,
    both,
    grade_single,
    raise_to,
    same,
    silent,
    similarity,
)
from apps.matching.slips import words_alike
from apps.matching.standardise.given_names import formal_names, is_known, spelling
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
    np.int8,
).ravel()


class _PersonName:
    """Given (g), family (f), resolved given (c) and middle (m) names of both sides (1, 2) of `rows` of the pairs.

    All are codes of one common list of values. Rows are the pairs with some name on both sides.
    """

    def __init__(self, sides: Sides) -> None:
        joint = sides.columns.joint(sides.features)
        self.column, self.size = joint.values, len(sides)
        one, other = (np.ascontiguousarray(joint.rows.take(side, axis=0).T) for side in (sides.left, sides.right))
        self.rows = _where(((one[0] > 0) | (one[1] > 0)) & ((other[0] > 0) | (other[1] > 0)))
        if len(self.rows) < self.size:
            one, other = one.take(self.rows, axis=1), other.take(self.rows, axis=1)
        (self.g1, self.f1, *more), (self.g2, self.f2, *others) = one, other
        self.c1, self.c2 = (more[0], others[0]) if sides.has(2) else (self.g1, self.g2)
        self.middle = (more[1], others[1]) if sides.has(3) else None

    def grades(self) -> Floats:
        """A pair gets the best outcome that fits."""
        grades = silent(self.size)
        if len(self.rows) == 0:
            return grades
        same_given, same_family = same(self.g1, self.g2), same(self.f1, self.f2)
        short = same(self.c1, self.c2) | self._shortened() | self._by_middle_name()
        like_given, family = self._alike(self.g1, self.g2), self._alike(self.f1, self.f2)
        rest = _where(family & ~(same_given | short))
        short[rest] = self._nicknames(rest)
        given = same_given | short
        rest = _where(like_given & ~given)
        given[rest] = ~self._two_names(rest)
        found = _NAME_STEPS.take(4 * self._family_state(family) + self._given_state(given, family))
        self._add_double(found, given & ~family)
        self._add_likely(found)
        self._add_crossings(found, like_given, given | family)
        swapped = same(self.g1, self.f2) & same(self.f1, self.g2)
        raise_to(found, (9, swapped), (10, same_family & short), (11, same_family & same_given))
        grades[self.rows] = found
        return grades

    def _alike(self, left: Codes, right: Codes) -> Flags:
        return words_alike(self.column, left, right)

    def _two_names(self, rows: Indices) -> Flags:
        """Both given names are names people have: Erik is not Erika with a slip in it."""
        letters, sound = self.column.once("spellings", lambda: _spellings(self.column.values))
        one, other = self.g1[rows], self.g2[rows]
        known = (letters.take(one) > 0) & (letters.take(other) > 0)
        return np.asarray(known & (letters[one] != letters[other]) & (sound[one] != sound[other]))

    def _nicknames(self, rows: Indices) -> Flags:
        """One given name is a short form of the other; some are of several: Fred of Alfred and of Frederick."""
        listed, is_short = self.column.once("nicknames", lambda: _listed(self.column.values))
        one, other = self.g1[rows], self.g2[rows]
        size = np.int64(len(self.column))
        found = np.zeros(len(rows), bool)
        for short, name in ((one, other), (other, one)):
            may = is_short[short].nonzero()[0]
            found[may] |= is_among(short[may] * size + name[may], listed)
        return found

    def _shortened(self) -> Flags:
        """One given name is the first word of the other: Jean is Jean Pierre, shortened."""
        first, _ = self.column.translated("first word", lambda name: name.partition(" ")[0])
        several = self.column.once("several words", lambda: np.array([" " in value for value in self.column.values]))
        shortened = several.take(self.g1) != several.take(self.g2)
        rows = _where(shortened)
        shortened[rows] = same(first[self.g1[rows]], first[self.g2[rows]])
        return np.asarray(shortened)

    def _by_middle_name(self) -> Flags:
        """One is called by the other's middle name."""
        if self.middle is None:
            return np.zeros(len(self.rows), bool)
        m1, m2 = self.middle
        return np.asarray(same(self.g1, m2) | same(m1, self.g2))

    def _add_double(self, found: Steps, fits: Flags) -> None:
        """The family name of one is middle and family name of the other: Ann Smith-Jones is Ann Smith Jones."""
        if self.middle is None:
            return
        first, _ = self.column.translated("first word", lambda name: name.partition(" ")[0])
        m1, m2 = self.middle
        for double, middle, family in ((self.f1, m2, self.f2), (self.f2, m1, self.f1)):
            rows = _where(fits & (middle > 0))
            rows = rows[same(first[double[rows]], first[middle[rows]])]
            texts = (self.column.texts(codes[rows]) for codes in (double, middle, family))
            is_double = [name == f"{before} {last}" for name, before, last in zip(*texts, strict=True)]
            found[rows[np.array(is_double, bool)]] = 8

    def _add_likely(self, found: Steps) -> None:
        """Given names with more than a slip between them, but with most letters in common, and not two known names."""
        rows = _where(found == 1)
        rows = rows[~self._two_names(rows)]
        alike = similarity(self.column, self.g1[rows], self.g2[rows], WORDS_ALIKE, RATHER)
        found[rows[alike >= np.float32(RATHER)]] = 6

    def _add_crossings(self, found: Steps, like_given: Flags, straight: Flags) -> None:
        """What a name says that stands alone on its side, or in the other's place; both in the other's place: swapped,
        with a slip.
        """
        lone = ~both(self.g1, self.f1) | ~both(self.g2, self.f2)
        rows = _where((found == 0) | ((found < 5) & lone))
        g1, g2, f1, f2 = (codes[rows] for codes in (self.g1, self.g2, self.f1, self.f2))
        there, back = self._alike(g1, f2), self._alike(f1, g2)
        exact = same(g1, g2) | same(g1, f2) | same(f1, g2)
        nearly, alone = like_given[rows] | there | back, lone[rows]
        steps = found[rows]
        raise_to(steps, (2, nearly), (3, alone & nearly), (4, alone & exact), (8, ~straight[rows] & there & back))
        found[rows] = steps

    def _family_state(self, family: Flags) -> Steps:
        return both(self.f1, self.f2).astype(np.int8) + family

    def _given_state(self, given: Flags, family: Flags) -> Steps:
        state = both(self.g1, self.g2).astype(np.int8)
        raise_to(state, (3, given))
        rows = _where(family & (state == 1))
        if len(rows):
            state[rows[self._initial(self.g1[rows], self.g2[rows])]] = 2
        return state

    def _initial(self, left: Codes, right: Codes) -> Flags:
        """One given name is a single letter, and the other begins with it."""
        first, _ = self.column.translated("initial", lambda name: name[:1])
        short = self.column.once("short", lambda: np.array([len(v) == 1 for v in self.column.values]))
        return np.asarray(same(first[left], first[right]) & (short[left] | short[right]))


def _spellings(values: Sequence[str]) -> tuple[Codes, Codes]:
    """Numbers of the ways of spelling (`spelling`) of the names people have, 0 for any other value."""
    known = [code for code, value in enumerate(values) if is_known(value)]
    ways = [spelling(values[code]) for code in known]
    found = np.zeros((2, len(values)), np.int32)
    for row, texts in zip(found, zip(*ways, strict=True), strict=False):
        row[known] = column_of(texts).codes
    return found[0], found[1]


def _listed(values: Sequence[str]) -> tuple[NDArray[np.int64], Flags]:
    """Every value that is a short form of another one, as code of the one * number of values + code of the other
    (sorted); and which values are short forms.
    """
    code = {value: number for number, value in enumerate(values) if is_known(value)}
    found = (
        short * len(values) + code[name]
        for value, short in code.items()
        for name in formal_names(value)
        if name in code
    )
    listed = np.sort(np.fromiter(found, np.int64))
    is_short = np.zeros(len(values), bool)
    is_short[listed // len(values)] = True
    return listed, is_short


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
