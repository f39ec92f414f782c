"""What each claimed delivery comes to: nothing, some writes, or a wait. Reads only; the calls are made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.sources import queries as sources
from apps.sources.connectors.base import Connector, PushOperation, PushResult
from apps.sources.queries import Observed
from apps.sync import bindings, damping
from apps.sync.holders import holders
from apps.sync.lanes import Claimed, Settlement
from apps.sync.models import Binding, Delivery, OutboxMessage, Subscription
from apps.sync.wanted import Target, difference, wanted

REVIEW_PAUSE: Final = timedelta(minutes=15)
READING_PAUSE: Final = timedelta(seconds=10)
FROZEN: Final = "frozen, it goes back and forth:"
DELIVERED, WAITING, FAILED, SUPERSEDED = (
    Delivery.State.DELIVERED, Delivery.State.WAITING, Delivery.State.FAILED, Delivery.State.SUPERSEDED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One subscription with what it takes to serve it: the connector, and what its system may be given."""

    subscription: Subscription
    connector: Connector
    target: Target

    @property
    def domain(self) -> str:
        return self.subscription.domain

    @property
    def system_code(self) -> str:
        return self.subscription.system.code

    def push(self, operations: Sequence[PushOperation]) -> dict[str, PushResult]:
        """One result per operation; one that the connector forgot counts as a conflict and is tried again."""
        results = {each.key: PushResult(each.key, error="conflict: the target gave no result") for each in operations}
        size = self.connector.capabilities.batch_max
        for start in range(0, len(operations), size):
            for result in self.connector.push(self.domain, operations[start : start + size]):
                results[result.key] = result
        return results


@dataclass(frozen=True, slots=True)
class Plan:
    """One delivery and what it comes to: `operations` for the target, or a `settlement` without asking it.

    `asked`: its creation was asked for before and the answer is not known, so it is looked up first.
    """

    delivery: Claimed
    operations: tuple[PushOperation, ...] = ()
    settlement: Settlement | None = None
    asked: bool = False

    @property
    def creates(self) -> bool:
        return any(operation.external_id is None for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything read for a batch, in a handful of queries."""

    letters: Mapping[int, OutboxMessage]
    retired: frozenset[UUID]
    observed: Mapping[UUID, Observed]
    bindings: Mapping[UUID, Binding]
    whole: bool
    created: Mapping[UUID, Observed] = field(default_factory=dict)
    lost: Mapping[UUID, UUID] = field(default_factory=dict)


def plan(route: Route, deliveries: Sequence[Claimed], *, now: datetime) -> list[Plan]:
    """Compare what we want with what was last seen there, for each delivery."""
    known = _read(route, deliveries)
    plans = [_plan(route, each, known, now) for each in deliveries]
    writing = [each.delivery.golden_id for each in plans if each.operations]
    lately = damping.written_lately(route.subscription.pk, writing, now=now) if writing else {}
    return [_damped(each, lately.get(each.delivery.golden_id, {}), now) for each in plans]


def _damped(plan: Plan, written: Mapping[str, Sequence[Any]], now: datetime) -> Plan:
    """A lane on which a field flips rests, as a whole, until ten quiet minutes have passed."""
    fields = {name: value for operation in plan.operations for name, value in operation.fields.items()}
    if not (flips := damping.flipping(written, fields)):
        return plan
    return _settled(plan.delivery, WAITING, f"{FROZEN} {', '.join(flips)}", now + damping.WINDOW)


def _read(route: Route, deliveries: Sequence[Claimed]) -> Known:
    letters = OutboxMessage.objects.in_bulk([each.message_id for each in deliveries])
    golden_ids = [each.golden_id for each in deliveries]
    observed = sources.observed(
        [record for letter in letters.values() for record in _records_at(route, letter.snapshot)]
    )
    bound = bindings.of(route.subscription.pk, golden_ids)
    created, lost = _created_since(route, letters.values(), bound)
    whole = sources.is_known_whole(route.subscription.system_id, route.domain)
    return Known(letters, _retired(deliveries), observed, bound, whole, created, lost)


def _records_at(route: Route, snapshot: Mapping[str, Any]) -> list[UUID]:
    return [UUID(each["record"]) for each in snapshot["records"] if each["system"] == route.system_code]


def _retired(deliveries: Sequence[Claimed]) -> frozenset[UUID]:
    """Golden records that were retired after these letters were written."""
    since = {each.golden_id: each.message_id for each in deliveries}
    later = OutboxMessage.objects.filter(golden_id__in=list(since), snapshot__status="retired")
    return frozenset(key for key, message in later.values_list("golden_id", "pk") if message > since[key])


def _created_since(
    route: Route, letters: Iterable[OutboxMessage], bound: Mapping[UUID, Binding]
) -> tuple[dict[UUID, Observed], dict[UUID, UUID]]:
    """Records that we created and the letter does not name yet, by golden id, and who holds those we lost."""
    nameless = [letter.golden_id for letter in letters if not _records_at(route, letter.snapshot)]
    ours = {key: bound[key] for key in nameless if key in bound and bound[key].external_id}
    if not ours:
        return {}, {}
    ids = sources.ids_by_key(route.subscription.system_id, route.domain, [each.external_id for each in ours.values()])
    held_by = holders(route.domain, ids.values(), min(each.asked_at for each in ours.values()))
    seen = sources.observed(ids.values())
    records = {key: ids[each.external_id] for key, each in ours.items() if each.external_id in ids}
    lost = {key: held_by[record] for key, record in records.items() if held_by.get(record, key) != key}
    return {key: seen[record] for key, record in records.items()}, lost


def _plan(route: Route, delivery: Claimed, known: Known, now: datetime) -> Plan:
    letter = known.letters[delivery.message_id]
    snapshot = letter.snapshot
    if delivery.golden_id in known.retired or snapshot.get("status") == "retired":
        return _settled(delivery, SUPERSEDED, "the golden record was retired")
    records = [known.observed[key] for key in _records_at(route, snapshot) if key in known.observed]
    binding = known.bindings.get(delivery.golden_id)
    if not records and binding is not None and binding.external_id:
        if holder := known.lost.get(delivery.golden_id):
            return _settled(delivery, FAILED, f"its record there, {binding.external_id}, now belongs to {holder}")
        records = [known.created[delivery.golden_id]] if delivery.golden_id in known.created else []
        return _update(route, delivery, snapshot, records)
    return _update(route, delivery, snapshot, records) if records else _create(route, delivery, known, now)


def _update(route: Route, delivery: Claimed, snapshot: Mapping[str, Any], records: Sequence[Observed]) -> Plan:
    present = [each for each in records if not each.withdrawn]
    if not present:
        return _settled(delivery, DELIVERED, "its records there are gone")
    wishes = wanted(snapshot, route.domain, route.target)
    operations = []
    for record in present:
        if fields := difference(wishes, record.values, record.echo):
            key = f"{delivery.id}:{record.external_id}"
            golden_id = str(delivery.golden_id)
            operations.append(PushOperation(key, golden_id, record.external_id, fields, record.raw))
    return Plan(delivery, tuple(operations)) if operations else _settled(delivery, DELIVERED)


def _create(route: Route, delivery: Claimed, known: Known, now: datetime) -> Plan:
    snapshot = known.letters[delivery.message_id].snapshot
    fields = given_at_creation(route, snapshot)
    if not route.subscription.creates or not fields:
        return _settled(delivery, DELIVERED, "not there, and not to be created there")
    if snapshot.get("held"):
        return _settled(delivery, WAITING, "waits for review", now + REVIEW_PAUSE)
    if not known.whole:
        return _settled(delivery, WAITING, "waits until all that is there has been read", now + READING_PAUSE)
    operation = PushOperation(f"{delivery.id}:", str(delivery.golden_id), None, fields)
    return Plan(delivery, (operation,), asked=delivery.golden_id in known.bindings)


def given_at_creation(route: Route, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Every field that a new record there is given, with its value."""
    wishes = wanted(snapshot, route.domain, route.target, creating=True)
    return {name: wish.value for name, wish in wishes.items()}


def _settled(delivery: Claimed, state: str, reason: str = "", due_at: datetime | None = None) -> Plan:
    return Plan(delivery, settlement=Settlement(delivery.id, state, reason, due_at))
