"""Who could be the same as the records of a batch: the stored records that share a blocking key with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from apps.history.bulk import binary_rows, from_json, id_array
from apps.matching.nearest import nearest, telling
from apps.matching.types import Indices

MOST_COUNTED: Final = 1000
"""How far a crowded key is counted: its size is told to people, and some keys are as large as the table."""

NOBODY: Final[Mapping[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of records that share a key, and the keys too crowded to follow.

    Pairs are positions in `records`, which begins with the records asked about: `left` is one of those, and each pair
    stands once. `rules` (per pair) has bit r set where a key of rule r brought the two together. `crowded` has (rule,
    key, number of records, counted up to MOST_COUNTED).
    """

    records: list[UUID]
    left: Indices
    right: Indices
    rules: Indices
    crowded: list[tuple[int, int, int]]


# One look-up in the index per record and per key, whatever the planner knows of a table that is only just being filled:
# a join over all keys would read the whole table for every batch (OFFSET 0 keeps it from making one). No more of a key
# is read than can be followed. All comes as one row of packed numbers: pairs are made of them in a fraction of the time
# that rows would take.
_HOLDERS: Final = """
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT ON (key, rule) key, rule
          FROM unnest(%(asked)s::uuid[]) AS asked (record_id)
         CROSS JOIN LATERAL (
            SELECT key, rule FROM sources_blockingkey AS own
             WHERE own.record_id = asked.record_id AND own.domain = %(domain)s OFFSET 0) AS own),
    held AS MATERIALIZED (
        SELECT rule, key, cap, size, ids
          FROM (SELECT rule, key, (%(caps)s::int[])[rule + 1] AS cap FROM mine) AS wanted
         CROSS JOIN LATERAL (
            SELECT count(*)::int AS size, string_agg(uuid_send(record_id), '') AS ids
              FROM (
                SELECT record_id FROM sources_blockingkey AS other
                 WHERE other.key = wanted.key AND other.domain = %(domain)s LIMIT wanted.cap + 1) AS holder) AS found
         WHERE size > 1),
    crowd AS (
        SELECT rule, key, (
            SELECT count(*) FROM (
                SELECT FROM sources_blockingkey AS other
                 WHERE other.key = held.key AND other.domain = %(domain)s LIMIT %(most)s) AS holder) AS size
          FROM held WHERE size > cap)
    SELECT string_agg(int4send(size), ''), string_agg(int2send(rule), ''), string_agg(ids, ''),
           (SELECT json_agg(json_build_array(rule, key, size)) FROM crowd)::text
      FROM held WHERE size <= cap
"""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The holders (numbers) of keys, one key after the other: of each its rule and how many hold it."""

    rule: Indices
    size: Indices
    holder: Indices

    def where(self, rows: NDArray[np.bool_]) -> _Blocks:
        return _Blocks(self.rule[rows], self.size[rows], self.holder[np.repeat(rows, self.size)])


def neighbours(
    domain: str,
    record_ids: Sequence[UUID],
    *,
    caps: Sequence[int],
    closest: Mapping[int, int] = NOBODY,
    most: int = 0,
) -> Neighbours:
    """Who shares a blocking key with these records; a key that more records share than its rule's cap is reported.

    `caps` are the most records that may share a key of each rule, by the rule's number. Of the rules in `closest` also
    keys that up to `most` records share are followed, to so many of these: who shares most of such keys.
    """
    widest = [max(cap, most) if rule in closest else cap for rule, cap in enumerate(caps)]
    parameters = {"asked": id_array(record_ids), "domain": domain, "caps": widest, "most": MOST_COUNTED}
    [[sizes, rules, holders, crowd]] = binary_rows(_HOLDERS, parameters)
    crowded = [(rule, key, size) for rule, key, size in from_json(crowd)] if crowd else []
    number, rank, others = _numbered(b"".join([key.bytes for key in record_ids]), holders or b"")
    size, rule = (
        np.frombuffer(packed or b"", kind).astype(np.int64) for packed, kind in ((sizes, ">i4"), (rules, ">i2"))
    )
    blocks = _Blocks(rule, size, number)
    followed = size <= np.array(caps, np.int64)[rule]
    records = [*record_ids, *others]
    found = [_pairs(blocks.where(followed), len(record_ids), len(records))]
    if not followed.all():
        found += _closest(blocks.where(~followed), closest, most, rank, len(record_ids))
    code, rules_of = _each_once(*(np.concatenate(side) for side in zip(*found, strict=True)))
    return Neighbours(records, code // len(records), code % len(records), rules_of, crowded)


def _each_once(code: Indices, rule: Indices) -> tuple[Indices, Indices]:
    """Every pair once, in order, and the rules that found it as bits of a number."""
    order = np.argsort(code, kind="stable")
    code, bit = code[order], np.left_shift(1, rule[order])
    first = np.nonzero(np.diff(code, prepend=-1))[0]
    return code[first], np.bitwise_or.reduceat(bit, first) if len(first) else bit


def _numbered(asked: bytes, holders: bytes) -> tuple[Indices, Indices, list[UUID]]:
    """The number of every holder of a key, those asked about first; the place of each number in the order of ids; and
    who comes after those asked about. Ids lie packed."""
    packed = asked + holders
    high, low = np.frombuffer(packed, ">u8").reshape(-1, 2).T.astype(np.uint64)
    order = np.lexsort((low, high))
    fresh = np.ones(len(order), bool)
    fresh[1:] = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    first, size = order[fresh], len(asked) // 16
    others = first >= size
    numbers = np.where(others, size - 1 + np.cumsum(others), first)
    number = np.empty(len(order), np.int64)
    number[order] = numbers[np.cumsum(fresh) - 1]
    starts = (first[others] * 16).tolist()
    rank = np.empty(len(numbers), np.int64)
    rank[numbers] = np.arange(len(numbers))
    return number[size:], rank, [UUID(bytes=packed[start : start + 16]) for start in starts]


def _pairs(blocks: _Blocks, asked: int, everyone: int) -> tuple[Indices, Indices]:
    """Every pair within the blocks with one end asked about, and the rule of the block.

    Pairs are coded: lower end times `everyone` plus the higher.
    """
    left, right, of_block = _met(blocks, asked)
    later = right > left  # of two that are both asked about the pair is met twice, and everyone meets himself
    return left[later] * everyone + right[later], blocks.rule[of_block[later]]


def _met(blocks: _Blocks, asked: int) -> tuple[Indices, Indices, Indices]:
    """Whom each record asked about meets in which block (himself too): the record, the other, the block."""
    start = np.cumsum(blocks.size) - blocks.size
    block = np.repeat(np.arange(len(blocks.size)), blocks.size)
    mine = np.nonzero(blocks.holder < asked)[0]
    times = blocks.size[block[mine]]
    offset = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    of_block = np.repeat(block[mine], times)
    return np.repeat(blocks.holder[mine], times), blocks.holder[start[of_block] + offset], of_block


def _closest(
    blocks: _Blocks, wanted: Mapping[int, int], most: int, rank: Indices, asked: int
) -> Iterator[tuple[Indices, Indices]]:
    """The pairs, coded as above, of each record asked about with those who share most of its crowded keys; the rule."""
    for rule, few in wanted.items():
        mine = blocks.where(blocks.rule == rule)
        asker, other, of_block = _met(mine, asked)
        apart = asker != other
        told = telling(mine.size, most)[of_block[apart]]
        one, near = nearest(asker[apart], other[apart], told, few, rank)
        yield np.minimum(one, near) * len(rank) + np.maximum(one, near), np.full(len(one), rule, np.int64)
