"""The tray between landing and golden: records that are new or changed and wait to be resolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.history.bulk import id_array
from apps.sources.models import LandedRecord


def waiting(domain: str) -> bool:
    """True if there is anything to resolve."""
    return LandedRecord.objects.filter(domain=domain).exists()


def take(domain: str, limit: int) -> list[UUID]:
    """Take up to `limit` records out of the tray, oldest ids first, within the caller's transaction.

    A crash rolls the transaction back, and they are in the tray again. Two workers never take the same record, and none
    takes one that is just landing again; one that lands while it is taken is in the tray again afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sources_landedrecord WHERE record_id IN (SELECT record_id FROM sources_landedrecord"
            " WHERE domain = %s ORDER BY record_id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING record_id",
            [domain, limit],
        )
        return sorted(row[0] for row in cursor.fetchall())


def put_all(domain: str, now: datetime) -> int:
    """Ask for every live record of a domain to be resolved; returns how many did not wait already."""
    return _put(domain, None, now)


def put_again(domain: str, record_ids: Iterable[UUID], now: datetime) -> int:
    """Ask for these records to be resolved again, as far as their systems still hold them; returns how many."""
    return _put(domain, id_array(record_ids), now)


def _put(domain: str, ids: str | None, now: datetime) -> int:
    """Within the caller's transaction. Records are locked in the order of their ids, as landing locks them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_landedrecord (record_id, domain, since)"
            " SELECT id, domain, %(now)s FROM sources_sourcerecord WHERE domain = %(domain)s AND withdrawn_at IS NULL"
            " AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s::uuid[]))"
            " ORDER BY id FOR SHARE ON CONFLICT (record_id) DO NOTHING",
            {"now": now, "domain": domain, "ids": ids},
        )
        return int(cursor.rowcount)
