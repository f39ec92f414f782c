"""How alike two product titles are, and whether two products are of one brand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import WORDS_ALIKE, Sides, both, silent, similarity
from apps.matching.terms import Doubles, Held, Vocabulary, nearly, shared, total, variants, without
from apps.matching.types import SEPARATOR, Codes, Flags, Floats, Indices

VARIANT: Final = 0.85
"""What a word counts that the other title has with a letter amiss or cut short, against one that it has as it is."""

MOST: Final = 0.999
"""The highest similarity of titles; a whole number would read as the next step."""


LEAST: Final = 1e-9
"""Stands for the weight of a title of which nothing is left to compare."""


def title(sides: Sides) -> Floats:
    """How alike two product titles are, 0 to 1, with rare words counting more.

    The mean of four shares: the weighted cosine; how much of one title is in the other, the better way round; and how
    much of each title is in the other's title or description. A word with a letter amiss, or cut short, counts nearly
    whole. Words of the brand are left out: it is compared by itself; so are model codes that only one title has.
    Features: the words of the title; and (optional) further words of the description, the words of the brand, the
    words of the title without its codes, the codes. Words are weighted by the table of the first feature; without one
    they weigh the same.
    """
    grades = silent(len(sides))
    _, left, right = sides.codes()
    rows = np.flatnonzero(both(left, right))
    if len(rows):
        grades[rows] = _Pairs(_Titles.of(sides), sides, rows).likeness()
    return grades


@dataclass(frozen=True, slots=True)
class _Titles:
    """The words of every distinct title, `words`: with its codes and, below them, without; `near`: words by variants.

    Row v is value v of the words, row `plain` + v is value v of the words without codes.
    """

    terms: Vocabulary
    weight: Doubles
    words: Held
    near: Held
    plain: int

    @classmethod
    def of(cls, sides: Sides) -> _Titles:
        columns = [sides.columns[sides.features[place]] for place in ((0, 3) if sides.has(3) else (0,))]
        table = sides.token_weights.get(sides.features[0], {})
        name = f"titles:{sides.features}:{id(table) if table else 0}"
        # What it was made of is kept beside the result: while that lives, no other can have its id.
        return columns[0].once(name, lambda: (table, columns, cls._made(columns, table)))[2]

    @classmethod
    def _made(cls, columns: Sequence[Column], table: Mapping[str, float]) -> _Titles:
        lists = [value.split() for column in columns for value in column.values]
        terms = Vocabulary.of(lists)
        rarest = max(table.values(), default=1.0)
        words = terms.held(lists)
        weight = terms.weights(lambda word: table.get(word, rarest) ** 2)
        return cls(terms, weight, words, variants(terms), len(columns[0]))

    def others(self, column: Column) -> Held:
        """The words of titles that the values of another column hold."""
        name = f"titles:{id(self.terms)}"
        return column.once(name, lambda: (self.terms, self.terms.held([v.split() for v in column.values])))[1]


class _Pairs:
    """The titles of some `rows` of the pairs, and what they have in common."""

    def __init__(self, titles: _Titles, sides: Sides, rows: Indices, coded: bool = True) -> None:
        self.titles, self.sides, self.coded = titles, sides, coded
        self.left, self.right = sides.left[rows], sides.right[rows]
        self.places = self._places()
        one, other = (titles.words[place] for place in self.places)
        brand = self._brand()
        self.words = (one, other) if brand is None else (without(one, brand), without(other, brand))
        self.same = shared(*self.words)
        own = [words - self.same for words in self.words]  # all that is the same stands in both: nothing goes below 0
        # What is the same already is no slip of anything: "lemon" is not a lemonade cut short.
        self.near = [shared(own[side], nearly(own[1 - side], titles.near)) for side in (0, 1)]

    def _places(self) -> tuple[Indices, Indices]:
        """Rows of `words`: with codes where both titles have some, else without."""
        words = [self._codes(0, side) for side in (self.left, self.right)]
        if not self.sides.has(4):
            return words[0].astype(np.int64), words[1].astype(np.int64)
        coded = self._coded() if self.coded else np.zeros(len(self.left), bool)
        plain = (self._codes(3, side) + self.titles.plain for side in (self.left, self.right))
        one, other = (np.where(coded, w, p).astype(np.int64) for w, p in zip(words, plain, strict=True))
        return one, other

    def _coded(self) -> Flags:
        """Both titles have model codes, and none in common."""
        column = self.sides.columns[self.sides.features[4]]
        held = column.once("title:codes", lambda: _sets(column))
        left, right = self._codes(4, self.left), self._codes(4, self.right)
        return np.asarray(both(left, right) & (np.diff(shared(held[left], held[right]).indptr) == 0), np.bool_)

    def _codes(self, position: int, side: Indices) -> Codes:
        return self.sides.columns[self.sides.features[position]].codes[side]

    def _brand(self) -> Held | None:
        """The words of the brand of either side, per pair."""
        if not self.sides.has(2):
            return None
        brands = self.titles.others(self.sides.columns[self.sides.features[2]])
        return brands[self._codes(2, self.left)].maximum(brands[self._codes(2, self.right)])

    def likeness(self) -> Floats:
        whole = [np.maximum(self._weight(words), LEAST) for words in self.words]
        found = self._found()
        first, second = (np.minimum(f, w) / w for f, w in zip(found, whole, strict=True))
        wider = [np.minimum(f + d, w) / w for f, d, w in zip(found, self._described(), whole, strict=True)]
        mean = (np.sqrt(first * second) + np.maximum(first, second) + (wider[0] + wider[1])) / 4
        return np.minimum(mean, MOST).astype(np.float32)

    def _found(self) -> list[Doubles]:
        """Weight of what each title holds of the other."""
        same = self._weight(self.same)
        return [same + VARIANT * self._weight(near) for near in self.near]

    def _described(self) -> list[Doubles]:
        """Weight of the words of each title that only the other's description has."""
        if not self.sides.has(1):
            return [np.zeros(len(self.left)), np.zeros(len(self.left))]
        texts = self.titles.others(self.sides.columns[self.sides.features[1]])
        described = (texts[self._codes(1, side)] for side in (self.right, self.left))
        return [self._weight(shared(words, text)) for words, text in zip(self.words, described, strict=True)]

    def contrast(self) -> Floats:
        ones = np.ones(len(self.titles.terms))
        same, near = total(self.same, ones), [total(words, ones) for words in self.near]
        own = [total(words, ones) - same - alike for words, alike in zip(self.words, near, strict=True)]
        fewer, more = np.minimum(*own), np.maximum(*own)
        known = same + np.minimum(*near) >= np.maximum(more, APART)
        outcomes = [known & (fewer <= 0), known & (more <= APART)]
        return np.select(outcomes, [1.0, 0.0], np.nan).astype(np.float32)

    def _weight(self, rows: Held) -> Doubles:
        return total(rows, self.titles.weight)


APART: Final = 2
"""Words of its own that each title may have where two variants of one thing are named."""


def variant(sides: Sides) -> Floats:
    """Whether two titles name two variants of one thing: the same words, but each has one or two that the other lacks.

    0 where they do ("organic lemonade lemon", "organic lemonade peach"), 1 where one has all words of the other.
    Otherwise, and where less than half of the words are the same, it says nothing. A word with a letter amiss or cut
    short is the same; words of the brand and model codes do not count. Features as for `title`.
    """
    grades = silent(len(sides))
    _, left, right = sides.codes()
    rows = np.flatnonzero(both(left, right))
    if len(rows):
        grades[rows] = _Pairs(_Titles.of(sides), sides, rows, coded=False).contrast()
    return grades


NAMED: Final = 0.99
"""The brand is named in the other's title, or the one name is part of the other ("Bosch", "Robert Bosch")."""


def brand(sides: Sides) -> Floats:
    """How alike two brands are, 0 to 1 by Jaro-Winkler; where one side has none, whether its title names the other's.

    Features: the brand as one word, its words, and the words of the title.
    """
    column, left, right = sides.codes()
    grades = silent(len(sides))
    present = (left > 0) & (right > 0)
    grades[present & (left == right)] = 1.0
    rows = np.flatnonzero(present & (left != right))
    grades[rows] = similarity(column, left[rows], right[rows], WORDS_ALIKE, sides.floor)
    grades[rows[_within(sides, rows)]] = NAMED
    one_sided = np.flatnonzero((left > 0) != (right > 0))
    if len(one_sided):
        grades[one_sided[_named(sides, one_sided)]] = NAMED
    return grades


def _within(sides: Sides, rows: Indices) -> Flags:
    """Which of these pairs have brands of which the one has all words of the other."""
    column = sides.columns[sides.features[1]]
    terms, brands = column.once("brands", lambda: _brand_sets(column))
    one, other = (brands[column.codes[side[rows]]] for side in (sides.left, sides.right))
    fewer = np.minimum(np.diff(one.indptr), np.diff(other.indptr))
    return np.asarray((fewer > 0) & (total(shared(one, other), np.ones(len(terms))) == fewer), np.bool_)


def _named(sides: Sides, rows: Indices) -> Flags:
    """Which of these pairs name the brand of the one side, whole, in the title of the other."""
    titles, column = sides.columns[sides.features[2]], sides.columns[sides.features[1]]
    terms, brands = column.once("brands", lambda: _brand_sets(column))
    name = f"brands:{id(terms)}"
    words = titles.once(name, lambda: (terms, terms.held([v.split() for v in titles.values])))[1]
    one, other = sides.left[rows], sides.right[rows]
    branded = column.codes[one] > 0
    wanted = brands[column.codes[np.where(branded, one, other)]]
    size = np.diff(wanted.indptr)
    found = total(shared(wanted, words[titles.codes[np.where(branded, other, one)]]), np.ones(len(terms)))
    return np.asarray((size > 0) & (found == size), np.bool_)


def _sets(column: Column) -> Held:
    lists = [value.split(SEPARATOR) for value in column.values]
    return Vocabulary.of(lists).held(lists)


def _brand_sets(brands: Column) -> tuple[Vocabulary, Held]:
    lists = [value.split() for value in brands.values]
    terms = Vocabulary.of(lists)
    return terms, terms.held(lists)
