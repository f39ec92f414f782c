"""T3: each new letter goes to every target of its domain, on a lane where the newest state supersedes older ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from apps.seams import Seams


@dataclass(frozen=True, slots=True)
class Dispatched:
    """Messages taken from the tray, deliveries made of them, and older deliveries that they superseded."""

    messages: int = 0
    deliveries: int = 0
    superseded: int = 0


TAKE = """
SELECT id FROM sync_outboxmessage WHERE dispatched_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""

# The newest of the taken letters per golden record. Letters of one golden record are numbered in the order of its
# changes, because the writer holds its row; the version alone would not do: a closed review repeats it.
NEWEST = """
WITH newest AS (
    SELECT DISTINCT ON (golden_id) id, golden_id, domain, version, kind, snapshot->>'status' AS status
    FROM sync_outboxmessage WHERE id = ANY(%(taken)s) ORDER BY golden_id, id DESC
)"""

# A letter about a retired record goes nowhere: its source records travel with the survivor. What waits for it is over.
SUPERSEDE = f"""{NEWEST}, older AS (
    SELECT delivery.id FROM sync_delivery delivery JOIN newest USING (golden_id)
    WHERE delivery.state IN ('waiting', 'failed') AND delivery.message_id < newest.id
    ORDER BY delivery.id FOR UPDATE OF delivery
)
UPDATE sync_delivery SET state = 'superseded', closed_at = %(now)s
FROM older WHERE sync_delivery.id = older.id
"""  # noqa: S608 - assembled from constants only

# The conflict is a second dispatcher on the same lane between our two statements; the newer letter stays.
DELIVER = f"""{NEWEST}
INSERT INTO sync_delivery (subscription_id, golden_id, message_id, version, state, due_at, attempts, reason, sent)
SELECT subscription.id, newest.golden_id, newest.id, newest.version, 'waiting', %(now)s, 0, '', '{{}}'
FROM newest JOIN sync_subscription subscription ON subscription.domain = newest.domain AND subscription.active
WHERE newest.kind <> 'retired' AND newest.status IS DISTINCT FROM 'retired'
  AND NOT EXISTS (
      SELECT FROM sync_delivery later WHERE later.subscription_id = subscription.id
      AND later.golden_id = newest.golden_id AND later.message_id >= newest.id)
ORDER BY subscription.id, newest.golden_id
ON CONFLICT (subscription_id, golden_id) WHERE state = 'waiting'
DO UPDATE SET message_id = excluded.message_id, version = excluded.version, due_at = excluded.due_at, reason = ''
WHERE sync_delivery.message_id < excluded.message_id
"""  # noqa: S608 - assembled from constants only

MARK = "UPDATE sync_outboxmessage SET dispatched_at = %(now)s WHERE id = ANY(%(taken)s)"


def dispatch(*, seams: Seams, limit: int = 5000) -> Dispatched:
    """Make deliveries of up to `limit` letters that nobody has taken. Lock order: letters by id, deliveries by id."""
    now = seams.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        taken = [row[0] for row in cursor.fetchall()]
        if not taken:
            return Dispatched()
        given: dict[str, Any] = {"taken": taken, "now": now}
        cursor.execute(SUPERSEDE, given)
        superseded = cursor.rowcount
        cursor.execute(DELIVER, given)
        deliveries = cursor.rowcount
        cursor.execute(MARK, given)
    return Dispatched(messages=len(taken), deliveries=deliveries, superseded=superseded)
