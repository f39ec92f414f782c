"""Blocking keys: which records are worth comparing.

Two records become candidates when they share a key. A key is a signed 64-bit number, the same in every process and
version of Python, so that it can stand in a table and be looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Columns, repeated
from apps.matching.kept import Kept
from apps.matching.runs import MIX, ODD, mix
from apps.matching.taken import hash64, hashes_of
from apps.matching.taken_column import Taken, taken_of
from apps.matching.types import BlockingRule, Codes, Features, Indices, Part

MOST_KEYS: Final = 16
"""Keys one rule may give one record; a long title would otherwise block with half the catalogue."""

_MASK: Final = (1 << 64) - 1


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
    taken_by_slot = [hashes_of(slot, features[slot.feature]) if slot.feature in features else [] for slot in slots]
    for number, name, places in rows:
        made = [name]
        for place in places:
            values = taken_by_slot[place]
            if not values:
                break
            made = _mixed(made, values)
        else:
            for key in made:
                found.append((number, key - (1 << 64) if key >> 63 else key))  # signed
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


def _mixed(keys: Sequence[int], values: Sequence[int]) -> list[int]:
    """Every key with every value mixed into it; the first few."""
    mixed: list[int] = []
    for key in keys:
        for value in values:
            bits = ((key ^ value) * ODD) & _MASK
            mixed.append(((bits ^ (bits >> 32)) * MIX) & _MASK)
    return mixed[:MOST_KEYS]


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
    record: Indices = np.arange(columns.size, dtype=np.int64)
    key: NDArray[np.uint64] = np.full(columns.size, hash64(rule.name), np.uint64)
    several = False
    for part in rule.parts:
        column = columns[part.feature]
        found = taken_of(part, column, lasting=lasting)
        several |= found.count is not None
        rows, numbers = _rows(found, column.codes[record])
        record, key = record[rows], key[rows]
        mix(key, numbers)
    return _distinct(record, key.view(np.int64)) if several else (record, key.view(np.int64))


def _rows(found: Taken, values: Codes) -> tuple[Indices, NDArray[np.uint64]]:
    """The rows that have something taken, once for each of it, and its numbers."""
    if found.start is None or found.count is None:
        numbers = found.numbers[values]
        rows = numbers.nonzero()[0]
        return rows, numbers[rows]
    times = found.count[values]
    rows = np.repeat(np.arange(len(values)), times)
    place = np.repeat(found.start[values] - np.cumsum(times) + times, times) + np.arange(len(rows))
    return rows, found.numbers[place]


def _distinct(record: Indices, key: Indices) -> tuple[Indices, Indices]:
    """The first few keys of each record, whose rows stand together, each key once, in the order of first appearance."""
    beyond = np.zeros(len(record), bool)
    beyond[MOST_KEYS:] = record[MOST_KEYS:] == record[:-MOST_KEYS]
    record, key = record[~beyond], key[~beyond]
    kept = ~repeated(record, key)
    return record[kept], key[kept]
