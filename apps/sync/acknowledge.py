"""T4b: in one transaction, bind what was created, land what the target now holds, and close the deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from apps.history.recording import Actor, recording
from apps.seams import Seams
from apps.sources.connectors.base import PushResult
from apps.sources.land import ReadBack, Stream, land_read_back
from apps.sync import bindings
from apps.sync.lanes import MOST_ATTEMPTS, Settlement, settle
from apps.sync.models import Delivery
from apps.sync.plan import Plan, Route

CONFLICT: Final = "conflict:"


@dataclass(frozen=True, slots=True)
class Answered:
    """One delivery and the target's answers, in the order of its operations."""

    plan: Plan
    results: tuple[PushResult, ...]

    @property
    def created(self) -> str:
        """The external id of the record that was created for it, "" for none."""
        pairs = zip(self.plan.operations, self.results, strict=True)
        return next((r.record.external_id for o, r in pairs if o.external_id is None and r.record), "")


def acknowledge(route: Route, claim: UUID, answers: Sequence[Answered], *, seams: Seams) -> dict[int, str]:
    """Bind, land and close. Returns the new state by delivery, of those that are still ours.

    What the target holds is landed and bound even if the claim was lost meanwhile: it is the truth about the target.
    Locks bindings and deliveries by id, then the stream and its source records by id.
    """
    now = seams.now()
    created = {each.plan.delivery.golden_id: each.created for each in answers if each.created}
    read_backs = [back for each in answers for back in _read_backs(each)]
    with opened(route, bool(read_backs), now):
        bound = bindings.bind(subscription_id=route.subscription.pk, created=created, now=now)
        settlements = [_settlement(each, created.keys() - bound, now, seams.random) for each in answers]
        states = settle(claim=claim, settlements=settlements, now=now)
        land(route, read_backs, seams=seams)
    return states


def opened(route: Route, lands: bool, now: datetime) -> AbstractContextManager[Any]:
    """A transaction; with a change set in it where something is landed."""
    if not lands:
        return transaction.atomic()
    return recording(kind="push", actor=Actor.machine(f"push:{route.system_code}/{route.domain}"), at=now)


def land(route: Route, read_backs: Sequence[ReadBack], *, seams: Seams) -> None:
    if read_backs:
        stream = Stream(route.subscription.system_id, route.domain, route.connector)
        land_read_back(stream=stream, read_backs=read_backs, seams=seams)


def _read_backs(answered: Answered) -> list[ReadBack]:
    pairs = zip(answered.plan.operations, answered.results, strict=True)
    return [ReadBack(result.record, operation.fields) for operation, result in pairs if result.record]


def _settlement(answered: Answered, unbound: set[UUID], now: datetime, random: Random) -> Settlement:
    """Delivered if every record took it; else it waits for a fresh reading (conflict) or for a person (data error)."""
    delivery = answered.plan.delivery
    pairs = list(zip(answered.plan.operations, answered.results, strict=True))
    sent = {result.record.external_id: sorted(operation.fields) for operation, result in pairs if result.record}
    errors = [(operation.external_id or "new", result.error) for operation, result in pairs if result.error]
    if delivery.golden_id in unbound:
        errors.append((answered.created, "this record there belongs to another golden record"))
    if not errors:
        return Settlement(delivery.id, Delivery.State.DELIVERED, attempted=True, sent=sent)
    reason = "; ".join(f"{external_id}: {error}" for external_id, error in errors)
    crossed = all(error.startswith(CONFLICT) for _, error in errors)
    if crossed and delivery.attempts + 1 < MOST_ATTEMPTS:
        soon = now + timedelta(seconds=random.uniform(30.0, 60.0))  # a pull in between brings what has changed there
        return Settlement(delivery.id, Delivery.State.WAITING, reason, soon, attempted=True, sent=sent)
    return Settlement(delivery.id, Delivery.State.FAILED, reason, attempted=True, sent=sent)
