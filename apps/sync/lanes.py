"""The lanes: who holds which delivery, how long, and what became of it. Each change is one conditional statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from apps.sync.models import Delivery

T = TypeVar("T")

LEASE: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 8


class NotFailed(Exception):
    """Only a delivery that failed can be replayed."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that we hold. `sent`: external id → fields written so far, "" for a creation that was asked for."""

    id: int
    golden_id: UUID
    message_id: int
    attempts: int
    sent: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one delivery. `attempted`: a healthy target answered; `due_at` is for those that wait."""

    id: int
    state: str
    reason: str = ""
    due_at: datetime | None = None
    attempted: bool = False
    sent: dict[str, list[str]] = field(default_factory=dict)


CLAIM = """
WITH due AS (
    SELECT id FROM sync_delivery waiting
    WHERE subscription_id = %(subscription)s AND state = 'waiting' AND due_at <= %(now)s
      AND NOT EXISTS (
          SELECT FROM sync_delivery flying WHERE flying.subscription_id = waiting.subscription_id
          AND flying.golden_id = waiting.golden_id AND flying.state = 'in_flight')
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE sync_delivery SET state = 'in_flight', claim = %(claim)s, claimed_until = %(until)s, reason = ''
FROM due WHERE sync_delivery.id = due.id
RETURNING sync_delivery.id, golden_id, message_id, attempts, sent
"""

# What can't be brought to its end now makes room for a newer letter on its lane, if one has come meanwhile.
SETTLE = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb)
        AS g(id bigint, state text, reason text, due_at timestamptz, attempted bool, sent jsonb)
), mine AS (
    SELECT delivery.id FROM sync_delivery delivery JOIN given USING (id)
    WHERE delivery.claim = %(claim)s AND delivery.state = 'in_flight' ORDER BY delivery.id FOR UPDATE OF delivery
), outcome AS (
    SELECT given.*, CASE WHEN given.state IN ('waiting', 'failed') AND EXISTS (
        SELECT FROM sync_delivery newer WHERE newer.subscription_id = delivery.subscription_id
        AND newer.golden_id = delivery.golden_id AND newer.message_id > delivery.message_id
    ) THEN 'superseded' ELSE given.state END AS becomes
    FROM given JOIN mine USING (id) JOIN sync_delivery delivery USING (id)
)
UPDATE sync_delivery SET
    state = becomes, reason = outcome.reason, due_at = coalesce(outcome.due_at, sync_delivery.due_at),
    attempts = attempts + outcome.attempted::int,
    sent = CASE WHEN outcome.sent = '{}' THEN sync_delivery.sent
                ELSE (sync_delivery.sent - ''::text) || outcome.sent END,
    claim = NULL, claimed_until = NULL, closed_at = CASE WHEN becomes = 'waiting' THEN NULL ELSE %(now)s END
FROM outcome WHERE sync_delivery.id = outcome.id
RETURNING sync_delivery.id, sync_delivery.state
"""

ASKED = """
UPDATE sync_delivery SET sent = sync_delivery.sent || jsonb_build_object('', given.fields)
FROM jsonb_to_recordset(%(rows)s::jsonb) AS given(id bigint, fields jsonb)
WHERE sync_delivery.id = given.id AND claim = %(claim)s
"""


def claim(*, subscription_id: int, claim: UUID, now: datetime, limit: int) -> list[Claimed]:
    """T4a: take up to `limit` due deliveries of lanes on which nothing is in flight, for the length of a lease.

    Durable: it refuses to run inside another transaction, since what follows is HTTP.
    """
    given: dict[str, Any] = {
        "subscription": subscription_id,
        "claim": claim,
        "now": now,
        "until": now + LEASE,
        "limit": limit,
    }
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(CLAIM, given)
            found = cursor.fetchall()
    except IntegrityError:  # another worker took one of these lanes a moment ago; the next wake-up asks again
        return []
    return sorted(
        (Claimed(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in found), key=lambda each: each.id
    )


def renew(*, claim: UUID, ids: Sequence[int], now: datetime) -> set[int]:
    """The deliveries among these that are still ours, with a fresh lease: asked before each call to the target."""
    held = Delivery.objects.filter(pk__in=ids, claim=claim, state=Delivery.State.IN_FLIGHT)
    if held.update(claimed_until=now + LEASE) == len(ids):
        return set(ids)
    return set(held.values_list("pk", flat=True))


def note_asked(*, claim: UUID, fields: dict[int, list[str]]) -> None:
    """Remember which fields each creation gives, before it is asked for: a lost reply leaves nothing else behind."""
    rows = [{"id": key, "fields": names} for key, names in fields.items()]
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"rows": json.dumps(rows), "claim": claim})


def settle(*, claim: UUID, settlements: Sequence[Settlement], now: datetime) -> dict[int, str]:
    """Write down what became of deliveries, as far as they are still ours. Returns the new state by delivery."""
    if not settlements:
        return {}
    rows = json.dumps([asdict(each) for each in settlements], default=datetime.isoformat)
    return _settled({"rows": rows, "claim": claim, "now": now})


def _settled(given: dict[str, Any]) -> dict[int, str]:
    def run() -> dict[int, str]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SETTLE, given)
            return dict(cursor.fetchall())

    return _again_if_crossed(run)


def _again_if_crossed(run: Callable[[], T]) -> T:
    """A newer letter may enter the lane while we put an older one back; the second look sees it."""
    try:
        return run()
    except IntegrityError:
        return run()


def put_back(*, claim: UUID, now: datetime, reason: str) -> int:
    """Everything that is still held under this claim waits again; no attempt is counted. Returns how many."""
    ids = Delivery.objects.filter(claim=claim, state=Delivery.State.IN_FLIGHT).values_list("pk", flat=True)
    back = [Settlement(key, Delivery.State.WAITING, reason, now) for key in ids]
    return len(settle(claim=claim, settlements=back, now=now))


def reclaim_expired(*, now: datetime) -> int:
    """Deliveries whose worker was lost wait again, after eight such losses for a person. Returns how many."""
    expired = Delivery.objects.filter(state=Delivery.State.IN_FLIGHT, claimed_until__lte=now)
    by_claim: dict[UUID, list[Settlement]] = {}
    for row in expired.only("pk", "claim", "attempts"):
        gone = row.attempts + 1 >= MOST_ATTEMPTS
        state = Delivery.State.FAILED if gone else Delivery.State.WAITING
        lost = Settlement(row.pk, state, "its worker was lost", now, attempted=True)
        by_claim.setdefault(row.claim or UUID(int=0), []).append(lost)
    return sum(len(settle(claim=claim, settlements=rows, now=now)) for claim, rows in by_claim.items())


def replay(*, delivery_id: int, now: datetime) -> str:
    """Put a failed delivery back in its lane; raises NotFailed for any other. Returns the state it has now.

    Where a newer letter is on the lane already, that one goes and this one is superseded.
    """

    def run() -> str:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().filter(pk=delivery_id, state=Delivery.State.FAILED).first()
            if row is None:
                raise NotFailed(f"delivery {delivery_id} has not failed")
            lane = Delivery.objects.filter(subscription_id=row.subscription_id, golden_id=row.golden_id)
            newer = lane.filter(message_id__gt=row.message_id).exists()
            row.state = Delivery.State.SUPERSEDED if newer else Delivery.State.WAITING
            row.closed_at = now if newer else None
            row.reason, row.due_at, row.attempts = "", now, 0
            row.save(update_fields=["state", "closed_at", "reason", "due_at", "attempts"])
            return str(row.state)

    return _again_if_crossed(run)
