"""Are these one date, written down with slips?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, few
from apps.matching.sides import Sides, edits, grade_single, raise_to
from apps.matching.types import SEPARATOR, Codes, Flags, Floats

Digits = NDArray[np.uint32]

NEAR: Final = 62
"""Days between two dates that are nearly the same."""

DATE_TIERS: Final = (
    "same",
    "one slip",
    "day and month swapped, or two slips",
    "within two months",
    "same year",
    "different",
)


def date(sides: Sides) -> Floats:
    """The same date; one slip apart; day and month swapped or two slips; within two months; the same year; different.

    A slip is a character inserted, left out, replaced, or swapped with its neighbour (optimal string alignment). Two
    dates of 1 January, which many registers write for a year alone, come out a step worse than others, down to near.
    """

    def grade(column: Column, left: Codes, right: Codes) -> Floats:
        swapped = column.once("swapped", lambda: _swapped(column.values))
        days = column.once("days", lambda: day_numbers(column.values))
        year, _ = column.translated("year", lambda text: text[:4])
        found = (year.take(left) == year.take(right)).astype(np.int8)
        near = np.abs(days.take(left) - days.take(right)) <= NEAR
        slips = slips_between(column, left, right)
        raise_to(found, (2, near), (3, (slips <= 2) | (swapped.take(left) == right)), (4, slips <= 1))
        return np.asarray(found - ((found > 2) & _years_alone(column, left, right)), np.float32)

    grades = grade_single(sides, grade, best=5.0)
    column, left, right = sides.codes()
    rows = (left == right).nonzero()[0]
    grades[rows] -= _years_alone(column, left[rows], right[rows])
    return grades


def _years_alone(column: Column, left: Codes, right: Codes) -> Flags:
    """Where both values are a first of January."""
    first = column.once("first of january", lambda: np.array([is_year_alone(value) for value in column.values]))
    return np.asarray(first.take(left) & first.take(right))


def is_year_alone(text: str) -> bool:
    """True for one date that stands for its year, in all likelihood."""
    return text.endswith("-01-01") and SEPARATOR not in text


def slips_between(column: Column, left: Codes, right: Codes) -> NDArray[np.int32]:
    """Slips between two dates that differ; more than two count three.

    So many digits that differ, so many slips: unless some were swapped, or a year's digit was left out and another put
    in. Then at most four digits differ, and two of them or more stand beside their place in the other date: such pairs
    are looked at letter by letter, and so is what is no date.
    """
    if few(len(left)):
        return edits(column, left, right, most=2)
    digits = column.once("digits", lambda: np.array([_packed(value) for value in column.values], np.uint32))
    one, other = digits.take(left), digits.take(right)
    apart = _unlike(one, other)
    beside = apart & ~(_unlike(one << np.uint32(4), other) & _unlike(one >> np.uint32(4), other))
    found = np.bitwise_count(apart).astype(np.int32)
    rows = (((np.bitwise_count(beside) > 1) & (found < 5)) | (one == NO_DATE) | (other == NO_DATE)).nonzero()[0]
    found[rows] = edits(column, left[rows], right[rows], most=2)
    return np.minimum(found, 3)


NO_DATE: Final = np.uint32(0xFFFFFFFF)


def _packed(text: str) -> int:
    """The eight digits of an ISO date, four bits each."""
    return int(text.replace("-", ""), 16) if _ISO.fullmatch(text) else int(NO_DATE)


_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EACH: Final = np.uint32(0x11111111)


def _unlike(one: Digits, other: Digits) -> Digits:
    """A mark for every digit in which two dates differ."""
    differ = one ^ other
    differ |= differ >> np.uint32(2)
    return np.asarray((differ | differ >> np.uint32(1)) & _EACH)


def _swapped(values: Sequence[str]) -> Codes:
    """Per value the code of the same date with day and month swapped, -1 where nobody has it."""
    code = {value: number for number, value in enumerate(values)}
    return np.array([code.get(day_and_month_swapped(value), -1) if value else -1 for value in values], np.int32)


def day_and_month_swapped(text: str) -> str:
    """ "1970-03-12" for "1970-12-03"."""
    year, month, day = text.split("-") if text.count("-") == 2 else (text, "", "")
    return f"{year}-{day}-{month}" if day else ""


def day_numbers(values: Sequence[str]) -> NDArray[np.float64]:
    """Days since 1970 of ISO dates; what is no date is NaN, far from everything."""
    return np.array([day_number(value) for value in values])


@lru_cache(maxsize=65_536)
def day_number(text: str) -> float:
    """Days since 1970 of one ISO date, NaN where it is none."""
    try:
        return float(np.datetime64(text, "D").astype(np.int64)) if text else float("nan")
    except ValueError:
        return float("nan")
