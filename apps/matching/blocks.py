"""The blocks of a batch: which records share a key of a blocking rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TypeAlias

import numpy as np

from apps.matching.blocking import rule_keys
from apps.matching.columns import Columns, distinct
from apps.matching.forked import side_by_side
from apps.matching.types import BlockingRule, Codes, Indices

Crowded: TypeAlias = tuple[int, int, int]
"""Key, size and one of the records of a block of more records than the cap."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """One rule's usable blocks: `record` (m) block after block, where each block begins and its size.

    `code_of` (per record) is its block, or a number of its own; None when a record may stand in several blocks.
    """

    rule: int
    record: Codes
    start: Indices
    size: Indices
    code_of: Codes | None
    crowded: tuple[Crowded, ...]


def blocks_of_all(rules: Sequence[BlockingRule], columns: Columns, workers: int) -> list[Blocks]:
    """The blocks of all rules of a batch, in their order; by so many processes."""
    made = side_by_side([partial(_blocks_of_some, columns, group) for group in _together(rules, columns)], workers)
    return sorted(chain.from_iterable(made), key=lambda blocks: blocks.rule)


def _together(rules: Sequence[BlockingRule], columns: Columns) -> list[list[tuple[int, BlockingRule]]]:
    """The rules, numbered, by the feature of most values that they read: what is taken of it is derived once."""
    groups: defaultdict[str, list[tuple[int, BlockingRule]]] = defaultdict(list)
    for number, rule in enumerate(rules):
        groups[max((part.feature for part in rule.parts), key=lambda name: len(columns[name]))].append((number, rule))
    longest_first = sorted(groups, key=lambda name: len(columns[name]) * len(groups[name]), reverse=True)
    return [groups[name] for name in longest_first]


def _blocks_of_some(columns: Columns, rules: Sequence[tuple[int, BlockingRule]]) -> list[Blocks]:
    columns = columns.anew()
    every = []
    for number, rule in rules:
        blocks = blocks_of(number, rule_keys(rule, columns, lasting=False), rule.cap, columns.size)
        every.append(replace(blocks, crowded=tuple(_in_lasting_keys(rule, columns, blocks.crowded))))
    return every


def _in_lasting_keys(rule: BlockingRule, columns: Columns, crowded: Sequence[Crowded]) -> Iterator[Crowded]:
    """The crowded keys as a table of keys has them: one record of each is asked for both kinds of its keys."""
    if not crowded:
        return
    records = np.array([record for _, _, record in crowded])
    owner, passing = rule_keys(rule, columns.at(records), lasting=False)
    some = Columns(len(records), {part.feature: columns[part.feature].only(records) for part in rule.parts})
    _, lasting = rule_keys(rule, some, lasting=True)
    known = dict(zip(zip(owner.tolist(), passing.tolist(), strict=True), lasting.tolist(), strict=True))
    yield from ((known[place, key], size, record) for place, (key, size, record) in enumerate(crowded))


def blocks_of(rule: int, keys: tuple[Indices, Indices], cap: int, records: int) -> Blocks:
    """The blocks of one rule, from records and their keys."""
    record, key = keys
    is_single = _each_once(record)
    shared = _perhaps_shared(key)
    record, key = record[shared], key[shared]
    order = np.argsort(key)
    member, key = record[order].astype(np.int32), key[order]
    start = np.concatenate(([True], key[1:] != key[:-1])).nonzero()[0] if len(key) else np.zeros(0, np.int64)
    size = np.diff(np.append(start, len(key)))
    over = (size > cap).nonzero()[0]
    crowded = zip(key[start[over]].tolist(), size[over].tolist(), member[start[over]].tolist(), strict=True)
    usable = (size > 1) & (size <= cap)
    member, size = member[np.repeat(usable, size)], size[usable].astype(np.int32)
    code_of = None
    if is_single:
        code_of = -1 - np.arange(records, dtype=np.int32)
        code_of[member] = np.repeat(np.arange(len(size), dtype=np.int32), size)
    return Blocks(rule, member, np.cumsum(size, dtype=np.int32) - size, size, code_of, tuple(crowded))


def _each_once(record: Indices) -> bool:
    """True when no record occurs twice; records mostly come in order."""
    if (record[1:] >= record[:-1]).all():
        return bool((record[1:] > record[:-1]).all())
    return len(distinct(record)) == len(record)


def _perhaps_shared(key: Indices) -> Indices:
    """The rows of all keys but those that surely stand alone, which most do: they need not be sorted.

    Keys are counted by some of their bits; who is alone there is alone.
    """
    bits = max(len(key), 1).bit_length() + 2
    place = (key.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    return (np.bincount(place, minlength=1 << bits)[place] > 1).nonzero()[0]
