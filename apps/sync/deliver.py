"""T4: claim letters that are due, write the difference to the target, and put down what the target then holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources.connectors.base import SystemicFailure, TransientFailure
from apps.sync import bindings, circuit, lanes, marks
from apps.sync.acknowledge import Answered, acknowledge
from apps.sync.lanes import Settlement
from apps.sync.lookup import look_up
from apps.sync.models import Delivery, Subscription
from apps.sync.plan import READING_PAUSE, Plan, Route, plan
from apps.sync.wanted import Target


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a round: deliveries claimed, and of these written, quiet (nothing to write), found (an unanswered
    creation that had happened), put back to wait, failed; leases that had expired; targets that could not answer.
    """

    claimed: int = 0
    written: int = 0
    quiet: int = 0
    found: int = 0
    waiting: int = 0
    failed: int = 0
    reclaimed: int = 0
    unreachable: int = 0
    halted: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Round:
    """One claim on one subscription."""

    route: Route
    claim: UUID
    seams: Seams

    @property
    def subscription(self) -> Subscription:
        return self.route.subscription


def deliver_due(*, seams: Seams, subscription_id: int | None = None, limit: int = 100) -> Delivered:
    """Serve each ready subscription once, up to `limit` deliveries each; repeat while `claimed` is not zero.

    Never calls a target inside a transaction, and refuses to run inside one. A target that can't answer opens its
    circuit and a systemic failure halts it; either way its deliveries wait and no attempt is counted. Locks by id:
    deliveries at the claim; bindings, deliveries, source records at the acknowledgement.
    """
    total = Delivered(reclaimed=lanes.reclaim_expired(now=seams.now()))
    for subscription in circuit.ready(now=seams.now(), subscription_id=subscription_id):
        total += _serve(subscription, seams, limit)
    return total


def _serve(subscription: Subscription, seams: Seams, limit: int) -> Delivered:
    now, claim = seams.now(), seams.new_id()
    allowed = circuit.allowance(subscription, now=now, limit=limit)
    claimed = lanes.claim(subscription_id=subscription.pk, claim=claim, now=now, limit=allowed) if allowed else []
    done = Delivered(claimed=len(claimed))
    try:
        if claimed:
            done += _run(Round(_route(subscription, seams), claim, seams), claimed)
    except TransientFailure as failure:
        circuit.trip(subscription, now=seams.now(), retry_after=failure.retry_after, random=seams.random)
        back = lanes.put_back(claim=claim, now=seams.now(), reason=f"the target can't answer: {failure}")
        return done + Delivered(waiting=back, unreachable=1)
    except SystemicFailure as failure:
        circuit.halt(subscription, reason=str(failure))
        back = lanes.put_back(claim=claim, now=seams.now(), reason=f"the target is halted: {failure}")
        return done + Delivered(waiting=back, halted=1)
    if allowed and subscription.open_until and not (done.written or done.found or done.failed):
        circuit.untried(subscription, now=seams.now())
    return done


def _route(subscription: Subscription, seams: Seams) -> Route:
    connector = sources.connector(subscription.system_id, seams)
    writable = connector.writable(subscription.domain) if connector.capabilities.push else frozenset()
    return Route(subscription, connector, Target(subscription.system.role, writable, subscription.field_modes))


def _run(round_: Round, claimed: Sequence[lanes.Claimed]) -> Delivered:
    plans = plan(round_.route, claimed, now=round_.seams.now())
    settled = [each.settlement for each in plans if each.settlement]
    states = lanes.settle(claim=round_.claim, settlements=settled, now=round_.seams.now())
    done = _count(states, quiet=True)
    to_write = [each for each in plans if each.operations]
    if stuck := marks.take_off(round_.route, [each for each in to_write if each.creates]):
        to_write = [each for each in to_write if each.delivery.id not in stuck]
        done += _wait(round_, stuck)
    if asked := [each for each in to_write if each.asked]:
        found = look_up(round_.route, round_.claim, asked, seams=round_.seams)
        to_write = [each for each in to_write if each.delivery.id not in found]
        done += Delivered(found=len(found))
    for group in _groups(to_write, round_.route.connector.capabilities.batch_max):
        done += _write(round_, group)
    return done


def _wait(round_: Round, deliveries: Collection[int]) -> Delivered:
    """Put back creations whose golden id is still on a record of another: it would be taken for the one created."""
    due, why = round_.seams.now() + READING_PAUSE, "a record there that is another's by now carries this golden id"
    back = [Settlement(each, Delivery.State.WAITING, why, due) for each in sorted(deliveries)]
    return _count(lanes.settle(claim=round_.claim, settlements=back, now=round_.seams.now()), quiet=True)


def _groups(plans: Sequence[Plan], batch_max: int) -> Iterator[list[Plan]]:
    """Deliveries together as long as their operations fit one batch."""
    group: list[Plan] = []
    size = 0
    for each in plans:
        if group and size + len(each.operations) > batch_max:
            yield group
            group, size = [], 0
        group.append(each)
        size += len(each.operations)
    if group:
        yield group


def _write(round_: Round, group: Sequence[Plan]) -> Delivered:
    """Write one group to the target, and acknowledge it."""
    now = round_.seams.now()
    ours = lanes.renew(claim=round_.claim, ids=[each.delivery.id for each in group], now=now)
    group = [each for each in group if each.delivery.id in ours]
    if creating := [each for each in group if each.creates]:
        _ask(round_, creating, now)
    operations = [operation for each in group for operation in each.operations]
    results = round_.route.push(operations)
    answers = [Answered(each, tuple(results[operation.key] for operation in each.operations)) for each in group]
    states = acknowledge(round_.route, round_.claim, answers, seams=round_.seams)
    circuit.answered(round_.subscription, now=round_.seams.now())
    return _count(states, quiet=False)


def _ask(round_: Round, creating: Sequence[Plan], now: datetime) -> None:
    """Write down what we are about to ask for, before we ask: its own transaction, so that a crash can't lose it."""
    golden_ids = [each.delivery.golden_id for each in creating]
    lanes.note_asked(
        claim=round_.claim, fields={each.delivery.id: sorted(each.operations[0].fields) for each in creating}
    )
    bindings.ask(subscription_id=round_.subscription.pk, golden_ids=golden_ids, now=now)


def _count(states: dict[int, str], *, quiet: bool) -> Delivered:
    values = list(states.values())
    done = sum(state in (Delivery.State.DELIVERED, Delivery.State.SUPERSEDED) for state in values)
    return Delivered(
        quiet=done if quiet else 0,
        written=0 if quiet else done,
        waiting=values.count(Delivery.State.WAITING),
        failed=values.count(Delivery.State.FAILED),
    )
