"""The tray between landing and golden: records that are new or changed and wait to be resolved."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from apps.sources.models import LandedRecord


def waiting(domain: str) -> bool:
    """True if there is anything to resolve."""
    return LandedRecord.objects.filter(domain=domain).exists()


def take(domain: str, limit: int) -> list[UUID]:
    """Take up to `limit` records out of the tray, oldest ids first, within the caller's transaction.

    A crash rolls the transaction back, and they are in the tray again. Two workers never take the same record.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sources_landedrecord WHERE record_id IN (SELECT record_id FROM sources_landedrecord"
            " WHERE domain = %s ORDER BY record_id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING record_id",
            [domain, limit],
        )
        return sorted(row[0] for row in cursor.fetchall())
