"""Whom records could be: the stored records that share a blocking key with them, in one query by btree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Final, NamedTuple

from apps.history.bulk import from_json
from apps.history.prepared import prepared_rows


class Candidate(NamedTuple):
    """A stored record (its id as text) with its comparison strings, and which of the asked keys it has, by position.

    `beside` is what the caller wanted to know of it besides.
    """

    record_id: str
    features: dict[str, str]
    keys: Sequence[int]
    beside: Any = None


class Candidates(NamedTuple):
    """Stored records that share a key, and the keys that were not followed because too many records share them."""

    found: Sequence[Candidate] = ()
    crowded: Sequence[int] = ()


_QUERY: Final = """
WITH near AS MATERIALIZED (
  SELECT number - 1 AS number, cap, ARRAY(
    SELECT record_id FROM sources_blockingkey WHERE key = mine.key AND domain = $3 LIMIT cap + 1
  ) AS ids
  FROM unnest($1::bigint[], $2::int[]) WITH ORDINALITY AS mine(key, cap, number)
), known AS MATERIALIZED (
  SELECT id, array_agg(number) AS numbers, sum(part) AS bond
  FROM (
    SELECT unnest(ids) AS id, number, 1::float8 / cardinality(ids) AS part FROM near
    WHERE cardinality(ids) BETWEEN 1 AND cap
  ) AS sharing
  GROUP BY id ORDER BY bond DESC, id LIMIT $5
)
SELECT
  (SELECT json_agg(json_build_array(stored.record_id, stored.features, known.numbers, {beside}))
   FROM known JOIN sources_matchfeatures stored ON stored.record_id = known.id
   WHERE bond >= (SELECT max(bond) FROM known) * $4)::text,
  (SELECT json_agg(number) FROM near WHERE cardinality(ids) > cap)::text
"""  # one row of JSON: a row per record costs more to bring over than to find


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to look: at most so many records, and none that shares less than this part of what the closest shares."""

    most: int
    least: float = 0.0


def candidates(domain: str, keys: Sequence[int], caps: Sequence[int], reach: Reach, beside: str = "NULL") -> Candidates:
    """The stored records of a domain that have one of the keys; a key of more records than its cap is told instead.

    Those within reach: what a record shares is the sum of its shared keys, each counting 1 / (records that have it). No
    more than a cap of entries is read of any key, so that an answer's time is bounded. `beside` is an SQL expression
    about `known.id`, the record: what the caller's room knows of it, in the same journey.
    """
    if not keys:
        return Candidates()
    arrays = ["{" + ",".join(map(str, numbers)) + "}" for numbers in (keys, caps)]
    [[found, crowded]] = prepared_rows(
        _QUERY.replace("{beside}", beside), [*arrays, domain, str(reach.least), str(reach.most)]
    )
    return Candidates(
        list(starmap(Candidate, from_json(found))) if found else (), from_json(crowded) if crowded else ()
    )
