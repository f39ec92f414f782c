"""What the parts of a blocking rule take of a feature: some letters, some words, how it sounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, column_of, few, repeated
from apps.matching.types import SEPARATOR, Codes, Indices, Part, SpecError

ODD: Final = 0x9E3779B97F4A7C15
"""2^64 / golden ratio: spreads bits, as in splitmix64."""


@lru_cache(maxsize=65_536)
def hash64(text: str) -> int:
    """Unsigned 64-bit BLAKE2b digest of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def hashes_of(part: Part, value: str) -> list[int]:
    """What a part takes of a feature of one record, hashed."""
    one = _ONE.get(part.take)
    if one is None:
        return [hash64(text) for text in taken(part, value)]
    if SEPARATOR not in value:
        text = one(value, part.length)
        return [hash64(text)] if text else []
    texts = dict.fromkeys([one(single, part.length) for single in value.split(SEPARATOR)])
    return [hash64(text) for text in texts if text]


def taken(part: Part, value: str) -> Sequence[str]:
    """What a part takes of a feature: nothing when missing, several texts where the feature or the part has several."""
    if SEPARATOR in value:
        texts = (text for single in value.split(SEPARATOR) for text in _texts(part, single))
        return list(dict.fromkeys(texts))
    return _texts(part, value)


def _texts(part: Part, single: str) -> Sequence[str]:
    """What a part takes of one value: no empty texts, none twice."""
    one = _ONE.get(part.take)
    if one:
        text = one(single, part.length)
        return (text,) if text else ()
    words = list(dict.fromkeys(single.split()))
    if part.take == "each_token":
        return [word for word in words if len(word) >= part.length]
    if part.take not in _SOME:
        raise SpecError(f"a blocking part cannot take {part.take!r}")
    some, of = _SOME[part.take]
    return [" ".join(chosen) for chosen in combinations(sorted(words[:of]), some)]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part takes of every distinct value of a column, as codes of distinct `texts`; code 0 is nothing.

    Value v gives the codes at `start[v] : start[v] + count[v]`; where no value gives several, these are None and it
    gives `codes[v]`.
    """

    codes: Codes
    texts: Column
    start: Indices | None = None
    count: Indices | None = None

    def lasting(self, codes: Codes) -> NDArray[np.uint64]:
        """`hash64` of the texts with these codes: the same wherever and whenever it is worked out."""
        if few(len(codes)):
            return _digests([self.texts.values[code] for code in codes.tolist()])
        return self.texts.once("lasting", lambda: _digests(self.texts.values))[codes]

    def passing(self, codes: Codes) -> NDArray[np.uint64]:
        """Numbers far apart that tell the texts of this batch from one another (a Weyl sequence)."""
        numbers: NDArray[np.uint64] = (codes.astype(np.uint64) + np.uint64(1)) * np.uint64(ODD)
        return numbers


def taken_of(part: Part, column: Column) -> Taken:
    """What a part takes of a column, worked out once per distinct value."""
    return column.once(f"taken:{part.take}:{part.length}", lambda: _taken_of(part, column))


def _taken_of(part: Part, column: Column) -> Taken:
    one = _ONE.get(part.take)
    if part.take == "whole" and not column.several():
        return Taken(np.arange(len(column), dtype=np.int32), column)
    if one and not column.several():
        texts = column_of([one(value, part.length) for value in column.values])
        return Taken(texts.codes, texts)
    if part.take == "each_token":
        return _each_token(column, part.length)
    if one and int(column.parts().count.max(initial=0)) <= 2:
        return _one_or_two(column, [one(value, part.length) for value in column.parts().column.values])
    lists = [taken(part, value) for value in column.values]
    texts = column_of(list(chain.from_iterable(lists)))
    return _listed(texts.codes, texts, np.fromiter(map(len, lists), np.int64, len(lists)))


def _listed(codes: Codes, texts: Column, count: Indices) -> Taken:
    return Taken(codes, texts, np.cumsum(count) - count, count)


def _one_or_two(column: Column, texts: list[str]) -> Taken:
    """What is taken of values that hold one or two: once per single value, then put together value by value."""
    parts, small = column.parts(), column_of(texts)
    owner = np.repeat(np.arange(len(parts.count)), parts.count)
    code = small.codes[parts.codes]
    keep = (code > 0) & ~repeated(owner, code)
    return _listed(code[keep], small, np.bincount(owner[keep], minlength=len(parts.count)))


def _each_token(column: Column, length: int) -> Taken:
    """The words of so many characters of every value, each once; the separator parts words as well."""
    lists = [value.split() for value in column.values]
    words = column_of(list(chain.from_iterable(lists)))
    owner = np.repeat(np.arange(len(lists)), np.fromiter(map(len, lists), np.int64, len(lists)))
    long = np.fromiter(map(len, words.values), np.int64, len(words)) >= length
    keep = long[words.codes] & ~repeated(owner, words.codes)
    return _listed(words.codes[keep], words, np.bincount(owner[keep], minlength=len(lists)))


def _digests(texts: Sequence[str]) -> NDArray[np.uint64]:
    """`hash64` of many texts, without remembering them."""
    joined = b"".join([blake2b(text.encode(), digest_size=8).digest() for text in texts])
    return np.frombuffer(joined, ">u8").astype(np.uint64)


def _digits(text: str) -> str:
    # Most are all digits, or all but a sign in front.
    if text[1:].isdigit():
        return text if text[0].isdigit() else text[1:]
    return "".join(filter(str.isdigit, text))


def _year(text: str) -> str:
    found = re.search(r"\d{4}", text)
    return found.group() if found else ""


_SOUND_GROUPS: Final = {
    letter: group
    for group, letters in {"1": "bpfvw", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}
_SPELLINGS: Final = (("ph", "f"), ("sch", "s"), ("ck", "k"), ("ght", "t"), ("kn", "n"), ("wr", "r"), ("th", "t"))


def sound(text: str) -> str:
    """How the words sound, roughly: first letter group and groups of consonants, no vowels, no doubled sounds.

    Soundex (Russell 1918) without its fixed length of four and with the first letter grouped too, so that "phillips"
    and "filips" agree. At most six sounds per word.
    """
    return " ".join(map(_sound_of_word, text.split()))


@lru_cache(maxsize=65_536)
def _sound_of_word(word: str) -> str:
    for spelling, letters in _SPELLINGS:
        word = word.replace(spelling, letters)
    codes = [_SOUND_GROUPS.get(letter, "" if letter.isalpha() else letter) for letter in word]
    sounds = [code for code, before in zip(codes, ["", *codes], strict=False) if code and code != before]
    return ("0" if word[:1] in "aeiouy" else "") + "".join(sounds[:6])


_SOME: Final[dict[str, tuple[int, int]]] = {"pairs": (2, 4), "triples": (3, 5)}
"""What takes some words out of the first so many."""

_ONE: Final[dict[str, Callable[[str, int], str]]] = {
    "whole": lambda text, length: text,
    "first": lambda text, length: text[:length],
    "last": lambda text, length: text[-length:] if len(text) >= length else "",
    "digits": lambda text, length: _digits(text)[-length:] if length else _digits(text),
    "sound": lambda text, length: sound(text),
    "sorted_tokens": lambda text, length: " ".join(sorted(text.split())),
    "word": lambda text, length: text.split(maxsplit=1)[0] if text.strip() else "",
    "year": lambda text, length: _year(text),
}
"""What takes one text of a value; `each_token` takes many."""
