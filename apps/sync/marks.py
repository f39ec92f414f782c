"""Our marks at a target follow the records: what left a golden record must not be taken for its own again.

A creation finds by the golden id what it may have made already. Where a record left the golden record, by a split or
by a merge taken back, it still carries that id there, and would be given the values of a thing that it is not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from apps.sources import queries as sources
from apps.sources.connectors.base import PushOperation, RawRecord
from apps.sync.holders import holders
from apps.sync.models import OutboxMessage
from apps.sync.plan import Plan, Route


def take_off(route: Route, creating: Sequence[Plan]) -> set[int]:
    """Mark anew what left the golden records of these creations; the deliveries that must wait, because it failed.

    Asks the target only about golden records that had a record there once. Called outside any transaction.
    """
    since = _were_there(route, [each.delivery.golden_id for each in creating])
    if not since:
        return set()
    carrying = route.connector.find(route.domain, [str(key) for key in since])
    others = _of_others(route, carrying, min(since.values()))
    moves = {
        f"{each.delivery.id}:mark": (each.delivery.id, _marking(each, carrying[key], others[key]))
        for each in creating
        if (key := str(each.delivery.golden_id)) in others
    }
    done = route.push([move for _, move in moves.values()])
    return {delivery for key, (delivery, _) in moves.items() if done[key].error}


def _were_there(route: Route, golden_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Those that had a record at the target, with the moment of a letter that named it."""
    named = [{"system": route.system_code}]
    letters = OutboxMessage.objects.filter(golden_id__in=list(golden_ids), snapshot__records__contains=named)
    return dict(letters.order_by("-pk").values_list("golden_id", "created_at"))


def _of_others(route: Route, carrying: dict[str, RawRecord], since: datetime) -> dict[str, UUID]:
    """By the golden id that it carries: whose a record there is by now, where that is another one."""
    keys = {golden_id: record.external_id for golden_id, record in carrying.items()}
    ids = sources.ids_by_key(route.subscription.system_id, route.domain, keys.values())
    held_by = holders(route.domain, ids.values(), since) if ids else {}
    found = {golden_id: held_by.get(ids[key]) for golden_id, key in keys.items() if key in ids}
    return {golden_id: holder for golden_id, holder in found.items() if holder and str(holder) != golden_id}


def _marking(each: Plan, record: RawRecord, holder: UUID) -> PushOperation:
    return PushOperation(
        f"{each.delivery.id}:mark",
        str(holder),
        record.external_id,
        {},
        record.payload,
        unmark=frozenset((str(each.delivery.golden_id),)),
    )
