"""A creation whose answer was lost is looked up by the golden id before it is asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.domains import get
from apps.seams import Seams
from apps.sources.connectors.base import RawRecord
from apps.sources.land import ReadBack
from apps.sync import bindings, circuit
from apps.sync.acknowledge import land, opened
from apps.sync.lanes import Settlement, settle
from apps.sync.models import Delivery
from apps.sync.plan import Plan, Route, given_at_creation
from apps.sync.wanted import same


def look_up(route: Route, claim: UUID, asked: Sequence[Plan], *, seams: Seams) -> set[int]:
    """Bind and land what the target had created after all. Returns these deliveries; they go out again, as updates.

    The others were never created and may be asked for again. The call is made outside any transaction.
    """
    found = route.connector.find(route.domain, [str(each.delivery.golden_id) for each in asked])
    circuit.answered(route.subscription, now=seams.now())
    there = [(each, found[str(each.delivery.golden_id)]) for each in asked if str(each.delivery.golden_id) in found]
    if there:
        _take_home(route, claim, there, seams)
    return {each.delivery.id for each, _ in there}


def _take_home(route: Route, claim: UUID, there: Sequence[tuple[Plan, RawRecord]], seams: Seams) -> None:
    now = seams.now()
    given = _asked_for(route, [each.delivery.golden_id for each, _ in there])
    created = {each.delivery.golden_id: record.external_id for each, record in there}
    read_backs = [
        ReadBack(record, _still_ours(route, record, given.get(each.delivery.golden_id, {}))) for each, record in there
    ]
    with opened(route, lands=True, now=now):
        bound = bindings.bind(subscription_id=route.subscription.pk, created=created, now=now)
        settlements = []
        for each, record in there:
            if each.delivery.golden_id in bound:
                sent = {record.external_id: sorted(given.get(each.delivery.golden_id, {}))}
                settled = Settlement(each.delivery.id, Delivery.State.WAITING, "it had been created", now, sent=sent)
            else:
                reason = f"{record.external_id}: this record there belongs to another golden record"
                settled = Settlement(each.delivery.id, Delivery.State.FAILED, reason)
            settlements.append(settled)
        settle(claim=claim, settlements=settlements, now=now)
        land(route, read_backs, seams=seams)


def _asked_for(route: Route, golden_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What the newest unanswered creation of each golden record gave, by field."""
    lanes = Delivery.objects.filter(subscription=route.subscription, golden_id__in=list(golden_ids), sent__has_key="")
    given = {}
    for delivery in lanes.select_related("message").order_by("pk"):
        values = given_at_creation(route, delivery.message.snapshot)
        given[delivery.golden_id] = {name: values[name] for name in delivery.sent[""] if name in values}
    return given


def _still_ours(route: Route, record: RawRecord, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values there that are what we gave. Another may be somebody's edit since, and is not taken for an echo."""
    held = get(route.domain).standardise(route.connector.canonical(route.domain, record.payload)).values
    return {name: value for name, value in given.items() if same(value, held.get(name))}
