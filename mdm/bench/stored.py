"""Customers as landing and resolving leave them, laid into the real tables fast: features, blocking keys, crosswalk.

For benchmarks of reading: rows go in by COPY without triggers, indexes are built afterwards. Raw payloads, canonical
values and history stay empty, because what is measured does not read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from apps.domains import Domain
from apps.history.bulk import as_json
from apps.matching.blocking import keys_of
from apps.matching.columns import Columns
from apps.matching.types import Indices
from apps.sources.keys import copy_keys

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
RECORD, GOLDEN = 1, 2
"""The upper half of the ids of source records and of golden records; the lower half counts."""

PAGE: Final = 10_000

READ: Final = (
    "blockingkey_lookup",
    *("sources_matchfeatures", "sources_matchfeatures_pkey"),
    *("golden_xref", "golden_xref_pkey"),
)
"""The tables and indexes that a question of `apps.golden.match` reads."""


def store(domain: Domain, columns: Columns, things: NDArray[np.int32], system_id: int, rulebook_id: int) -> None:
    """Lay n records into the tables; `things` (n) numbers the golden record of each. Needs a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers: neither history nor foreign keys
        cursor.execute("SET maintenance_work_mem = '512MB'")
    with _without_indexes("sources_matchfeatures", "sources_blockingkey", "sources_sourcerecord", "golden_xref"):
        _features(columns)
        _keys(domain, columns)
        _crosswalk(things)
        _records(domain, system_id)
    _goldens(domain, rulebook_id)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        # What questions read is in memory where a server has been up a while. COPY and new indexes pass memory by.
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute("SELECT pg_prewarm(name::regclass) FROM unnest(%s::text[]) AS name", [list(READ)])


def record_id(number: int) -> UUID:
    return UUID(int=(RECORD << 64) + number)


def golden_id(thing: int) -> UUID:
    return UUID(int=(GOLDEN << 64) + thing)


@contextmanager
def _without_indexes(*tables: str) -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them again at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) AND NOT EXISTS"
            " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)",
            [list(tables)],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in found:
            cursor.execute(definition)


def _features(columns: Columns) -> None:
    rows = ((record_id(number), as_json(form)) for number, form in enumerate(_forms(columns)))
    _copy("sources_matchfeatures (record_id, features)", rows)


def _forms(columns: Columns) -> Iterator[dict[str, str]]:
    names = list(columns.columns)
    values = [list(columns[name].values) for name in names]
    for page in _pages(columns.size):
        codes = zip(*(columns[name].codes[page].tolist() for name in names), strict=True)
        for row in codes:
            yield {name: held[code] for name, held, code in zip(names, values, row, strict=True) if code}


def _keys(domain: Domain, columns: Columns) -> None:
    """As landing stores them, page by page: the keys of a record stand together."""
    for page in _pages(columns.size):
        keys = keys_of(domain.spec.blocking, columns.at(page))
        copy_keys(domain.name, [record_id(number) for number in page.tolist()], keys)


def _pages(size: int) -> Iterator[Indices]:
    for start in range(0, size, PAGE):
        yield np.arange(start, min(start + PAGE, size))


def _crosswalk(things: NDArray[np.int32]) -> None:
    rows = ((record_id(number), golden_id(thing), NOW) for number, thing in enumerate(things.tolist()))
    _copy("golden_xref (record_id, golden_id, since)", rows)


def _copy(target: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _records(domain: Domain, system_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_sourcerecord (id, system_id, domain, external_id, raw, values, problems, echo, digest,"
            " version, received_at, changed_at, merged_into) SELECT record_id, %s, %s, right(record_id::text, 12),"
            " '{}', '{}', '{}', '{}', '', '', %s, %s, '' FROM sources_matchfeatures",
            [system_id, domain.name, NOW, NOW],
        )


def _goldens(domain: Domain, rulebook_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO golden_goldenrecord (id, domain, values, provenance, version, status, successors,"
            " retired_reason, confirmed, unmatchable, rulebook_id, created_at, changed_at) SELECT DISTINCT golden_id,"
            " %s, '{}'::jsonb, '{}'::jsonb, 1, 'live', '[]'::jsonb, '', false, false, %s, %s::timestamptz,"
            " %s::timestamptz FROM golden_xref",
            [domain.name, rulebook_id, NOW, NOW],
        )
