from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from apps.history.prepared import prepared_rows


def test_it_gives_cells_as_the_database_writes_them(db: None) -> None:
    rows = prepared_rows("SELECT $1::int + 1, $2::text, NULL", ["1", "Ünal"])
    assert rows == [(b"2", "Ünal".encode(), None)]


def test_it_gives_no_rows_and_several(db: None) -> None:
    query = "SELECT number FROM generate_series(1, $1::int) AS number"
    assert prepared_rows(query, ["0"]) == []
    assert prepared_rows(query, ["2"]) == [(b"1",), (b"2",)]


def test_it_prepares_a_query_once_per_connection(db: None) -> None:
    query = "SELECT $1::text || 'prepared once'"
    for word in ("a", "b"):
        prepared_rows(query, [word])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement = %s", [query])
        assert cursor.fetchone() == (1,)


def test_it_complains_as_any_query_does_and_can_be_asked_again(db: None) -> None:
    query = "SELECT $1::int / 1"
    with pytest.raises(DataError), transaction.atomic():
        prepared_rows(query, ["one"])
    assert prepared_rows(query, ["1"]) == [(b"1",)]


@pytest.mark.django_db(transaction=True)
def test_it_prepares_anew_what_was_discarded() -> None:
    query = "SELECT $1::int * 2"
    prepared_rows(query, ["1"])
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert prepared_rows(query, ["2"]) == [(b"4",)]


def test_it_reads_within_the_transaction(db: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE seen ON COMMIT DROP AS SELECT 7 AS number")
        assert prepared_rows("SELECT number FROM seen WHERE number = $1::int", ["7"]) == [(b"7",)]


@pytest.mark.django_db(transaction=True)
def test_it_opens_the_transaction_that_it_is_the_first_to_read_in() -> None:
    with transaction.atomic():
        [[first]] = prepared_rows("SELECT pg_current_xact_id()::text WHERE $1::bool", ["true"])
        [[second]] = prepared_rows("SELECT pg_current_xact_id()::text WHERE $1::bool", ["true"])
    assert first == second
