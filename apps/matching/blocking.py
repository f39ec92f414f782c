"""Blocking keys: which records are worth comparing.

Two records become candidates when they share a key. A key is a signed 64-bit number, the same in every process and
version of Python, so that it can stand in a table and be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, Columns
from apps.matching.types import SEPARATOR, BlockingRule, Features, Indices, Part, SpecError

MOST_KEYS: Final = 16
"""Keys one rule may give one record; a long title would otherwise block with half the catalogue."""

_MASK: Final = (1 << 64) - 1
_ODD: Final = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: spreads bits, as in splitmix64
_MIX: Final = 0xBF58476D1CE4E5B9


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Keys of many records: row i says that record `record[i]` has key `key[i]` by rule number `rule[i]`."""

    record: Indices
    rule: NDArray[np.int16]
    key: Indices

    def __len__(self) -> int:
        return len(self.key)


def keys(rules: Sequence[BlockingRule], features: Features) -> tuple[tuple[int, int], ...]:
    """(rule number, key) pairs of one record; a rule with a missing part gives none, one with many values several."""
    found: list[tuple[int, int]] = []
    for number, rule in enumerate(rules):
        parts = [taken(part, features.get(part.feature, "")) for part in rule.parts]
        combinations = list(product(*parts))[:MOST_KEYS]
        numbers = (_signed(_mixed(rule.name, combination)) for combination in combinations)
        found.extend((number, key) for key in dict.fromkeys(numbers))
    return tuple(found)


def _mixed(name: str, values: Sequence[str]) -> int:
    key = hash64(name)
    for value in values:
        key = ((key ^ hash64(value)) * _ODD) & _MASK
        key = ((key ^ (key >> 32)) * _MIX) & _MASK
    return key


def _signed(key: int) -> int:
    return key - (1 << 64) if key >> 63 else key


@lru_cache(maxsize=65_536)
def hash64(text: str) -> int:
    """Unsigned 64-bit BLAKE2b digest of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def keys_of(rules: Sequence[BlockingRule], columns: Columns) -> KeyTable:
    """The keys of a whole batch: every distinct value is hashed once, the rest is arithmetic on columns.

    Gives the same keys as `keys` record by record (rows are ordered by rule, then record).
    """
    tables = [_rule_keys(rule, columns) for rule in rules]
    numbers = [np.full(len(record), number, np.int16) for number, (record, _) in enumerate(tables)]
    empty = np.zeros(0, np.int64)
    return KeyTable(
        np.concatenate([record for record, _ in tables] or [empty]),
        np.concatenate(numbers or [empty.astype(np.int16)]),
        np.concatenate([key for _, key in tables] or [empty]),
    )


def _rule_keys(rule: BlockingRule, columns: Columns) -> tuple[Indices, Indices]:
    """Records and keys of one rule: part by part, each record is repeated for every value it has."""
    record = np.arange(columns.size, dtype=np.int64)
    key = np.full(columns.size, hash64(rule.name), np.uint64)
    for part in rule.parts:
        start, count, hashes = _part_hashes(part, columns[part.feature])
        code = columns[part.feature].codes[record]
        times = count[code]
        offset = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        record, key = np.repeat(record, times), np.repeat(key, times)
        key = (key ^ hashes[np.repeat(start[code], times) + offset]) * np.uint64(_ODD)
        key = (key ^ (key >> np.uint64(32))) * np.uint64(_MIX)
    position = np.arange(len(record)) - np.searchsorted(record, record)
    record, key = record[position < MOST_KEYS], key[position < MOST_KEYS]
    return _distinct(record, key.view(np.int64))


def _distinct(record: Indices, key: Indices) -> tuple[Indices, Indices]:
    """Each key of a record once, in the order of first appearance."""
    if len(record) == 0 or (np.diff(record) > 0).all():
        return record, key
    order = np.lexsort((key, record))
    repeated = np.zeros(len(order), bool)
    repeated[1:] = (np.diff(record[order]) == 0) & (np.diff(key[order]) == 0)
    keep = np.sort(order[~repeated])
    return record[keep], key[keep]


def _part_hashes(part: Part, column: Column) -> tuple[Indices, Indices, NDArray[np.uint64]]:
    """Per distinct value the hashes of what the part takes of it: start, count, hashes."""

    def make() -> tuple[Indices, Indices, NDArray[np.uint64]]:
        one = _ONE.get(part.take)
        if one and not column.several():
            texts = [one(value, part.length) for value in column.values]
            count = np.fromiter((text != "" for text in texts), np.int64, len(texts))
            return np.arange(len(texts)), count, _digests(texts)
        lists = [taken(part, value) for value in column.values]
        count = np.fromiter((len(texts) for texts in lists), np.int64, len(lists))
        return np.cumsum(count) - count, count, _digests([text for texts in lists for text in texts])

    return column.once(f"keys:{part.take}:{part.length}", make)


def _digests(texts: Sequence[str]) -> NDArray[np.uint64]:
    """`hash64` of many texts, without remembering them."""
    joined = b"".join(blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(joined, ">u8").astype(np.uint64)


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


def _digits(text: str) -> str:
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


@lru_cache(maxsize=65_536)
def sound(text: str) -> str:
    """How the words sound, roughly: first letter group and groups of consonants, no vowels, no doubled sounds.

    Soundex (Russell 1918) without its fixed length of four and with the first letter grouped too, so that "phillips"
    and "filips" agree. At most six sounds per word.
    """
    return " ".join(_sound_of_word(word) for word in text.split())


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
