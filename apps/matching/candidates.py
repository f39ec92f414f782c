"""Candidate pairs inside a batch, from its blocking keys: sorting instead of searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from apps.matching.blocking import KeyTable
from apps.matching.blocks import Blocks, blocks_of, blocks_of_all
from apps.matching.columns import Columns, distinct
from apps.matching.forked import give_back, side_by_side
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


MANY: Final = 20_000
"""Records from which several processes are worth starting."""

CHUNK: Final = 65_536
"""Pairs made at a time: beside those that are kept, memory does not grow with their number, and stays near the
processor."""

Found: TypeAlias = tuple[int, Codes, Codes]
"""A rule and the pairs (left, right) that it found."""


def candidate_pairs(table: KeyTable, cap: int | Sequence[int] = CAP, apart: Indices | None = None) -> CandidatePairs:
    """All pairs of records that share a key of some rule, without repeats.

    A pair that an earlier rule found is dropped where it is made, by comparing block numbers, so that memory holds
    each pair once. Rules that give one record several keys come last and are freed of repeats by sorting.
    `cap` is the most records that may share a key, for all rules or per rule number.
    `apart` (per record a number, or -1) keeps apart records with the same number: a source free of duplicates.
    """
    records = int(table.record.max(initial=-1)) + 1
    every = []
    for rule in distinct(table.rule).tolist():
        rows = (table.rule == rule).nonzero()[0]
        most = cap if isinstance(cap, int) else cap[rule]
        every.append(blocks_of(rule, (table.record[rows], table.key[rows]), most, records))
    return _found(every, records, apart, workers=1)


def batch_pairs(
    rules: Sequence[BlockingRule], columns: Columns, apart: Indices | None = None, *, workers: int = 1
) -> CandidatePairs:
    """The pairs of `candidate_pairs` with each rule's own cap, without a table of all keys; by so many processes."""
    workers = workers if columns.size > MANY else 1
    pairs = _found(blocks_of_all(rules, columns, workers), columns.size, apart, workers)
    give_back()
    return pairs


def _found(every: Sequence[Blocks], records: int, apart: Indices | None, workers: int) -> CandidatePairs:
    """The pairs of all blocks, each once: made for single keys in the order of the rules, then for several keys."""
    code_of = {blocks.rule: blocks.code_of for blocks in every if blocks.code_of is not None}
    codes = np.stack(list(code_of.values()), axis=1) if code_of else np.zeros((records, 0), np.int32)
    tasks = []
    for blocks in sorted(every, key=lambda blocks: int(_pairs_in(blocks.size).sum()), reverse=True):
        earlier = sum(blocks.code_of is None or rule < blocks.rule for rule in code_of)
        tasks.append(partial(_pairs_of, replace(blocks, code_of=None), codes, earlier, apart))
    found = side_by_side(tasks, workers)
    kept = [each for each in found if each[0] in code_of]
    kept += _without_repeats([each for each in found if each[0] not in code_of], records, workers)
    del found
    return _joined(kept, [SkippedBlock(blocks.rule, key, size) for blocks in every for key, size, _ in blocks.crowded])


def _pairs_in(size: Indices) -> Indices:
    return np.asarray(size * (size.astype(np.int64) - 1) // 2)


def _pairs_of(blocks: Blocks, codes: Codes, earlier: int, apart: Indices | None) -> Found:
    """The pairs of all blocks of a rule, made some at a time."""
    made = [_fresh(blocks, codes, earlier, apart, portion) for portion in _portions(blocks.size)]
    left, right = (np.concatenate([np.zeros(0, np.int32), *(pairs[side] for pairs in made)]) for side in (0, 1))
    return blocks.rule, left, right


def _portions(size: Indices) -> Iterator[slice]:
    """Ranges of blocks that make so many pairs each."""
    pairs = np.concatenate(([0], np.cumsum(_pairs_in(size))))
    first = 0
    while first < len(size):
        last = max(first + 1, int(np.searchsorted(pairs, pairs[first] + CHUNK, side="right")) - 1)
        yield slice(first, last)
        first = last


def _fresh(blocks: Blocks, codes: Codes, earlier: int, apart: Indices | None, portion: slice) -> tuple[Codes, Codes]:
    """The pairs of some blocks, without those that share a block of an earlier rule or are kept apart.

    `codes` (records by rules) are blocks, so that one look gets all that a record stands in; so many come `earlier`.
    """
    start, size = blocks.start[portion], blocks.size[portion]
    record = blocks.record[start[0] : start[-1] + size[-1]]
    one, other = places_within(start - start[0], size)
    keep = np.ones(len(one), bool)
    if apart is not None:
        source = apart[record]
        keep = (source[one] != source[other]) | (source[one] < 0)
    for code in np.ascontiguousarray(codes.take(record, axis=0)[:, :earlier].T):
        if (code >= 0).any():
            keep &= code[one] != code[other]
    kept = keep.nonzero()[0]
    left, right = record[one[kept]], record[other[kept]]
    return np.minimum(left, right), np.maximum(left, right)


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


def _without_repeats(found: Sequence[Found], records: int, workers: int) -> list[Found]:
    """Each pair for the first rule only, where one rule can find a pair more than once; for some records at a time."""
    if not found:
        return []
    bounds = np.linspace(0, records, 4 * workers if workers > 1 else 2, dtype=np.int64)
    tasks = [partial(_without_repeats_of, found, records, *each) for each in pairwise(bounds.tolist())]
    return list(chain.from_iterable(side_by_side(tasks, workers)))


def _without_repeats_of(found: Sequence[Found], records: int, first: int, last: int) -> list[Found]:
    """The same of the pairs whose left record stands in a range, in order."""
    of_rule, of_record = max(rule for rule, _, _ in found).bit_length(), records.bit_length()  # bits for each
    codes = []
    for number, one, other in found:
        here = ((one >= first) & (one < last)).nonzero()[0]
        codes.append((one[here].astype(np.int64) << of_record | other[here]) << of_rule | number)
    code = np.concatenate(codes)
    code.sort()
    pair = code >> of_rule
    new = np.ones(len(code), bool)
    new[1:] = pair[1:] != pair[:-1]
    pair, rule = pair[new], (code[new] & ((1 << of_rule) - 1)).astype(np.int16)
    left, right = (pair >> of_record).astype(np.int32), (pair & ((1 << of_record) - 1)).astype(np.int32)
    by_rule = ((number, rule == number) for number in np.bincount(rule).nonzero()[0].tolist())
    return [(number, left[mine], right[mine]) for number, mine in by_rule]


def _joined(found: list[Found], skipped: Sequence[SkippedBlock]) -> CandidatePairs:
    """All of them as one, rule by rule; what was found is let go of, one side after the other."""
    found.sort(key=lambda item: item[0])
    lefts, rights = [left for _, left, _ in found], [right for _, _, right in found]
    rule = np.repeat(np.array([rule for rule, _, _ in found], np.int16), [len(left) for left in lefts])
    found.clear()
    left = np.concatenate([np.zeros(0, np.int32), *lefts])
    del lefts
    return CandidatePairs(left, np.concatenate([np.zeros(0, np.int32), *rights]), rule, tuple(skipped))
