"""Small reads that are asked over and over: parsed and planned once per connection, and nothing between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import pq

Cell = bytes | None

_NAMES: Final[WeakKeyDictionary[psycopg.Connection[Any], dict[str, bytes]]] = WeakKeyDictionary()
"""The statements that each connection has prepared."""


def prepared_rows(query: str, parameters: Sequence[str]) -> list[tuple[Cell, ...]]:
    """The rows of a query with parameters `$1`, `$2` … as a prepared statement, cells as PostgreSQL writes them.

    Planning a query of five tables takes longer than running it, and a cursor's cares as long as both: parameters go as
    text and cells come as text, which the caller parses. A pooler between must hold on to prepared statements
    (PgBouncer from 1.21).
    """
    database = connections[DEFAULT_DB_ALIAS]  # `django.db.connection` looks it up at every attribute
    database.ensure_connection()
    with database.wrap_database_errors:
        return _rows(database.connection, query, [parameter.encode() for parameter in parameters])


def _rows(link: psycopg.Connection[Any], query: str, parameters: Sequence[bytes]) -> list[tuple[Cell, ...]]:
    if not link.autocommit and link.info.transaction_status == pq.TransactionStatus.IDLE:
        link.execute("SELECT 1")  # the first statement of a transaction opens it
    names = _NAMES.setdefault(link, {})
    result = _asked(link, query, names, parameters)
    if result.error_field(pq.DiagnosticField.SQLSTATE) == _UNKNOWN_STATEMENT:  # somebody discarded it
        names.clear()
        if link.info.transaction_status == pq.TransactionStatus.IDLE:
            result = _asked(link, query, names, parameters)
    if result.status != pq.ExecStatus.TUPLES_OK:
        raise psycopg.errors.error_from_result(result, link.info.encoding)
    columns = range(result.nfields)
    return [tuple([result.get_value(row, column) for column in columns]) for row in range(result.ntuples)]


_UNKNOWN_STATEMENT: Final = b"26000"


def _asked(
    link: psycopg.Connection[Any], query: str, names: dict[str, bytes], parameters: Sequence[bytes]
) -> pq.abc.PGresult:
    return link.pgconn.exec_prepared(names.get(query) or _prepare(link, query, names), parameters)


def _prepare(link: psycopg.Connection[Any], query: str, names: dict[str, bytes]) -> bytes:
    name = f"asked_over_and_over_{len(names)}".encode()
    result = link.pgconn.prepare(name, query.encode())
    if result.status != pq.ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result, link.info.encoding)
    names[query] = name
    return name
