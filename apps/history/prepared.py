"""Small reads that are asked over and over: parsed and planned once per connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def prepared_rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query with `%s` parameters, as a prepared statement with binary results.

    Planning a query of five tables takes longer than running it. A pooler between must hold on to prepared statements
    (PgBouncer from 1.21). jsonb must be cast to text in the query, and parsed by the caller.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query.encode(), parameters, prepare=True, binary=True).fetchall()
