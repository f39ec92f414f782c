"""What the parts of a blocking rule take of a whole column: numbers that tell apart what is taken, 0 for nothing.

Lasting numbers are the hashes of the texts that are taken, as a table of keys holds them. Passing ones serve one batch:
most are made of the characters or of numbered words, and no text is made for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, column_of, repeated
from apps.matching.runs import ODD, Runs, characters
from apps.matching.taken import ONE, sound, taken
from apps.matching.types import Flags, Indices, Part
from apps.matching.words import words_of

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part takes of every distinct value of a column.

    Value v gives `numbers[start[v] : start[v] + count[v]]`; where no value gives several, these are None and it gives
    `numbers[v]`, or nothing where that is 0.
    """

    numbers: Numbers
    start: Indices | None = None
    count: Indices | None = None


def taken_of(part: Part, column: Column, *, lasting: bool) -> Taken:
    """What a part takes of a column, worked out once per distinct value."""
    return column.once(f"taken:{part.take}:{part.length}:{lasting}", lambda: _taken_of(part, column, lasting))


def _taken_of(part: Part, column: Column, lasting: bool) -> Taken:
    if part.take == "each_token":
        return _each_token(column, part.length, lasting)
    if part.take not in ONE:
        lists = [taken(part, value) for value in column.values]
        texts = column_of(list(chain.from_iterable(lists)))
        return _listed(_told(texts, lasting)[texts.codes], np.fromiter(map(len, lists), np.int64, len(lists)))
    if not column.several():
        return Taken(_of_each(part, column, lasting))
    parts = column.parts()
    owner = np.repeat(np.arange(len(column)), parts.count)
    numbers = _of_each(part, parts.column, lasting)[parts.codes]
    keep = (numbers > 0) & ~repeated(owner, numbers)
    return _listed(numbers[keep], np.bincount(owner[keep], minlength=len(column)))


def _listed(numbers: Numbers, count: Indices) -> Taken:
    return Taken(numbers, np.cumsum(count) - count, count)


def _each_token(column: Column, length: int, lasting: bool) -> Taken:
    """The words of so many characters of every value, each once; the separator parts words as well."""
    words = words_of(column)
    owner, word = words.owner(), words.runs.numbers
    long = np.fromiter(map(len, words.texts), np.int64) >= length
    keep = long[word] & ~repeated(owner, word)
    numbers = _told(Column(word, words.texts), lasting)[word[keep]]
    return _listed(numbers, np.bincount(owner[keep], minlength=len(column)))


def _of_each(part: Part, column: Column, lasting: bool) -> Numbers:
    """What is taken of values that give one text at most."""
    if part.take == "whole":
        return _told(column, lasting)
    if part.take in _PASSING and not lasting:
        return _PASSING[part.take](column, part.length)
    one = ONE[part.take]
    texts = column_of([one(value, part.length) for value in column.values])
    return _told(texts, lasting)[texts.codes]


def _told(texts: Column, lasting: bool) -> Numbers:
    """`hash64` of texts, without remembering them; or numbers far apart (a Weyl sequence)."""
    if not lasting:
        return np.arange(len(texts), dtype=np.uint64) * np.uint64(ODD)
    joined = b"".join([blake2b(text.encode(), digest_size=8).digest() for text in texts.values])
    numbers = np.frombuffer(joined, ">u8").astype(np.uint64)
    numbers[0] = 0
    return numbers


def _first(column: Column, length: int) -> Numbers:
    return np.concatenate([runs.first(length).mixed() for runs in characters(column.values)])


def _digits(column: Column, length: int) -> Numbers:
    found = [runs.where(_are_digits(runs.numbers)) for runs in characters(column.values)]
    return np.concatenate([(runs.last(length) if length else runs).mixed() for runs in found])


def _are_digits(points: Indices) -> Flags:
    found: Flags = (points >= ord("0")) & (points <= ord("9"))
    foreign = (points > 127).nonzero()[0]
    found[foreign] = [chr(point).isdigit() for point in points[foreign].tolist()]
    return found


def _word(column: Column, length: int) -> Numbers:
    return words_of(column).runs.first(1).mixed()


def _sorted_tokens(column: Column, length: int) -> Numbers:
    words = words_of(column)
    ordered = np.sort(words.owner() * len(words.texts) + words.runs.numbers) % len(words.texts)
    return replace(words.runs, numbers=ordered).mixed()


def _sound(column: Column, length: int) -> Numbers:
    words = words_of(column)
    sounds = column_of(map(sound, words.texts)).codes[words.runs.numbers]
    heard = np.bincount(words.owner(), sounds > 0, minlength=len(column)) > 0
    some = heard | (words.runs.length > 1)  # several words without a sound are spaces, not nothing
    return Runs(sounds, words.runs.begin, words.runs.length * some).mixed()


_PASSING: Final[dict[str, Callable[[Column, int], Numbers]]] = {
    "first": _first,
    "digits": _digits,
    "word": _word,
    "sorted_tokens": _sorted_tokens,
    "sound": _sound,
}
"""What is taken of one text, by numbers alone."""
