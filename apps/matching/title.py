"""How alike two product titles are, and whether two products are of one brand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.sides import WORDS_ALIKE, Sides, silent, similarity
from apps.matching.terms import Doubles, Held, Vocabulary, nearly, shared, total, without
from apps.matching.types import Codes, Floats

VARIANT: Final = 0.85
"""What a word counts that the other title has with a letter amiss or cut short, against one that it has as it is."""

MOST: Final = 0.999
"""The highest similarity of titles; a whole number would read as the next step."""


def title(sides: Sides) -> Floats:
    """How alike two product titles are, 0 to 1, with rare words counting more.

    The mean of four shares: the weighted cosine; how much of one title is in the other, the better way round; how much
    of each title is in the other's title or description. A word with a letter amiss, or cut short, counts nearly
    whole. Words of the brand are left out: it is compared by itself. Features: the words of the title, and (optional)
    further words of the description, and the words of the brand. Words are weighted by the table of the first feature;
    without one they weigh the same.
    """
    grades = silent(len(sides))
    left, right = sides.columns[sides.features[0]].codes[sides.left], sides.columns[sides.features[0]].codes[sides.right]
    rows = np.flatnonzero((left > 0) & (right > 0))
    if len(rows):
        grades[rows] = _likeness(_Titles.of(sides), sides, left[rows], right[rows], rows)
    return grades


@dataclass(frozen=True, slots=True)
class _Titles:
    """Words of every distinct title, description and brand, in one numbering; `near`: what a title nearly holds."""

    terms: Vocabulary
    weight: Doubles
    words: Held
    near: Held

    @classmethod
    def of(cls, sides: Sides) -> _Titles:
        column = sides.columns[sides.features[0]]
        table = sides.token_weights.get(sides.features[0], {})
        # The table is kept beside the result: while it lives, no other can have its id.
        return column.once(f"titles:{id(table) if table else 0}", lambda: (table, cls._made(column, table)))[1]

    @classmethod
    def _made(cls, column: Column, table: Mapping[str, float]) -> _Titles:
        lists = [value.split() for value in column.values]
        terms = Vocabulary.of(lists)
        rarest = max(table.values(), default=1.0)
        words = terms.held(lists)
        return cls(terms, terms.weights(lambda word: table.get(word, rarest) ** 2), words, nearly(words, terms))

    def others(self, column: Column) -> Held:
        """The words of titles that the values of another column hold."""
        made = column.once(f"titles:{id(self.terms)}", lambda: (self.terms, self.terms.held([v.split() for v in column.values])))
        return made[1]


def _likeness(titles: _Titles, sides: Sides, left: Codes, right: Codes, rows: Codes) -> Floats:
    one, other = titles.words[left], titles.words[right]
    brand = _of_either(titles, sides, rows)
    if brand is not None:
        one, other = without(one, brand), without(other, brand)
    weight = titles.weight
    same = total(shared(one, other), weight)
    held = [np.maximum(total(words, weight), 1e-9) for words in (one, other)]
    near = [total(shared(one, titles.near[right]), weight), total(shared(other, titles.near[left]), weight)]
    found = [np.minimum(same + VARIANT * nearly_same, whole) for nearly_same, whole in zip(near, held, strict=True)]
    more = _described(titles, sides, one, other, rows)
    first, second = (f / h for f, h in zip(found, held, strict=True))
    wider = [np.minimum(f + extra, h) / h for f, extra, h in zip(found, more, held, strict=True)]
    mean = (np.sqrt(first * second) + np.maximum(first, second) + (wider[0] + wider[1])) / 4
    return np.minimum(mean, MOST).astype(np.float32)


def _of_either(titles: _Titles, sides: Sides, rows: Codes) -> Held | None:
    """The words of the brand of either side, per pair."""
    if not sides.has(2):
        return None
    column = sides.columns[sides.features[2]]
    brands = titles.others(column)
    return brands[column.codes[sides.left[rows]]].maximum(brands[column.codes[sides.right[rows]]])


def _described(titles: _Titles, sides: Sides, one: Held, other: Held, rows: Codes) -> list[Doubles]:
    """Weight of the words of each title that only the other's description has."""
    if not sides.has(1):
        return [np.zeros(len(rows)), np.zeros(len(rows))]
    column = sides.columns[sides.features[1]]
    texts = titles.others(column)
    return [
        total(shared(words, texts[column.codes[side[rows]]]), titles.weight)
        for words, side in ((one, sides.right), (other, sides.left))
    ]


NAMED: Final = 0.99
"""The brand is named in the other's title, or the one name goes on where the other ends."""


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
    texts = column.texts()
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(texts[left[rows]], texts[right[rows]], strict=True)]
    grades[rows[np.array(begins, bool)]] = NAMED
    one_sided = np.flatnonzero((left > 0) != (right > 0))
    if len(one_sided):
        grades[one_sided[_named(sides, one_sided)]] = NAMED
    return grades


def _named(sides: Sides, rows: Codes) -> Codes:
    """Which of these pairs name the brand of the one side, whole, in the title of the other."""
    titles, brands = sides.columns[sides.features[2]], sides.columns[sides.features[1]]
    one, other = sides.left[rows], sides.right[rows]
    given = np.where(brands.codes[one] > 0, one, other)
    asked = np.where(brands.codes[one] > 0, other, one)
    terms, made = brands.once(f"named:{sides.features}", lambda: _brand_sets(brands))
    words = titles.once(f"named:{sides.features}:{id(terms)}", lambda: (terms, terms.held([v.split() for v in titles.values])))
    wanted = made[brands.codes[given]]
    size = np.diff(wanted.indptr)
    held = total(shared(wanted, words[1][titles.codes[asked]]), np.ones(len(terms)))
    return np.flatnonzero((size > 0) & (held == size))


def _brand_sets(brands: Column) -> tuple[Vocabulary, Held]:
    lists = [value.split() for value in brands.values]
    terms = Vocabulary.of(lists)
    return terms, terms.held(lists)
