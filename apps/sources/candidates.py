"""Whom records could be: the stored records that share a blocking key with them, in one query by btree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.history.bulk import from_json
from apps.history.prepared import prepared_rows


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored record (its id as text) with its comparison strings, and which of the asked keys it has, by position."""

    record_id: str
    features: dict[str, str]
    keys: Sequence[int]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Stored records that share a key, and the keys that were not followed because too many records share them."""

    found: list[Candidate] = field(default_factory=list)
    crowded: list[int] = field(default_factory=list)


_QUERY: Final = """
WITH near AS MATERIALIZED (
  SELECT mine.number, mine.cap, held.ids
  FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY AS mine(key, cap, number)
  CROSS JOIN LATERAL (
    SELECT array_agg(holder.record_id) AS ids
    FROM (SELECT record_id FROM sources_blockingkey WHERE key = mine.key AND domain = %s LIMIT mine.cap + 1) holder
  ) held
), known AS MATERIALIZED (
  SELECT id, array_agg(number) AS numbers FROM near, unnest(near.ids) AS id
  WHERE cardinality(near.ids) <= near.cap GROUP BY id
)
SELECT
  (SELECT json_agg(json_build_array(stored.record_id, stored.features, known.numbers))
   FROM known JOIN sources_matchfeatures stored ON stored.record_id = known.id)::text,
  (SELECT json_agg(number) FROM near WHERE cardinality(ids) > cap)::text
"""  # one row of JSON: a row per record costs more to bring over than to find


def candidates(domain: str, keys: Sequence[int], caps: Sequence[int]) -> Candidates:
    """The stored records of a domain that have one of the keys; a key of more records than its cap is told instead.

    No more than a cap of entries is read of any key, so that an answer's time is bounded.
    """
    if not keys:
        return Candidates()
    arrays = ["{" + ",".join(map(str, numbers)) + "}" for numbers in (keys, caps)]
    found, crowded = (from_json(text or "[]") for text in prepared_rows(_QUERY, [*arrays, domain])[0])
    return Candidates(
        [Candidate(record_id, features, [number - 1 for number in numbers]) for record_id, features, numbers in found],
        [number - 1 for number in crowded],
    )
