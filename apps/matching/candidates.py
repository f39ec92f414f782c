"""Candidate pairs inside a batch, from its blocking keys: sorting instead of searching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from apps.matching.blocking import KeyTable, rule_keys
from apps.matching.columns import Columns
from apps.matching.types import BlockingRule, Codes, Flags, Indices

T = TypeVar("T", np.int32, np.int64)

CAP: Final = 1000
"""Records that may share a key before it is skipped as crowded (measured: recall .9719 against .9720 without a cap)."""


@dataclass(frozen=True, slots=True)
class SkippedBlock:
    """A key shared by more records than the cap: it made no pairs, which is shown, never hidden."""

    rule: int
    key: int
    size: int


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Pairs left < right of records, each once, with the first rule that found it; and the keys that were skipped."""

    left: Indices
    right: Indices
    rule: NDArray[np.int16]
    skipped: tuple[SkippedBlock, ...]

    def __len__(self) -> int:
        return len(self.left)


CHUNK: Final = 2_000_000
"""Pairs made at a time: beside those that are kept, memory does not grow with the number of pairs."""

RuleKeys: TypeAlias = Iterable[tuple[int, Indices, Indices]]
"""Rule by rule its number, and the records (in order) with their keys."""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """One rule's usable blocks: `record` (m) block after block, where each block begins and its size.

    `code_of` (per record) is its block or -1; None when a record may stand in several blocks.
    """

    record: Codes
    start: Indices
    size: Indices
    code_of: Codes | None


def candidate_pairs(table: KeyTable, cap: int | Sequence[int] = CAP, apart: Indices | None = None) -> CandidatePairs:
    """All pairs of records that share a key of some rule, without repeats.

    A pair that an earlier rule found is dropped where it is made, by comparing block numbers, so that memory holds
    each pair once. Rules that give one record several keys come last and are freed of repeats by sorting.
    `cap` is the most records that may share a key, for all rules or per rule number.
    `apart` (per record a number, or -1) keeps apart records with the same number: a source free of duplicates.
    """
    records = int(table.record.max(initial=-1)) + 1
    every = ((int(rule), np.nonzero(table.rule == rule)[0]) for rule in np.unique(table.rule))
    pairs, crowded = _found(((rule, table.record[rows], table.key[rows]) for rule, rows in every), records, cap, apart)
    return replace(pairs, skipped=tuple(SkippedBlock(rule, key, size) for rule, key, size, _ in crowded))


def batch_pairs(rules: Sequence[BlockingRule], columns: Columns, apart: Indices | None = None) -> CandidatePairs:
    """The pairs of `candidate_pairs` with each rule's own cap, rule after rule, without a table of all keys."""
    made = ((number, *rule_keys(rule, columns, lasting=False)) for number, rule in enumerate(rules))
    pairs, crowded = _found(made, columns.size, [rule.cap for rule in rules], apart)
    return replace(pairs, skipped=tuple(_in_lasting_keys(rules, columns, crowded)))


def _in_lasting_keys(
    rules: Sequence[BlockingRule], columns: Columns, crowded: Sequence[_Crowded]
) -> Iterator[SkippedBlock]:
    """The crowded keys as a table of keys has them: one record of each is asked for both kinds of its keys."""
    for number in dict.fromkeys(rule for rule, _, _, _ in crowded):
        mine = [(key, size, record) for rule, key, size, record in crowded if rule == number]
        some = columns.at(np.array([record for _, _, record in mine]))
        owner, passing = rule_keys(rules[number], some, lasting=False)
        lasting = rule_keys(rules[number], some, lasting=True)[1]
        known = dict(zip(zip(owner.tolist(), passing.tolist(), strict=True), lasting.tolist(), strict=True))
        yield from (SkippedBlock(number, known[place, key], size) for place, (key, size, _) in enumerate(mine))


_Crowded: TypeAlias = tuple[int, int, int, int]
"""Rule, key, size and one of the records of a key that too many share."""


def _found(
    made: RuleKeys, records: int, cap: int | Sequence[int], apart: Indices | None
) -> tuple[CandidatePairs, list[_Crowded]]:
    crowded: list[_Crowded] = []
    single: list[_Blocks] = []
    several: list[tuple[int, _Blocks]] = []
    found: list[tuple[int, Codes, Codes]] = []
    for rule, record, key in made:
        most = cap if isinstance(cap, int) else cap[rule]
        blocks = _blocks(rule, record, key, most, records, crowded)
        if blocks.code_of is None:
            several.append((rule, blocks))
            continue
        found += ((rule, left, right) for left, right in _fresh(blocks, single, apart))
        single.append(blocks)
    found += _without_repeats(
        [(rule, left, right) for rule, blocks in several for left, right in _fresh(blocks, single, apart)], records
    )
    return _joined(found), crowded


def _blocks(rule: int, record: Indices, key: Indices, cap: int, records: int, crowded: list[_Crowded]) -> _Blocks:
    is_single = bool((np.diff(record) > 0).all()) or len(np.unique(record)) == len(record)
    shared = _perhaps_shared(key)
    record, key = record[shared], key[shared]
    order = np.argsort(key)
    member, key = record[order].astype(np.int32), key[order]
    start = np.nonzero(np.concatenate(([True], key[1:] != key[:-1])))[0] if len(key) else np.zeros(0, np.int64)
    size = np.diff(np.append(start, len(key)))
    for block in np.nonzero(size > cap)[0]:
        first = int(start[block])
        crowded.append((rule, int(key[first]), int(size[block]), int(member[first])))
    usable = (size > 1) & (size <= cap)
    code_of = None
    if is_single:
        number = np.where(usable, np.arange(len(size), dtype=np.int32), np.int32(-1))
        code_of = np.full(records, -1, np.int32)
        code_of[member] = np.repeat(number, size)
    return _Blocks(member, start[usable], size[usable], code_of)


def _perhaps_shared(key: Indices) -> Flags:
    """False for keys that surely stand alone, which most do: they need not be sorted.

    Keys are counted by some of their bits; who is alone there is alone.
    """
    bits = max(len(key), 1).bit_length() + 2
    place = (key.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    return np.asarray(np.bincount(place, minlength=1 << bits)[place] > 1)


def pairs_within(record: NDArray[T], start: Indices, size: Indices) -> tuple[NDArray[T], NDArray[T]]:
    """Every pair inside every block: each member is repeated for all that follow it in its block."""
    offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    member = np.repeat(start, size) + offset
    follow = np.repeat(size, size) - offset - 1
    first = np.repeat(member, follow)
    step = np.arange(len(first)) - np.repeat(np.cumsum(follow) - follow, follow) + 1
    return record[first], record[first + step]


def _fresh(blocks: _Blocks, earlier: Sequence[_Blocks], apart: Indices | None) -> Iterator[tuple[Codes, Codes]]:
    """The pairs of a rule, chunk by chunk, without those that share a block of an earlier rule or are kept apart."""
    pairs = np.concatenate(([0], np.cumsum(blocks.size * (blocks.size - 1) // 2)))
    first = 0
    while first < len(blocks.size):
        last = max(first + 1, int(np.searchsorted(pairs, pairs[first] + CHUNK, side="right")) - 1)
        one, other = pairs_within(blocks.record, blocks.start[first:last], blocks.size[first:last])
        first = last
        if apart is not None:
            keep = (apart[one] != apart[other]) | (apart[one] < 0)
            one, other = one[keep], other[keep]
        for block in earlier:
            code = block.code_of
            if code is not None and len(one):
                mine = code[one]
                new = (mine < 0) | (mine != code[other])
                if not new.all():
                    one, other = one[new], other[new]
        yield np.minimum(one, other), np.maximum(one, other)


def _without_repeats(found: list[tuple[int, Codes, Codes]], records: int) -> list[tuple[int, Codes, Codes]]:
    """Each pair for the first rule only, where one rule can find a pair more than once."""
    if not found:
        return []
    rules = max(rule for rule, _, _ in found) + 1
    size = max(records, 1)
    code = np.concatenate([(left.astype(np.int64) * size + right) * rules + rule for rule, left, right in found])
    code.sort()
    pair = code // rules
    new = np.ones(len(code), bool)
    new[1:] = pair[1:] != pair[:-1]
    pair, rule = pair[new], code[new] % rules
    return [
        (int(number), (pair[mine] // size).astype(np.int32), (pair[mine] % size).astype(np.int32))
        for number in np.unique(rule)
        if (mine := rule == number).any()
    ]


def _joined(found: list[tuple[int, Codes, Codes]]) -> CandidatePairs:
    found.sort(key=lambda item: item[0])
    rule = np.concatenate([np.full(len(left), rule, np.int16) for rule, left, _ in found] or [np.zeros(0, np.int16)])
    left = np.concatenate([left for _, left, _ in found] or [np.zeros(0, np.int32)]).astype(np.int64)
    right = np.concatenate([right for _, _, right in found] or [np.zeros(0, np.int32)]).astype(np.int64)
    return CandidatePairs(left, right, rule, ())
