"""What the verbs take from outside: the clock, ids, chance, HTTP and the alarm clock.

Every effectful verb receives a `Seams`, so that faults, simulations and replays can put their own in place. Nothing
below a verb reads the wall clock or draws a random number by itself.
"""

from __future__ import annotations

import contextlib
import random as chance
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import httpx
import uuid_utils.compat
from celery import current_app
from kombu.exceptions import OperationalError


@dataclass(frozen=True, slots=True)
class Seams:
    """Clock, ids, chance, HTTP transport and queue, as passed to every verb.

    `transport` returns None for the network's own; `wake` names a Celery task to run soon and may lose the message:
    the work itself stands in a table.
    """

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    random: chance.Random = field(default_factory=chance.SystemRandom)
    transport: Callable[[], httpx.BaseTransport | None] = lambda: None
    wake: Callable[[str], None] = lambda task: None


def utc_now() -> datetime:
    return datetime.now(UTC)


def wake_by_celery(task: str) -> None:
    """Send the task without waiting for a broker that is away; the scheduler asks again anyway."""
    with contextlib.suppress(OperationalError):
        current_app.send_task(task, ignore_result=True, retry=False)


def live() -> Seams:
    """The seams of production: the real clock, time-ordered ids, the network, Celery."""
    return Seams(now=utc_now, new_id=uuid_utils.compat.uuid7, wake=wake_by_celery)
