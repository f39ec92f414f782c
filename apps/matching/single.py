"""One pair at a time: grades of two records' texts, for the arriving record that meets a handful of others.

Arrays pay from some hundred pairs. Below, looking at two texts and stopping at the first answer is five times faster.
Every function gives to the bit the grade that the kind of the same name gives the pair in a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import nan, sqrt
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from apps.matching import dates
from apps.matching.alike import ONE_SLIP, UNLIKE, numbers_in, sorted_words
from apps.matching.kept import Kept
from apps.matching.numbers import scheme
from apps.matching.online import LONG, personal_mailbox
from apps.matching.phones import is_tail
from apps.matching.standardise import email
from apps.matching.tokens import GRAIN, share_held
from apps.matching.types import SEPARATOR

Texts = tuple[str, ...]
"""The features of one comparison on one side of a pair; missing ones are empty."""

Weights = Mapping[str, float]
Single = Callable[[Texts, Texts, float, Weights], float]
"""From both sides, the grade below which 0 will do, and the rarity of words, to a grade; NaN where missing."""


def _best(one: str, other: str, grade: Callable[[str, str], float], best: float) -> float:
    """Equal values get `best`; where a side holds several the best pair of values counts."""
    if not one or not other:
        return nan
    if one == other:
        return best
    if SEPARATOR not in one and SEPARATOR not in other:
        return grade(one, other)
    return max(
        best if left == right else grade(left, right) for left in _parts(one) for right in _parts(other)
    )  # fmt: skip


def _parts(value: str) -> list[str]:
    return [part for part in dict.fromkeys(value.split(SEPARATOR)) if part]


def _unlike(one: str, other: str) -> float:
    return 0.0


def same(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return _best(one[0], other[0], _unlike, 1.0)


def similar(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    def grade(left: str, right: str) -> float:
        return _float32(JaroWinkler.normalized_similarity(left, right, score_cutoff=floor))

    return _best(one[0], other[0], grade, 1.0)


def edit(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return _best(one[0], other[0], _slips_left, 3.0)


def tax_number(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return edit(one, other, floor, weights) if scheme(one[0]) == scheme(other[0]) else nan


def registered(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return same(one, other, floor, weights) if scheme(one[0]) == scheme(other[0]) else nan


def _slips_left(one: str, other: str) -> float:
    return 3.0 - OSA.distance(one, other, score_cutoff=2)


def date(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    if one[0] == other[0] and dates.is_year_alone(one[0]):
        return 4.0
    return _best(one[0], other[0], _unequal_dates, 5.0)


def _unequal_dates(one: str, other: str) -> float:
    grade = _date_grade(one, other)
    return grade - (grade > 2 and dates.is_year_alone(one) and dates.is_year_alone(other))


def _date_grade(one: str, other: str) -> float:
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1:
        return 4.0
    if slips == 2 or dates.day_and_month_swapped(one) == other:
        return 3.0
    if abs(dates.day_number(one) - dates.day_number(other)) <= dates.NEAR:
        return 2.0
    return float(one[:4] == other[:4])


def online(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    grade = _best(one[0], other[0], _unequal_addresses, 5.0)
    if grade >= 4 and _of_an_office(one[0]) and _of_an_office(other[0]):
        grade = 3.0
    if len(one) < 2 or not one[1] or not other[1]:
        return grade
    domain = float(one[1] == other[1])
    return domain if grade != grade else max(grade, domain)


def _unequal_addresses(one: str, other: str) -> float:
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1 or (slips == 2 and min(len(one), len(other)) >= LONG):
        return 4.0
    mailbox = _mailbox(one)
    return 2.0 if mailbox and mailbox == _mailbox(other) else 0.0


_mailbox: Final = lru_cache(maxsize=4096)(personal_mailbox)


def _of_an_office(address: str) -> bool:
    return email.split(address).is_generic_mailbox


def phone(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return _best(one[0], other[0], is_tail, 2.0)


def tokens(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    def grade(left: str, right: str) -> float:
        return _words_alike(left, right, floor, weights)

    return _best(one[0], other[0], grade, 1.0)


def _words_alike(one: str, other: str, floor: float, weights: Weights) -> float:
    first, second = sorted_words(one), sorted_words(other)
    if first == second:
        return 1.0
    numbers = numbers_in(one)
    if numbers and (others := numbers_in(other)) and numbers != others:
        return float(UNLIKE)
    floor = max(floor, ONE_SLIP) if weights else floor
    letters = _float32(Indel.normalized_similarity(first, second, score_cutoff=floor))
    if letters < _ONE_SLIP:
        letters = max(letters, _float32(Indel.normalized_similarity(one, other, score_cutoff=ONE_SLIP)))
    if weights:
        return max(letters, min(_float32(_weighted(set(one.split()), set(other.split()), weights)), _UNDER_ONE))
    words = np.float32(0.9) * np.float32(share_held(set(one.split()), set(other.split()), 2))
    return max(letters, float(words))


_ONE_SLIP: Final = float(np.float32(ONE_SLIP))
_UNDER_ONE: Final = float(np.float32(0.999))


def _weighted(one: set[str], other: set[str], weights: Weights) -> float:
    squares, unknown = _squares(weights)
    left, right, shared = (sum(squares.get(word, unknown) for word in words) for words in (one, other, one & other))
    cosine = shared / sqrt(max(left * right, 1e-12))
    return (cosine + shared / max(min(left, right), 1e-12)) / 2


def _squared(weights: Weights) -> tuple[dict[str, float], float]:
    squares = {word: round(weight * weight * GRAIN) / GRAIN for word, weight in weights.items()}
    unknown = max(weights.values(), default=1.0)
    return squares, round(unknown * unknown * GRAIN) / GRAIN


_squares: Final = Kept(_squared)


def middle_name(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    return _best(one[0], other[0], lambda left, right: float(initial(left, right)), 2.0)


def initial(one: str, other: str) -> bool:
    """One name is a single letter, and the other begins with it."""
    return one[:1] == other[:1] and (len(one) == 1 or len(other) == 1)


def _float32(number: float) -> float:
    return float(np.float32(number)) if number else 0.0
