"""The post: its lanes, and that the targets hold what they should once all is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.audit.invariants.invariant import MOST_REPORTED, Invariant, by_sql, scalar
from apps.golden.letters import snapshot
from apps.seams import live
from apps.sources import queries as sources
from apps.sync.wanted import Target, difference, wanted

CHUNK: Final = 1000

# At rest: told before, nothing on its way or stuck, nothing about to be told, and a target that answers.
_AT_REST = """
    FROM sync_subscription s JOIN golden_goldenrecord g ON g.domain = s.domain AND g.status = 'live'
   WHERE s.active AND s.halted = '' AND s.open_until IS NULL
     AND EXISTS (SELECT FROM sync_delivery d WHERE d.subscription_id = s.id AND d.golden_id = g.id)
     AND NOT EXISTS (SELECT FROM sync_delivery d WHERE d.subscription_id = s.id AND d.golden_id = g.id
                        AND d.state IN ('waiting', 'in_flight', 'failed'))
     AND NOT EXISTS (SELECT FROM sync_outboxmessage m WHERE m.golden_id = g.id AND m.dispatched_at IS NULL)
     AND NOT EXISTS (SELECT FROM golden_xref x JOIN sources_landedrecord t ON t.record_id = x.record_id
                      WHERE x.golden_id = g.id)
"""


@dataclass(frozen=True, slots=True)
class _Route:
    """One subscription: whom it serves, what that system may be given, and whether it may be given new records."""

    id: int
    system: str
    domain: str
    creates: bool
    target: Target


def _disagreeing(now: datetime) -> Iterator[tuple[str, str]]:
    return islice((found for route in _routes() for found in _of_route(route)), MOST_REPORTED)


def _routes() -> Iterator[_Route]:
    """The subscriptions with lanes at rest: no connector is opened for the others."""
    systems = {system.id: system for system in sources.systems()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, system_id, domain, creates, field_modes::text FROM sync_subscription WHERE id IN"  # noqa: S608
            f" (SELECT s.id {_AT_REST}) ORDER BY id"
        )
        found = cursor.fetchall()
    for key, system_id, domain, creates, modes in found:
        connector = sources.connector(system_id, live())
        writable = connector.writable(domain) if connector.capabilities.push else frozenset()
        system = systems[system_id]
        yield _Route(key, system.code, domain, creates, Target(system.role, writable, json.loads(modes)))


def _of_route(route: _Route) -> Iterator[tuple[str, str]]:
    last = UUID(int=0)
    while ids := _lanes(route.id, last):
        last = ids[-1]
        yield from _of_chunk(route, ids)


def _of_chunk(route: _Route, ids: Sequence[UUID]) -> Iterator[tuple[str, str]]:
    snapshots = snapshot(ids)
    there = {key: _there(route, snapshots[key]) for key in ids}
    observed = sources.observed([record for records in there.values() for record in records], raw=False)
    asked = _asked(route.id, ids)
    for key in ids:
        present = [observed[record] for record in there[key] if not observed[record].withdrawn]
        for complaint in _complaints(route, snapshots[key], present, was_asked=key in asked):
            yield f"{key} → {route.system}", complaint


def _complaints(
    route: _Route, sealed: Mapping[str, Any], present: Sequence[sources.Observed], *, was_asked: bool
) -> Iterator[str]:
    wishes = wanted(sealed, route.domain, route.target)
    for record in present:
        if missing := difference(wishes, record.values, record.echo):
            yield f"its record {record.external_id} there does not hold what it should in {', '.join(sorted(missing))}"
    if sealed["records"] and not present and not was_asked and _should_be_there(route, sealed):
        yield "it should have been created there"


def _should_be_there(route: _Route, sealed: Mapping[str, Any]) -> bool:
    return route.creates and not sealed["held"] and bool(wanted(sealed, route.domain, route.target, creating=True))


def _there(route: _Route, sealed: Mapping[str, Any]) -> list[UUID]:
    return [UUID(each["record"]) for each in sealed["records"] if each["system"] == route.system]


def _lanes(subscription: int, after: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT g.id {_AT_REST} AND s.id = %s AND g.id > %s ORDER BY g.id LIMIT {CHUNK}",
            [subscription, after],
        )
        return [row[0] for row in cursor.fetchall()]


def _asked(subscription: int, ids: Sequence[UUID]) -> set[UUID]:
    """The golden records that were created there, whatever became of those records since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT golden_id FROM sync_binding WHERE subscription_id = %s AND golden_id = ANY(%s)",
            [subscription, list(ids)],
        )
        return {row[0] for row in cursor.fetchall()}


INVARIANTS = (
    by_sql(
        "lane_has_one_in_flight",
        "A lane has at most one delivery waiting and one in flight.",
        count="SELECT count(*) FROM (SELECT DISTINCT subscription_id, golden_id FROM sync_delivery) AS lanes",
        broken="""
            SELECT format('%s → subscription %s', golden_id, subscription_id),
                   format('%s deliveries are %s', count(*), replace(state, '_', ' '))
              FROM sync_delivery WHERE state IN ('waiting', 'in_flight')
             GROUP BY golden_id, subscription_id, state HAVING count(*) > 1 ORDER BY 1""",
    ),
    by_sql(
        "delivery_is_sound",
        "A delivery carries a letter of its own lane, and is held or closed as its state says.",
        count="SELECT count(*) FROM sync_delivery",
        broken="""
            SELECT d.id, CASE WHEN m.id IS NULL OR m.golden_id <> d.golden_id OR m.version <> d.version
                                   OR m.domain <> s.domain THEN 'its letter is of another lane or version'
                              WHEN m.dispatched_at IS NULL THEN 'its letter was never dispatched'
                              WHEN d.state = 'in_flight' AND (d.claim IS NULL OR d.claimed_until IS NULL)
                              THEN 'in flight, and nobody holds it'
                              WHEN d.state <> 'in_flight' AND d.claim IS NOT NULL
                              THEN format('%s, and still held', d.state)
                              ELSE format('%s, and %s', d.state,
                                          CASE WHEN d.closed_at IS NULL THEN 'not closed' ELSE 'closed' END) END
              FROM sync_delivery d JOIN sync_subscription s ON s.id = d.subscription_id
              LEFT JOIN sync_outboxmessage m ON m.id = d.message_id
             WHERE m.id IS NULL OR m.golden_id <> d.golden_id OR m.version <> d.version OR m.domain <> s.domain
                OR m.dispatched_at IS NULL
                OR (d.state = 'in_flight') <> (d.claim IS NOT NULL AND d.claimed_until IS NOT NULL)
                OR (d.state <> 'in_flight' AND d.claim IS NOT NULL)
                OR (d.state IN ('waiting', 'in_flight')) <> (d.closed_at IS NULL)
             ORDER BY d.id""",
    ),
    Invariant(
        "target_holds_what_is_wanted",
        "Where all is told, a target's records hold what they should.",
        count=lambda: scalar(f"SELECT count(*) {_AT_REST}"),
        find=_disagreeing,
    ),
)
