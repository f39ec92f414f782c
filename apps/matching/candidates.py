"""Candidate pairs inside a batch, from its blocking keys: sorting instead of searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from apps.matching.blocking import KeyTable, rule_keys
from apps.matching.columns import Columns
from apps.matching.forked import side_by_side
from apps.matching.types import BlockingRule, Codes, Indices

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
    """Pairs left < right of records, each once, with the first rule that found it; and the keys that were skipped.

    `left` and `right` are in 32 bits: whoever reckons with them widens them first.
    """

    left: Indices
    right: Indices
    rule: NDArray[np.int16]
    skipped: tuple[SkippedBlock, ...]

    def __len__(self) -> int:
        return len(self.left)


CHUNK: Final = 65_536
"""Pairs made at a time: beside those that are kept, memory does not grow with their number, and stays near the
processor."""

Crowded: TypeAlias = tuple[int, int, int]
"""Key, size and one of the records of a block of more records than the cap."""

Found: TypeAlias = tuple[int, Codes, Codes]
"""A rule and the pairs (left, right) that it found."""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """One rule's usable blocks: `record` (m) block after block, where each block begins and its size.

    `code_of` (per record) is its block, or a number of its own; None when a record may stand in several blocks.
    """

    rule: int
    record: Codes
    start: Indices
    size: Indices
    code_of: Codes | None
    crowded: tuple[Crowded, ...]

    def skipped(self) -> list[SkippedBlock]:
        return [SkippedBlock(self.rule, key, size) for key, size, _ in self.crowded]


def candidate_pairs(table: KeyTable, cap: int | Sequence[int] = CAP, apart: Indices | None = None) -> CandidatePairs:
    """All pairs of records that share a key of some rule, without repeats.

    A pair that an earlier rule found is dropped where it is made, by comparing block numbers, so that memory holds
    each pair once. Rules that give one record several keys come last and are freed of repeats by sorting.
    `cap` is the most records that may share a key, for all rules or per rule number.
    `apart` (per record a number, or -1) keeps apart records with the same number: a source free of duplicates.
    """
    records = int(table.record.max(initial=-1)) + 1
    every = []
    for rule in np.unique(table.rule).tolist():
        rows = (table.rule == rule).nonzero()[0]
        most = cap if isinstance(cap, int) else cap[rule]
        every.append(_blocks(rule, (table.record[rows], table.key[rows]), most, records))
    return _found(every, records, apart, workers=1)


def batch_pairs(
    rules: Sequence[BlockingRule], columns: Columns, apart: Indices | None = None, *, workers: int = 1
) -> CandidatePairs:
    """The pairs of `candidate_pairs` with each rule's own cap, without a table of all keys; by so many processes."""
    columns = columns.anew()

    def blocks_of(number: int, rule: BlockingRule) -> _Blocks:
        blocks = _blocks(number, rule_keys(rule, columns, lasting=False), rule.cap, columns.size)
        return replace(blocks, crowded=tuple(_in_lasting_keys(rule, columns, blocks.crowded)))

    every = side_by_side([partial(blocks_of, *each) for each in enumerate(rules)], workers)
    return _found(every, columns.size, apart, workers)


def _in_lasting_keys(rule: BlockingRule, columns: Columns, crowded: Sequence[Crowded]) -> Iterator[Crowded]:
    """The crowded keys as a table of keys has them: one record of each is asked for both kinds of its keys."""
    if not crowded:
        return
    some = columns.at(np.array([record for _, _, record in crowded]))
    owner, passing = rule_keys(rule, some, lasting=False)
    _, lasting = rule_keys(rule, some, lasting=True)
    known = dict(zip(zip(owner.tolist(), passing.tolist(), strict=True), lasting.tolist(), strict=True))
    yield from ((known[place, key], size, record) for place, (key, size, record) in enumerate(crowded))


def _blocks(rule: int, keys: tuple[Indices, Indices], cap: int, records: int) -> _Blocks:
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
    code_of = None
    if is_single:
        code_of = -1 - np.arange(records, dtype=np.int32)
        held = np.repeat(usable, size)
        code_of[member[held]] = np.repeat(np.arange(len(size), dtype=np.int32), size)[held]
    return _Blocks(rule, member, start[usable], size[usable], code_of, tuple(crowded))


def _each_once(record: Indices) -> bool:
    """True when no record occurs twice; records mostly come in order."""
    if (record[1:] >= record[:-1]).all():
        return bool((record[1:] > record[:-1]).all())
    return len(np.unique(record)) == len(record)


def _perhaps_shared(key: Indices) -> Indices:
    """The rows of all keys but those that surely stand alone, which most do: they need not be sorted.

    Keys are counted by some of their bits; who is alone there is alone.
    """
    bits = max(len(key), 1).bit_length() + 2
    place = (key.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    return (np.bincount(place, minlength=1 << bits)[place] > 1).nonzero()[0]


def _found(every: Sequence[_Blocks], records: int, apart: Indices | None, workers: int) -> CandidatePairs:
    """The pairs of all blocks, each once: made for single keys in the order of the rules, then for several keys."""
    single = [blocks for blocks in every if blocks.code_of is not None]
    tasks, of_several = [], []
    for blocks in every:
        earlier = [b for b in single if blocks.code_of is None or b.rule < blocks.rule]
        portions = list(_portions(blocks.size))
        tasks += [partial(_fresh, blocks, earlier, apart, *portion) for portion in portions]
        of_several += [blocks.code_of is None] * len(portions)
    found = side_by_side(tasks, workers)
    kept = [each for each, several in zip(found, of_several, strict=True) if not several]
    kept += _without_repeats([each for each, several in zip(found, of_several, strict=True) if several], records)
    return _joined(kept, [skipped for blocks in every for skipped in blocks.skipped()])


def _portions(size: Indices) -> Iterator[tuple[int, int]]:
    """Ranges of blocks that make so many pairs each."""
    pairs = np.concatenate(([0], np.cumsum(size * (size - 1) // 2)))
    first = 0
    while first < len(size):
        last = max(first + 1, int(np.searchsorted(pairs, pairs[first] + CHUNK, side="right")) - 1)
        yield first, last
        first = last


def _fresh(blocks: _Blocks, earlier: Sequence[_Blocks], apart: Indices | None, first: int, last: int) -> Found:
    """The pairs of some blocks, without those that share a block of an earlier rule or are kept apart."""
    start, size = blocks.start[first:last], blocks.size[first:last]
    record = blocks.record[start[0] : start[-1] + size[-1]]
    one, other = places_within(start - start[0], size)
    if apart is not None:
        source = apart[record]
        keep = ((source[one] != source[other]) | (source[one] < 0)).nonzero()[0]
        one, other = one[keep], other[keep]
    for block in earlier:
        if block.code_of is not None:
            code = block.code_of[record]
            if (code >= 0).any():
                fresh = code[one] != code[other]
                if not fresh.all():
                    one, other = one[fresh], other[fresh]
    left, right = record[one], record[other]
    return blocks.rule, np.minimum(left, right), np.maximum(left, right)


def pairs_within(record: NDArray[T], start: Indices, size: Indices) -> tuple[NDArray[T], NDArray[T]]:
    """Every pair inside every block: each member is repeated for all that follow it in its block."""
    one, other = places_within(start, size)
    return record[one], record[other]


def places_within(start: Indices, size: Indices) -> tuple[Indices, Indices]:
    """Where both sides of every pair inside every block stand."""
    offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    member = np.repeat(start, size) + offset
    follow = np.repeat(size, size) - offset - 1
    one = np.repeat(member, follow)
    other = np.repeat(member - np.cumsum(follow) + follow + 1, follow)
    other += np.arange(len(other))
    return one, other


def _without_repeats(found: Sequence[Found], records: int) -> list[Found]:
    """Each pair for the first rule only, where one rule can find a pair more than once."""
    if not found:
        return []
    bits, size = max(rule for rule, _, _ in found).bit_length(), max(records, 1)
    code = np.concatenate([(left.astype(np.int64) * size + right) << bits | rule for rule, left, right in found])
    code.sort()
    pair = code >> bits
    new = np.ones(len(code), bool)
    new[1:] = pair[1:] != pair[:-1]
    pair, rule = pair[new], code[new] & ((1 << bits) - 1)
    left = pair // size
    left, right = left.astype(np.int32), (pair - left * size).astype(np.int32)
    by_rule = ((number, rule == number) for number in np.bincount(rule).nonzero()[0].tolist())
    return [(number, left[mine], right[mine]) for number, mine in by_rule]


def _joined(found: list[Found], skipped: Sequence[SkippedBlock]) -> CandidatePairs:
    found.sort(key=lambda item: item[0])
    rule = np.concatenate([np.full(len(left), rule, np.int16) for rule, left, _ in found] or [np.zeros(0, np.int16)])
    left = np.concatenate([left for _, left, _ in found] or [np.zeros(0, np.int32)])
    right = np.concatenate([right for _, _, right in found] or [np.zeros(0, np.int32)])
    return CandidatePairs(left, right, rule, tuple(skipped))
