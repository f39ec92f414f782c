"""Reads of the queue: what waits, how much of it, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from apps import domains
from apps.stewardship.models import StewardTask

PAGE: Final = 50
LEASE: Final = timedelta(minutes=10)
ORDER: Final = ("-weight", "id")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter of the queue with its count over the whole set."""

    name: str
    label: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, sorted over the whole set, and the filters above it."""

    chips: Sequence[Chip]
    page: Page[Any]
    domain: str
    deferred: bool


def waiting(now: datetime, domain: str = "", *, deferred: bool = False) -> QuerySet[StewardTask]:
    """Open tasks of one domain or of all: those to decide now, or those put off until later."""
    found = StewardTask.objects.filter(closed_at=None)
    found = found.filter(deferred_until__gt=now) if deferred else found.exclude(deferred_until__gt=now)
    return found.filter(domain=domain) if domain else found


def queue(*, domain: str, page: Any, deferred: bool, user_id: int, now: datetime) -> Queue:
    """One page of the queue; `taken` on a row: somebody else has it open. Three statements: counts, length, rows."""
    rows = waiting(now, domain, deferred=deferred).order_by(*ORDER).select_related("claimed_by")
    rows = rows.annotate(taken=ExpressionWrapper(_taken(now, user_id), BooleanField()))
    chips = _chips(now, domain, deferred=deferred)
    return Queue(chips, Paginator(rows, PAGE).get_page(page), domain, deferred)


def _chips(now: datetime, domain: str, *, deferred: bool) -> list[Chip]:
    later = Q(deferred_until__gt=now)
    counted = (
        StewardTask.objects.filter(closed_at=None)
        .values("domain")
        .annotate(now=Count("id", filter=~later | Q(deferred_until=None)), later=Count("id", filter=later))
        .order_by()
    )
    counts: dict[str, tuple[int, int]] = {row["domain"]: (row["now"], row["later"]) for row in counted}
    every = Chip("", "All", sum(row[0] for row in counts.values()), not domain and not deferred)
    named = [
        Chip(
            name,
            domains.get(name).plural.capitalize(),
            counts.get(name, (0, 0))[0],
            name == domain and not deferred,
        )
        for name in domains.names()
    ]
    put_off = Chip("deferred", "Deferred", sum(row[1] for row in counts.values()), deferred)
    return [every, *named, put_off]


def following(task: StewardTask, *, now: datetime, domain: str, user_id: int, back: bool = False) -> StewardTask | None:
    """The task after this one in the order of the queue (or before it), round the corner; None where it is alone.

    Tasks that somebody else has open are passed over.
    """
    others = _free(waiting(now, domain).exclude(pk=task.pk), now, user_id)
    ahead = Q(weight__lt=task.weight) | Q(weight=task.weight, id__gt=task.pk)
    order: tuple[Any, ...] = ORDER
    if back:
        ahead = Q(weight__gt=task.weight) | Q(weight=task.weight, id__lt=task.pk)
        order = (F("weight").asc(), F("id").desc())
    ordered = others.order_by(*order)
    return ordered.filter(ahead).first() or ordered.first()


def _free(tasks: QuerySet[StewardTask], now: datetime, user_id: int) -> QuerySet[StewardTask]:
    return tasks.filter(~_taken(now, user_id))


def _taken(now: datetime, user_id: int) -> Q:
    return Q(claimed_until__isnull=False, claimed_until__gt=now, claimed_by__isnull=False) & ~Q(claimed_by=user_id)


def claim(task: StewardTask, *, user_id: int, now: datetime) -> bool:
    """Mark the task as open at this person for ten minutes, unless somebody else has it. A courtesy, not a lock."""
    mine = Q(claimed_by=None) | Q(claimed_by=user_id) | Q(claimed_until=None) | Q(claimed_until__lte=now)
    return bool(
        StewardTask.objects.filter(mine, pk=task.pk, closed_at=None).update(
            claimed_by=user_id, claimed_until=now + LEASE
        )
    )
