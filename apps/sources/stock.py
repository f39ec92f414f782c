"""All that is stored of one domain, turned on its side: comparison columns and blocking keys of every live record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from apps.history.bulk import from_json
from apps.matching.blocking import KeyTable
from apps.matching.columns import Column, Columns
from apps.matching.types import Flags, Indices

CHUNK: Final = 10_000
"""Rows held at a time on their way into columns."""

_RECORDS: Final = (
    "SELECT record.id, record.system_id, features.features::text FROM sources_sourcerecord AS record"
    " LEFT JOIN sources_matchfeatures AS features ON features.record_id = record.id"
    " WHERE record.domain = %s AND record.withdrawn_at IS NULL ORDER BY record.system_id, record.external_id"
)
_KEYS: Final = "SELECT record_id, rule, key FROM sources_blockingkey WHERE domain = %s"


@dataclass(frozen=True, slots=True)
class Stock:
    """The live records of a domain, in the order in which a batch ranks them.

    `system` (n) is the system of each record. A `mute` record says nothing of its own.
    """

    ids: list[UUID]
    system: Indices
    columns: Columns
    keys: KeyTable
    mute: Flags

    def number(self) -> dict[UUID, int]:
        return {record: place for place, record in enumerate(self.ids)}


@dataclass(slots=True)
class _Coded:
    """One feature on its way in: the number of every value met, and the number of every record so far."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})
    codes: list[int] = field(default_factory=list)

    def add(self, value: str) -> None:
        self.codes.append(self.numbers.setdefault(value, len(self.numbers)))

    def column(self) -> Column:
        return Column(np.array(self.codes, np.int32), list(self.numbers))


def stock(domain: str, features: tuple[str, ...]) -> Stock:
    """Read the live records of a domain, of their comparison strings only the named ones.

    Rows pass by in chunks; what stays is one small number per record and feature, and each distinct value once.
    """
    coded = {name: _Coded() for name in features}
    ids: list[UUID] = []
    systems: list[int] = []
    mute: list[bool] = []
    for record, system, text in _rows(_RECORDS, domain):
        held: dict[str, str] = from_json(text) if text else {}
        ids.append(record)
        systems.append(system)
        mute.append(not held)
        for name, column in coded.items():
            column.add(held.get(name, ""))
    columns = Columns(len(ids), {name: column.column() for name, column in coded.items()})
    number = {record: place for place, record in enumerate(ids)}
    return Stock(ids, np.array(systems, np.int64), columns, _keys(domain, number), np.array(mute, bool))


def _keys(domain: str, number: dict[UUID, int]) -> KeyTable:
    parts: list[tuple[Indices, Indices, Indices]] = []
    rows: list[tuple[int, int, int]] = []
    for record, rule, key in _rows(_KEYS, domain):
        if record in number:
            rows.append((number[record], rule, key))
        if len(rows) == CHUNK:
            parts.append(_arrays(rows))
            rows = []
    parts.append(_arrays(rows))
    record, rule, key = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((key, rule, record))  # the table has no order of its own
    return KeyTable(record[order], rule[order].astype(np.int16), key[order])


def _arrays(rows: list[tuple[int, int, int]]) -> tuple[Indices, Indices, Indices]:
    record, rule, key = np.array(rows, np.int64).reshape(-1, 3).T
    return record, rule, key


def _rows(query: str, domain: str) -> Iterator[Any]:
    """The rows of a query through a cursor on the server: memory holds one chunk of them."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query, [domain])
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
