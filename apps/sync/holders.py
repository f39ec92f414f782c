"""Whose a source record is, as the letters tell it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

# The newest letter that names each record says whose it is.
HOLDERS = """
SELECT DISTINCT ON (named.record) named.record, letter.golden_id
FROM sync_outboxmessage letter
CROSS JOIN LATERAL jsonb_to_recordset(letter.snapshot->'records') AS named(record uuid)
WHERE letter.domain = %s AND letter.created_at >= %s AND named.record = ANY(%s)
ORDER BY named.record, letter.id DESC
"""


def holders(domain: str, records: Collection[UUID], since: datetime) -> dict[UUID, UUID]:
    """Whose these source records are, by the letters since that moment."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [domain, since, list(records)])
        return dict(cursor.fetchall())
