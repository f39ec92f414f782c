"""The kinds of comparison that look at one feature. A grade is a number; missing on either side is NaN.

Measured kinds give a similarity from 0 to 1. Tiered kinds give a step: the highest number is the best outcome.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np

from apps.matching.columns import Column, distinct, numbered
from apps.matching.sides import LETTERS_SHARED, WORDS_ALIKE, Sides, both, edits, grade_single, silent, similarity
from apps.matching.tokens import containment, token_sets, weighted_likeness
from apps.matching.types import SEPARATOR, Codes, Flags, Floats
from apps.matching.words import words_of


def exact(sides: Sides) -> Floats:
    """The values are the same, or they are not. Where a side has several values, one in common is enough."""
    return grade_single(sides, None)


def one_of(sides: Sides) -> Floats:
    """One of the values on the left (two telephone numbers, say) equals one on the right, or none does."""
    return grade_single(sides, None)


def similar(sides: Sides) -> Floats:
    """How alike two words or names are, 0 to 1: letters in common and in order, the beginning counts for more.

    Jaro-Winkler (Winkler 1990, prefix weight 0.1). Made for names; never for e-mail addresses, which contain names.
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        return similarity(column, left, right, WORDS_ALIKE, sides.floor)

    return grade_single(sides, grade)


ONE_SLIP: Final = 0.92
"""Letters in common from which two names of several words are one name with a slip in it."""


def tokens(sides: Sides) -> Floats:
    """How alike two names of several words are, 0 to 1, whatever the order of the words.

    Where the rarity of words is known: the words in common, rare ones counting more, or nearly all letters in common.
    Otherwise the larger of: letters in common after sorting the words; 0.9 times the share of the shorter name's words
    that the longer contains, when two or more words are common ("Smith Brothers", "Smith Brothers Holding").
    """
    weights = sides.token_weights.get(sides.features[0])

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        table, ordered = column.translated("sorted", sorted_words)
        one, other = table[left], table[right]
        alike = np.ones(len(one), np.float32)
        rows = (one != other).nonzero()[0]
        one, other = one[rows], other[rows]
        floor = max(sides.floor, ONE_SLIP) if weights else sides.floor
        letters = similarity(ordered, one, other, LETTERS_SHARED, floor)
        # A slip in a first letter sorts a word elsewhere: such names are compared as they stand, too.
        left, right = left[rows], right[rows]
        rest = np.flatnonzero(letters < np.float32(ONE_SLIP))
        plain = similarity(column, left[rest], right[rest], LETTERS_SHARED, ONE_SLIP)
        letters[rest] = np.maximum(letters[rest], plain)
        words = _words_in_common(column, left, right, weights)
        alike[rows] = np.where(_numbers_differ(column, left, right), UNLIKE, np.maximum(letters, words))
        return alike

    return grade_single(sides, grade)


def _numbers_differ(column: Column, left: Codes, right: Codes) -> Flags:
    """True where both names hold numbers (also II, III …) and not the same ones: "Site 3" is not "Site 5"."""
    table = column.once("numbers", lambda: _numbers(column))
    one, other = table[left], table[right]
    return np.asarray(both(one, other) & (one != other))


def _numbers(column: Column) -> Codes:
    """The numbers among the words of every value, numbered; 0 for none."""
    words, number = words_of(column), numbered()
    is_number = np.fromiter(map(_is_number, words.texts), bool)
    found = np.zeros(len(column), np.int32)
    holding = distinct(words.owner()[is_number[words.runs.numbers]])
    found[holding] = [number[numbers_in(column.values[code])] for code in holding.tolist()]
    return found


def numbers_in(text: str) -> str:
    """The numbers among the words of a name, in order."""
    if not _MAY_BE_NUMBER.search(text):
        return ""
    return " ".join(sorted(filter(_is_number, text.split())))


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in _ROMAN


_ROMAN: Final = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
_MAY_BE_NUMBER: Final = re.compile(r"\d|i[ivx]|vi")
UNLIKE: Final = np.float32(0.6)
"""As alike as names with different numbers can be, however alike their letters are."""


def _words_in_common(column: Column, left: Codes, right: Codes, weights: Mapping[str, float] | None) -> Floats:
    if weights:
        # Just under 1: the same words, but one of the names holds one of them twice.
        return np.minimum(weighted_likeness(token_sets(column, weights), left, right), np.float32(0.999))
    return np.asarray(np.float32(0.9) * containment(column, left, right, least=2))


def sorted_words(text: str) -> str:
    return " ".join(sorted(text.split())) if " " in text else text


EDIT_TIERS: Final = ("same", "one edit", "two edits", "different")


def edit(sides: Sides) -> Floats:
    """Same, one typing slip apart, two slips apart, or different: for identifiers and dates.

    A slip is a character inserted, left out, replaced, or swapped with its neighbour (optimal string alignment).
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        return (3 - edits(column, left, right, most=2)).astype(np.float32)

    return grade_single(sides, grade, best=3.0)


def numeric(sides: Sides) -> Floats:
    """How close two amounts are, 0 to 1: the smaller divided by the larger. What is not a number is missing."""
    column, left, right = sides.codes()
    numbers = column.once("numbers", lambda: np.array([number(v) for v in column.values], dtype=np.float64))
    one, other = numbers[left], numbers[right]
    low, high = np.minimum(np.abs(one), np.abs(other)), np.maximum(np.abs(one), np.abs(other))
    close = np.divide(low, high, out=np.ones_like(low), where=high > 0)
    close[one * other < 0] = 0.0
    close[np.isnan(one) | np.isnan(other)] = np.nan
    return close.astype(np.float32)


def number(text: str) -> float:
    """The finite number a text writes, or NaN."""
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def set_equal(sides: Sides) -> Floats:
    """Both sides hold exactly the same set of values (the parts of a pack size, say), in any order, or they differ."""
    column, left, right = sides.codes()
    table, _ = column.translated("set", lambda text: SEPARATOR.join(sorted({p for p in text.split(SEPARATOR) if p})))
    one, other = table[left], table[right]
    grades = silent(len(sides))
    present = both(one, other)
    grades[present] = one[present] == other[present]
    return grades
