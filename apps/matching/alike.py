"""The kinds of comparison that look at one feature. A grade is a number; missing on either side is NaN.

Measured kinds give a similarity from 0 to 1. Tiered kinds give a step: the highest number is the best outcome.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz.distance import Indel, JaroWinkler

from apps.matching.columns import Column
from apps.matching.sides import Sides, both, edits, grade_single, silent, similarity
from apps.matching.tokens import containment, token_sets
from apps.matching.types import SEPARATOR, Codes, Floats

SHARED_MAILBOXES: Final = frozenset(
    {
        "accounting", "accounts", "admin", "billing", "buchhaltung", "contact", "einkauf", "enquiries",
        "finance", "hello", "help", "info", "invoices", "kontakt", "mail", "marketing", "office", "orders",
        "purchasing", "reception", "sales", "service", "shop", "support", "team", "verkauf", "webmaster",
    }
)  # fmt: skip
"""Local parts that many organisations use: agreeing on one of them says nothing."""


def exact(sides: Sides) -> Floats:
    """The values are the same, or they are not. Where a side has several values, one in common is enough."""
    return grade_single(sides, _nothing, best=1.0)


def one_of(sides: Sides) -> Floats:
    """One of the values on the left (two telephone numbers, say) equals one on the right, or none does."""
    return grade_single(sides, _nothing, best=1.0)


def _nothing(column: Column, left: Codes, right: Codes) -> Floats:
    return np.zeros(len(left), np.float32)


def similar(sides: Sides) -> Floats:
    """How alike two words or names are, 0 to 1: letters in common and in order, the beginning counts for more.

    Jaro-Winkler (Winkler 1990, prefix weight 0.1). Made for names; never for e-mail addresses, which contain names.
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        scorer = JaroWinkler.normalized_similarity
        return similarity(column, left, right, scorer=scorer, floor=sides.floor, total=sides.total)

    return grade_single(sides, grade)


def tokens(sides: Sides) -> Floats:
    """How alike two names of several words are, 0 to 1, whatever the order of the words.

    The larger of: letters in common after sorting the words; 0.9 times the share of the shorter name's words that the
    longer contains, when two or more words are common ("Smith Brothers", "Smith Brothers Holding").
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        table, ordered = column.translated("sorted", sorted_words)
        scorer = Indel.normalized_similarity
        one, other = table[left], table[right]
        alike = similarity(ordered, one, other, scorer=scorer, floor=sides.floor, total=sides.total)
        contained = containment(token_sets(ordered, {}), one, other, least=2)
        return np.asarray(np.maximum(alike, np.float32(0.9) * contained))

    return grade_single(sides, grade)


def sorted_words(text: str) -> str:
    return " ".join(sorted(text.split()))


EDIT_TIERS: Final = ("same", "one edit", "two edits", "different")


def edit(sides: Sides) -> Floats:
    """Same, one typing slip apart, two slips apart, or different: for identifiers and dates.

    A slip is a character inserted, left out, replaced, or swapped with its neighbour (optimal string alignment).
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        return (3 - edits(column, left, right, most=2)).astype(np.float32)

    return grade_single(sides, grade, best=3.0)


EMAIL_TIERS: Final = ("same", "near", "different")


def email(sides: Sides) -> Floats:
    """The same address; the same person's mailbox name elsewhere or one slip apart; or different.

    Mailbox names that everybody uses (info, sales …) do not count as the same mailbox.
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        table, _ = column.translated("mailbox", personal_mailbox)
        one, other = table[left], table[right]
        near = (one > 0) & (one == other)
        near[~near] = edits(column, left[~near], right[~near], most=1) <= 1
        return np.asarray(near, dtype=np.float32)

    return grade_single(sides, grade, best=2.0)


def personal_mailbox(address: str) -> str:
    """The part before the @, or nothing when it belongs to an office rather than to somebody."""
    local = address.rpartition("@")[0].partition("+")[0]
    return "" if local in SHARED_MAILBOXES else local


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
