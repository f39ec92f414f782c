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
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, Columns, column_of
from apps.matching.kept import Kept
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
    rows, slots = _kept_plan(rules) if isinstance(rules, tuple) else _plan(rules)
    taken_by_slot = [_hashes(slot, features) for slot in slots]
    for number, name, places in rows:
        made = [name]
        for place in places:
            if not taken_by_slot[place]:
                made = []
                break
            made = [_mixed(key, value) for key in made for value in taken_by_slot[place]][:MOST_KEYS]
        if made:
            found.extend([(number, _signed(key)) for key in dict.fromkeys(made)])
    return tuple(found)


_Plan = tuple[list[tuple[int, int, tuple[int, ...]]], list[Part]]
"""Per rule its number, the hash of its name and which of the distinct parts it has; and the distinct parts."""


def _plan(rules: Sequence[BlockingRule]) -> _Plan:
    slots = list(dict.fromkeys(part for rule in rules for part in rule.parts))
    rows = [
        (number, hash64(rule.name), tuple(slots.index(part) for part in rule.parts))
        for number, rule in enumerate(rules)
    ]
    return rows, slots


_kept_plan: Final = Kept(_plan)


def _hashes(part: Part, features: Features) -> list[int]:
    """What a part takes of a record, hashed."""
    value = features.get(part.feature)
    if not value:
        return []
    one = _ONE.get(part.take)
    if one is None or SEPARATOR in value:
        return [hash64(text) for text in taken(part, value)]
    text = one(value, part.length)
    return [hash64(text)] if text else []


def _mixed(key: int, value: int) -> int:
    key = ((key ^ value) * _ODD) & _MASK
    return ((key ^ (key >> 32)) * _MIX) & _MASK


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
    tables = [rule_keys(rule, columns, lasting=True) for rule in rules]
    numbers = [np.full(len(record), number, np.int16) for number, (record, _) in enumerate(tables)]
    empty = np.zeros(0, np.int64)
    return KeyTable(
        np.concatenate([record for record, _ in tables] or [empty]),
        np.concatenate(numbers or [empty.astype(np.int16)]),
        np.concatenate([key for _, key in tables] or [empty]),
    )


def rule_keys(rule: BlockingRule, columns: Columns, *, lasting: bool) -> tuple[Indices, Indices]:
    """Records (in order) and keys of one rule: part by part, each record is repeated for every value it has.

    `lasting` keys are those of `keys`, for tables. Keys that only tell the blocks of this batch apart cost no hashing.
    """
    record = np.arange(columns.size, dtype=np.int64)
    key = np.full(columns.size, hash64(rule.name), np.uint64)
    for part in rule.parts:
        column = columns[part.feature]
        taken_of = _taken_of(part, column)
        hashes = taken_of.lasting() if lasting else taken_of.passing()
        code = column.codes[record]
        times = taken_of.count[code]
        place = taken_of.start[code]
        if times.max(initial=0) < 2:
            held = times > 0
            record, key, place = record[held], key[held], place[held]
        else:
            offset = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
            record, key, place = np.repeat(record, times), np.repeat(key, times), np.repeat(place, times) + offset
        key = (key ^ hashes[place]) * np.uint64(_ODD)
        key = (key ^ (key >> np.uint64(32))) * np.uint64(_MIX)
    if len(record) == 0 or (np.diff(record) > 0).all():
        return record, key.view(np.int64)
    position = np.arange(len(record)) - np.searchsorted(record, record)
    record, key = record[position < MOST_KEYS], key[position < MOST_KEYS]
    return _distinct(record, key.view(np.int64))


def _distinct(record: Indices, key: Indices) -> tuple[Indices, Indices]:
    """Each key of a record once, in the order of first appearance."""
    order = np.lexsort((key, record))
    repeated = np.zeros(len(order), bool)
    repeated[1:] = (np.diff(record[order]) == 0) & (np.diff(key[order]) == 0)
    keep = np.sort(order[~repeated])
    return record[keep], key[keep]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a part takes of each distinct value v: `texts[code]` for the codes at `start[v] : start[v] + count[v]`."""

    start: Indices
    count: Indices
    code: Indices
    texts: list[str]

    def lasting(self) -> NDArray[np.uint64]:
        return _digests(self.texts)[self.code]

    def passing(self) -> NDArray[np.uint64]:
        """Numbers far apart that tell the texts of this batch from one another (a Weyl sequence)."""
        numbers: NDArray[np.uint64] = (self.code.astype(np.uint64) + np.uint64(1)) * np.uint64(_ODD)
        return numbers


def _taken_of(part: Part, column: Column) -> _Taken:
    def make() -> _Taken:
        one = _ONE.get(part.take)
        if one and not column.several():
            return _one_each([one(value, part.length) for value in column.values])
        if one and int(column.parts().count.max(initial=0)) <= 2:
            return _one_or_two(column, [one(value, part.length) for value in column.parts().column.values])
        lists = [taken(part, value) for value in column.values]
        count = np.fromiter((len(texts) for texts in lists), np.int64, len(lists))
        small = column_of([text for texts in lists for text in texts])
        return _Taken(np.cumsum(count) - count, count, small.codes.astype(np.int64), small.values)

    return column.once(f"taken:{part.take}:{part.length}", make)


def _one_each(texts: list[str]) -> _Taken:
    small = column_of(texts)
    return _Taken(np.arange(len(texts)), (small.codes > 0).astype(np.int64), small.codes.astype(np.int64), small.values)


def _one_or_two(column: Column, texts: list[str]) -> _Taken:
    """What is taken of values that hold one or two: once per single value, then put together value by value."""
    parts, small = column.parts(), column_of(texts)
    owner = np.repeat(np.arange(len(parts.count)), parts.count)
    code = small.codes[parts.codes].astype(np.int64)
    again = np.zeros(len(code), bool)
    again[1:] = (owner[1:] == owner[:-1]) & (code[1:] == code[:-1])
    keep = (code > 0) & ~again
    count = np.bincount(owner[keep], minlength=len(parts.count))
    return _Taken(np.cumsum(count) - count, count, code[keep], small.values)


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
