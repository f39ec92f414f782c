"""The circuit of one subscription: closed, open until a moment, probed by one delivery, or halted until mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db.models import F, Q

from apps.sync.models import Subscription

PROBE_EVERY: Final = timedelta(seconds=15)
LONGEST_PAUSE_S: Final = 3600.0


def ready(*, now: datetime, subscription_id: int | None = None) -> Sequence[Subscription]:
    """The subscriptions that may be served now, with their systems."""
    found = Subscription.objects.filter(Q(open_until=None) | Q(open_until__lte=now), active=True, halted="")
    if subscription_id is not None:
        found = found.filter(pk=subscription_id)
    return list(found.select_related("system").order_by("pk"))


def allowance(subscription: Subscription, *, now: datetime, limit: int) -> int:
    """How many deliveries may go: `limit` while closed, one as a probe of a target that was down, none if it is taken.

    The probe is taken by moving the next one ahead, so that of many workers one knocks.
    """
    if subscription.open_until is None:
        return limit
    knocked = Subscription.objects.filter(pk=subscription.pk, open_until=subscription.open_until, halted="")
    return knocked.update(open_until=now + PROBE_EVERY)


def answered(subscription: Subscription, *, now: datetime) -> None:
    """The target answered: close the circuit."""
    Subscription.objects.filter(pk=subscription.pk).update(failures=0, open_until=None, last_success_at=now)


def untried(subscription: Subscription, *, now: datetime) -> None:
    """The probe had nothing to ask of the target: the next one may go at once."""
    Subscription.objects.filter(pk=subscription.pk, open_until__isnull=False).update(open_until=now)


def trip(subscription: Subscription, *, now: datetime, retry_after: float | None, random: Random) -> datetime:
    """The target can't answer: leave it alone as long as it asked, else 15 to 30 seconds. Returns until when."""
    pause = random.uniform(15.0, 30.0) if retry_after is None else min(max(retry_after, 0.0), LONGEST_PAUSE_S)
    until = now + timedelta(seconds=pause)
    Subscription.objects.filter(pk=subscription.pk).update(failures=F("failures") + 1, open_until=until)
    return until


def halt(subscription: Subscription, *, reason: str) -> None:
    """Credentials or schema are wrong: stop until a person resumes."""
    Subscription.objects.filter(pk=subscription.pk).update(failures=F("failures") + 1, halted=reason[:300] or "halted")


def resume(*, subscription_id: int) -> bool:
    """A person has mended it: go on. Returns whether it was halted or open."""
    stopped = Subscription.objects.filter(~Q(halted="") | Q(open_until__isnull=False), pk=subscription_id)
    return bool(stopped.update(halted="", open_until=None, failures=0))
