"""Customers as landing and resolving leave them, laid into the real tables fast: features, blocking keys, crosswalk.

For benchmarks of reading: rows go in by COPY without triggers, indexes are built afterwards. Raw payloads, canonical
values and history stay empty, because what is measured does not read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

from apps.domains import Domain
from apps.matching.blocking import keys_of
from apps.matching.columns import Columns

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
RECORD, GOLDEN = 1, 2
"""The upper half of the ids of source records and of golden records; the lower half counts."""

SLICE: Final = 100_000
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL: Final = b"\xff\xff"
_SINCE: Final = int((NOW - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)


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
    names = list(columns.columns)
    values = [columns[name].values for name in names]
    with _copying("COPY sources_matchfeatures (record_id, features) FROM STDIN") as copy:
        for start in range(0, columns.size, SLICE):
            codes = [columns[name].codes[start : start + SLICE].tolist() for name in names]
            for number, row in enumerate(zip(*codes, strict=True), start):
                form = {name: held[code] for name, held, code in zip(names, values, row, strict=True) if code}
                copy.write_row((UUID(int=(RECORD << 64) + number), orjson.dumps(form).decode()))


def _keys(domain: Domain, columns: Columns) -> None:
    table = keys_of(domain.spec.blocking, columns)
    text = domain.name.encode()
    head = [("fields", ">i2"), ("size", ">i4"), ("half", ">u8"), ("number", ">u8"), ("length", ">i4")]
    tail = [("domain", f"S{len(text)}"), ("two", ">i4"), ("rule", ">i2"), ("eight", ">i4"), ("key", ">i8")]
    fixed = {"fields": 4, "size": 16, "half": RECORD, "length": len(text), "domain": text, "two": 2, "eight": 8}
    order = np.argsort(table.record, kind="stable")  # as landing leaves them: the keys of a record together
    with _copying("COPY sources_blockingkey (record_id, domain, rule, key) FROM STDIN (FORMAT binary)") as copy:
        copy.write(_HEAD)
        for start in range(0, len(order), SLICE):
            some = order[start : start + SLICE]
            varying = {"number": table.record[some], "rule": table.rule[some], "key": table.key[some]}
            copy.write(_packed(len(some), [*head, *tail], fixed | varying))
        copy.write(_TAIL)


def _crosswalk(things: NDArray[np.int32]) -> None:
    layout = [
        ("fields", ">i2"), ("size", ">i4"), ("half", ">u8"), ("number", ">u8"),
        ("other_size", ">i4"), ("other_half", ">u8"), ("golden", ">u8"), ("eight", ">i4"), ("since", ">i8"),
    ]  # fmt: skip
    fixed = {
        "fields": 3,
        "size": 16,
        "half": RECORD,
        "other_size": 16,
        "other_half": GOLDEN,
        "eight": 8,
        "since": _SINCE,
    }
    with _copying("COPY golden_xref (record_id, golden_id, since) FROM STDIN (FORMAT binary)") as copy:
        copy.write(_HEAD + _packed(len(things), layout, fixed | {"number": np.arange(len(things)), "golden": things}))
        copy.write(_TAIL)


def _packed(size: int, layout: Sequence[tuple[str, str]], cells: dict[str, object]) -> bytes:
    """Rows of fixed layout, as PostgreSQL's binary COPY reads them."""
    rows = np.empty(size, np.dtype(list(layout)))
    for name, value in cells.items():
        rows[name] = value
    return rows.tobytes()


@contextmanager
def _copying(statement: str) -> Iterator[Any]:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


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
