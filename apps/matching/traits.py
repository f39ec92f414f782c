"""The traits of a product that its title tells beside its words: model code, figures, colour, pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.alike import number
from apps.matching.columns import Column
from apps.matching.sides import Sides, both, silent
from apps.matching.standardise.titles import COLOURS
from apps.matching.terms import Doubles, Held, Vocabulary, highest, shared, total
from apps.matching.types import SEPARATOR, Codes, Flags, Floats

SHORTEST: Final = 4
"""Characters of a model code, and of the part of it that must agree."""

ENDING: Final = 4
"""Characters that may follow a model code for colour, country or packing: "WTW6700TWH" is a "WTW6700TW"."""

RUN: Final = 3
"""Neighbouring words that are read as one: "VGN CS180J W" is "VGNCS180JW"."""

TITLED: Final = 3
"""Where the codes that may contradict one another stand among the features of `model`, if they are not all of them."""

SAME_CODE, OTHER_ENDING, SAME_NUMBER, DESCRIBED = 4.0, 3.0, 2.0, 1.0
"""Grades of `model`, best first; 0 where both sides have codes and nothing of them agrees."""

_STEM: Final = re.compile(r"[a-z0-9]*\d(?=[a-z]{1,5}$)")


def model(sides: Sides) -> Floats:
    """What the model codes of two titles say, as a step: the whole part of the grade.

    4: a code of the one stands in the other, also in parts ("DSC-W150", "DSCW150"); behind the point how rare it is.
    3: one code goes on where the other ends. 2: the same up to the number, other letters behind it. 1: a code stands
    in the other's description. 0: both have codes and share nothing. Otherwise it says nothing.
    Features: the codes, the words of the title in their order, and (optional) the words of the description, and those
    of the codes that may contradict one another: part numbers do so in a comparison of their own.
    """
    codes = _Codes.of(sides)
    places = [sides.columns[feature].codes for feature in sides.features]
    left, right = ([place[side] for place in places] for side in (sides.left, sides.right))
    rows = np.flatnonzero((left[0] > 0) | (right[0] > 0))
    grades = silent(len(sides))
    if len(rows):
        one, other = ([place[rows] for place in side] for side in (left, right))
        grades[rows] = codes.grades(one, other)
    return grades


@dataclass(frozen=True, slots=True)
class _Codes:
    """Per distinct value: its codes, what codes begin with, codes up to their number; and runs of words and texts."""

    rarity: Doubles
    exact: Held
    begin: Held
    stem: Held
    runs: Held
    texts: Held | None

    @classmethod
    def of(cls, sides: Sides) -> _Codes:
        columns = [sides.columns[feature] for feature in sides.features]
        table = sides.token_weights.get(sides.features[0], {})
        name = f"codes:{sides.features}:{id(table) if table else 0}"
        # The other columns and the table are kept beside the result: while they live, no other can have their id.
        return columns[0].once(name, lambda: (columns, table, _made(columns, table)))[2]

    def grades(self, left: list[Codes], right: list[Codes]) -> Floats:
        exact = [self.exact[side[0]] for side in (left, right)]
        begin = [self.begin[side[0]] for side in (left, right)]
        runs = [self.runs[side[1]].maximum(codes) for side, codes in zip((left, right), exact, strict=True)]
        rarity = highest(shared(exact[0], runs[1]).maximum(shared(exact[1], runs[0])), self.rarity)
        ones = np.ones_like(self.rarity)
        ending = total(shared(begin[0], runs[1]), ones) + total(shared(begin[1], runs[0]), ones)
        number = total(shared(self.stem[left[0]], self.stem[right[0]]), ones)
        stated = TITLED if len(left) > TITLED else 0
        known = both(left[stated], right[stated])
        outcomes = [rarity > 0, ending > 0, number > 0, self._described(left, right, exact) > 0, known]
        ends = [np.full(len(rarity), step) for step in (OTHER_ENDING, SAME_NUMBER, DESCRIBED, 0.0)]
        return np.asarray(np.select(outcomes, [SAME_CODE + 0.99 * rarity, *ends], np.nan), np.float32)

    def _described(self, left: list[Codes], right: list[Codes], exact: list[Held]) -> Doubles:
        if self.texts is None:
            return np.zeros(len(left[0]))
        ones = np.ones_like(self.rarity)
        found = total(shared(exact[0], self.texts[right[2]]), ones)
        return np.asarray(found + total(shared(exact[1], self.texts[left[2]]), ones))


def _made(columns: Sequence[Column], table: Mapping[str, float]) -> _Codes:
    codes = [[code for code in value.lower().split(SEPARATOR) if code] for value in columns[0].values]
    begin = [[part for code in value for part in beginnings(code)] for value in codes]
    stem = [
        [match[0] for code in value if (match := _STEM.match(code)) and len(match[0]) >= SHORTEST] for value in codes
    ]
    stem = [[*found, *value] for found, value in zip(stem, codes, strict=True)]
    terms = Vocabulary.of([*codes, *begin, *stem])
    rarest = max(table.values(), default=1.0)
    words = terms.held([runs(value) for value in columns[1].values])
    texts = terms.held([runs(value) for value in columns[2].values]) if len(columns) > 2 else None
    rarity = terms.weights(lambda code: table.get(code.upper(), rarest) / rarest)
    return _Codes(rarity, terms.held(codes), terms.held(begin), terms.held(stem), words, texts)


def beginnings(code: str) -> list[str]:
    """What is left of a model code without an ending for colour, country or packing; nothing of a plain number."""
    if code.isdigit():
        return []
    parts = (code[:length] for length in range(max(SHORTEST, len(code) - ENDING), len(code)))
    return [part for part in parts if any(map(str.isdigit, part))]


def runs(text: str) -> list[str]:
    """Words with a digit, and neighbouring words read as one."""
    words = text.split()
    joined = ("".join(words[at : at + size]) for size in range(1, RUN + 1) for at in range(len(words) - size + 1))
    return [run for run in joined if len(run) >= SHORTEST and any(map(str.isdigit, run))]


def colour(sides: Sides) -> Floats:
    """Whether two titles name a colour in common: 1, or 0 when both name colours and none is shared."""
    column, left, right = sides.codes()
    bits = column.once("colours", lambda: _colour_bits(column))
    one, other = bits[left], bits[right]
    grades = silent(len(sides))
    known = (one > 0) & (other > 0)
    grades[known] = (one[known] & other[known]) > 0
    return grades


def _colour_bits(column: Column) -> NDArray[np.int64]:
    mark = {colour: 1 << place for place, colour in enumerate(sorted(COLOURS))}
    return np.array([sum({mark.get(word, 0) for word in value.split()}) for value in column.values], np.int64)


def figures(sides: Sides) -> Floats:
    """Share of the figures of the title with fewer of them (sizes, years, volts) that the other has too, 0 to 1.

    The feature is the words of the title without its model codes, which are no figures.
    """
    return shared_figures(*sides.codes())


def shared_figures(column: Column, left: Codes, right: Codes) -> Floats:
    """Share of the figures of the text with fewer of them that the other has too; nothing where a text has none."""
    held, count = column.once("figures", lambda: _figures(column))
    grades = silent(len(left))
    fewer = np.minimum(count[left], count[right])
    rows = np.flatnonzero(fewer > 0)
    found = total(shared(held[left[rows]], held[right[rows]]), np.ones(held.shape[1]))
    grades[rows] = found / fewer[rows]
    return grades


_FIGURE: Final = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)[a-z]{0,4}", re.ASCII)


def _figures(column: Column) -> tuple[Held, NDArray[np.int32]]:
    lists = [[figure for word in value.split() if (figure := figure_of(word))] for value in column.values]
    held = Vocabulary.of(lists).held(lists)
    return held, np.diff(held.indptr)


def figure_of(word: str) -> str:
    """The number of a word that is a number, with or without a short unit ("18v", "1080p", "125mm"); else nothing."""
    match = _FIGURE.fullmatch(word)
    return match[1] if match else ""


def pack(sides: Sides) -> Floats:
    """Whether two packs hold the same: 1 the same count and size, 0.5 the same amount packed otherwise, 0 another.

    A size may be off by 3 %, so that ounces and grams meet. 0.2: one names several to a pack and the other, which has a
    title, names none. Where one names only how many and the other only how much, nothing can be said.
    Features: count, size and unit, with blanks between, and (optional) the words of the title.
    """
    column, left, right = sides.codes()
    count, size, unit = column.once("packs", lambda: _packs(column))
    same_unit = (unit[left] == unit[right]) & (unit[left] > 0)
    close = same_unit & _close(size[left], size[right])
    amount = same_unit & _close(size[left] * count[left], size[right] * count[right])
    equal = count[left] == count[right]
    # Of a pack that is only counted ("6-pack") the count is all there is to compare.
    counted = both(left, right) & ((unit[left] == 0) | (unit[right] == 0)) & (count[left] > 1) & (count[right] > 1)
    outcomes = [equal & (close | counted), amount, counted | same_unit, _one_sided(sides, left, right, count, unit)]
    return np.select(outcomes, [1.0, 0.5, 0.0, 0.2], np.nan).astype(np.float32)


def _one_sided(sides: Sides, left: Codes, right: Codes, count: Doubles, unit: NDArray[np.int64]) -> Flags:
    """One side names several to a pack, without a size, and the other, which has a title, names no pack."""
    if not sides.has(1):
        return np.zeros(len(sides), bool)
    _, one, other = sides.codes(1)
    several = (count > 1) & (unit == 0)
    return np.asarray(both(one, other) & ((several[left] & (right == 0)) | (several[right] & (left == 0))), np.bool_)


def price(sides: Sides) -> Floats:
    """How close two prices are, 0 to 1: the lower divided by the higher. In two known currencies nothing can be said.

    The feature is the amount and, where it is known, a blank and the currency.
    """
    column, left, right = sides.codes()
    amount, currency = column.once("prices", lambda: _prices(column))
    low, high = np.minimum(amount[left], amount[right]), np.maximum(amount[left], amount[right])
    one, other = currency[left], currency[right]
    known = (low > 0) & ((one == other) | (one == 0) | (other == 0))
    return np.where(known, low / np.where(high > 0, high, 1.0), np.nan).astype(np.float32)


def _prices(column: Column) -> tuple[Doubles, NDArray[np.int64]]:
    """Amount (0 when it is none) and number of the currency (0 when it is unknown) of every value."""
    parts = [value.partition(" ") for value in column.values]
    seen: dict[str, int] = {"": 0}
    currency = np.array([seen.setdefault(code, len(seen)) for _, _, code in parts], np.int64)
    amount = np.array([number(text) for text, _, _ in parts])
    return np.where(np.isfinite(amount), amount, 0.0), currency


_IN_METRES: Final = {"lb": ("kg", 0.45359237), "fl oz": ("l", 0.0295735), "in": ("m", 0.0254)}
_OFF: Final = 0.03


def _close(one: Doubles, other: Doubles) -> NDArray[np.bool_]:
    return np.asarray(np.abs(one - other) <= _OFF * np.maximum(one, other))


def _packs(column: Column) -> tuple[Doubles, Doubles, NDArray[np.int64]]:
    """Count (1 when not said), size (in metric units) and number of the unit (0 when there is none) of every value."""
    units: dict[str, int] = {"": 0}
    found = [(1.0, 0.0, 0)]
    for value in column.values[1:]:
        count, _, sized = value.partition(" ")
        size, _, written = sized.partition(" ")
        unit, factor = _IN_METRES.get(written, (written, 1.0))
        found.append((float(count or 1), float(size or 0) * factor, units.setdefault(unit, len(units))))
    count_, size_, unit_ = zip(*found, strict=True)
    return np.array(count_), np.array(size_), np.array(unit_, np.int64)
