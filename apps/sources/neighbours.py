"""Who could be the same as the records of a batch: the stored records that share a blocking key with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from apps.history.bulk import binary_rows, from_json, id_array
from apps.matching.types import Indices

MOST_COUNTED: Final = 1000
"""How far a crowded key is counted: its size is told to people, and some keys are as large as the table."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of records that share a key, and the keys too crowded to follow.

    Pairs are positions in `records`, which begins with the records asked about: `left` is one of those, and each pair
    stands once. `crowded` has (rule, key, number of records, counted up to MOST_COUNTED).
    """

    records: list[UUID]
    left: Indices
    right: Indices
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
    SELECT string_agg(int4send(size), ''), string_agg(ids, ''),
           (SELECT json_agg(json_build_array(rule, key, size)) FROM crowd)::text
      FROM held WHERE size <= cap
"""


def neighbours(domain: str, record_ids: Sequence[UUID], *, caps: Sequence[int]) -> Neighbours:
    """Who shares a blocking key with these records; a key that more records share than its rule's cap is reported.

    `caps` are the most records that may share a key of each rule, by the rule's number.
    """
    parameters = {"asked": id_array(record_ids), "domain": domain, "caps": list(caps), "most": MOST_COUNTED}
    [[sizes, holders, crowd]] = binary_rows(_HOLDERS, parameters)
    crowded = [(rule, key, size) for rule, key, size in from_json(crowd)] if crowd else []
    size = np.frombuffer(sizes or b"", ">i4").astype(np.int64)
    number, others = _numbered(b"".join([key.bytes for key in record_ids]), holders or b"")
    left, right = _pairs(number, size, len(record_ids))
    return Neighbours([*record_ids, *others], left, right, crowded)


def _numbered(asked: bytes, holders: bytes) -> tuple[Indices, list[UUID]]:
    """The number of every holder of a key, those asked about first, and who comes after these; ids lie packed."""
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
    return number[size:], [UUID(bytes=packed[start : start + 16]) for start in starts]


def _pairs(number: Indices, size: Indices, asked: int) -> tuple[Indices, Indices]:
    """Every pair within the blocks (holders one after the other, `size` of them each) with one end asked about."""
    start = np.cumsum(size) - size
    block = np.repeat(np.arange(len(size)), size)
    mine = np.nonzero(number < asked)[0]
    times = size[block[mine]]
    left = np.repeat(number[mine], times)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
    right = number[np.repeat(start[block[mine]], times) + offset]
    later = right > left  # of two that are both asked about the pair is met twice, and everyone meets himself
    everyone = int(number.max(initial=0)) + 1
    code = np.sort(left[later] * everyone + right[later])
    code = code[np.diff(code, prepend=-1) != 0]
    return code // everyone, code % everyone
