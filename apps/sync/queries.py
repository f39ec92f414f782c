"""Reads for the rooms above: lanes, health, work that is not done, and who a record at a target was created for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from apps.seams import Seams
from apps.sources import queries as sources
from apps.sync.models import Binding, Delivery, Subscription
from apps.sync.plan import FROZEN
from apps.sync.wanted import Target

OPEN = (Delivery.State.WAITING, Delivery.State.IN_FLIGHT)


@dataclass(frozen=True, slots=True)
class Lane:
    """One delivery as a record page shows it. `sent`: external id → fields written."""

    delivery_id: int
    golden_id: UUID
    system: str
    version: int
    state: str
    reason: str
    attempts: int
    due_at: datetime
    closed_at: datetime | None
    sent: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """How one subscription is doing. `oldest`: since when the oldest waiting letter has been due or posted.

    `circuit`: closed, open, probing (its pause is over, no answer yet), halted or off.
    """

    subscription_id: int
    system: str
    domain: str
    waiting: int
    in_flight: int
    failed: int
    oldest: datetime | None
    circuit: str
    open_until: datetime | None
    halted: str
    failures: int
    last_success_at: datetime | None


def bound(system_id: int, domain: str, external_ids: Iterable[str]) -> dict[str, UUID]:
    """Which golden record each of these records was created for, by external id; those we did not create are absent."""
    ours = Binding.objects.filter(subscription__system_id=system_id, subscription__domain=domain)
    if not ours.exists():  # as in a first load: nothing was created there yet
        return {}
    found = ours.filter(external_id__in=[e for e in external_ids if e])
    return dict(found.values_list("external_id", "golden_id"))


def lanes(golden_ids: Iterable[UUID], *, limit: int = 50) -> list[Lane]:
    """The newest deliveries of these golden records, newest first."""
    found = Delivery.objects.filter(golden_id__in=list(golden_ids)).select_related("subscription__system")
    return [_lane(row) for row in found.order_by("-pk")[:limit]]


def failed(*, subscription_id: int | None = None, limit: int = 100) -> list[Lane]:
    """Deliveries that wait for a person, newest first."""
    found = Delivery.objects.filter(state=Delivery.State.FAILED).select_related("subscription__system")
    if subscription_id is not None:
        found = found.filter(subscription_id=subscription_id)
    return [_lane(row) for row in found.order_by("-pk")[:limit]]


def frozen(*, limit: int = 100) -> list[Lane]:
    """Lanes at rest because a field goes back and forth: a person should look who else is writing it."""
    found = Delivery.objects.filter(state=Delivery.State.WAITING, reason__startswith=FROZEN)
    return [_lane(row) for row in found.select_related("subscription__system").order_by("-pk")[:limit]]


def _lane(row: Delivery) -> Lane:
    return Lane(
        delivery_id=row.pk,
        golden_id=row.golden_id,
        system=row.subscription.system.code,
        version=row.version,
        state=row.state,
        reason=row.reason,
        attempts=row.attempts,
        due_at=row.due_at,
        closed_at=row.closed_at,
        sent=row.sent,
    )


def health(*, now: datetime) -> list[Health]:
    """Every subscription with its counts."""
    rows = Subscription.objects.select_related("system").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        flying=Count("deliveries", filter=Q(deliveries__state=Delivery.State.IN_FLIGHT)),
        failing=Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED)),
        oldest=Min("deliveries__message__created_at", filter=Q(deliveries__state__in=OPEN)),
    )
    return [
        Health(
            subscription_id=row.pk,
            system=row.system.code,
            domain=row.domain,
            waiting=row.waiting,
            in_flight=row.flying,
            failed=row.failing,
            oldest=row.oldest,
            circuit=_circuit(row, now),
            open_until=row.open_until,
            halted=row.halted,
            failures=row.failures,
            last_success_at=row.last_success_at,
        )
        for row in rows.order_by("system__code", "domain")
    ]


def _circuit(row: Subscription, now: datetime) -> str:
    if not row.active:
        return "off"
    if row.halted:
        return "halted"
    if row.open_until is None:
        return "closed"
    return "open" if row.open_until > now else "probing"


def targets(domain: str, *, seams: Seams) -> dict[str, Target]:
    """What each active subscriber of a domain is and may be given, by the code of its system. Calls nobody."""
    found: dict[str, Target] = {}
    for row in Subscription.objects.filter(domain=domain, active=True).select_related("system"):
        connector = sources.connector(row.system_id, seams)
        writable = connector.writable(domain) if connector.capabilities.push else frozenset()
        found[row.system.code] = Target(row.system.role, writable, row.field_modes)
    return found
