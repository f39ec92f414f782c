"""Set-based writes: COPY into the table itself, and COPY to a temporary table for one `UPDATE … FROM`.

They pass the same triggers as every other write, so they need an open change set where the table is tracked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import connection, models

NO_IDS = "{}"
"""What `id_array` makes of none."""


def as_json(value: Any) -> str:
    """JSON text for a jsonb column. PostgreSQL can't hold the character NUL; it becomes U+FFFD."""
    return orjson.dumps(value, default=str).decode().replace("\\u0000", "\\ufffd")


def from_json(text: str | bytes) -> Any:
    """What a raw cursor gives for a jsonb column (Django leaves it as text), parsed."""
    return orjson.loads(text)


def binary_rows(query: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query in PostgreSQL's binary form: a third of the time where there are thousands of them.

    A jsonb column must be cast to text in the query, and is parsed by the caller.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query.encode(), parameters, binary=True).fetchall()


def id_array(ids: Iterable[Any]) -> str:
    """Ids as the text of a PostgreSQL array, for `ANY(%s::uuid[])`: far cheaper than a list parameter of thousands."""
    return "{" + ",".join([key.hex if isinstance(key, UUID) else str(key) for key in ids]) + "}"


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a model's table. `columns` are database columns; other columns take the database's default."""
    _copy(model._meta.db_table, columns, rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Set columns of many rows in one statement; each row is (primary key, *values). Returns how many were found."""
    key = str(model._meta.pk.column)
    table = model._meta.db_table
    assignments = ", ".join(f'"{column}" = fresh."{column}"' for column in columns)
    with connection.cursor() as cursor:
        _temporary(cursor, table, [key, *columns])
        _copy("fresh_rows", [key, *columns], rows)
        cursor.execute(
            f'UPDATE "{table}" SET {assignments} FROM fresh_rows AS fresh WHERE "{table}"."{key}" = fresh."{key}"'
        )
        found = cursor.rowcount
        cursor.execute("DROP TABLE fresh_rows")
    return found


def _temporary(cursor: Any, table: str, columns: Sequence[str]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'CREATE TEMPORARY TABLE fresh_rows ON COMMIT DROP AS SELECT {names} FROM "{table}" LIMIT 0')


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)
