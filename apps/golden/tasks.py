"""Celery's side of golden records: wake up, call the verb until nothing is left or time is up."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from apps.domains import names
from apps.golden.override import release_ended
from apps.golden.resolve import resolve
from apps.seams import Seams, live

TURN: Final = timedelta(seconds=20)


@shared_task
def resolve_landed() -> None:
    """Give every domain its turn; wake itself again where time is up before the tray is empty.

    A domain that fails does not keep the others from theirs; it is raised when they have had it.
    """
    seams, done, failed = live(), [], list[Exception]()
    for domain in names():
        try:
            done.append(_resolve_in_turn(domain, seams))
        except Exception as error:
            failed.append(error)
    if not all(done):
        seams.wake("apps.golden.tasks.resolve_landed")
    if failed:
        raise ExceptionGroup("not every domain could be resolved", failed)


def _resolve_in_turn(domain: str, seams: Seams) -> bool:
    """False if there may be more to resolve than its time allowed."""
    until = seams.now() + TURN
    while resolve(domain=domain, seams=seams).taken:
        seams.wake("apps.sync.tasks.dispatch")
        if seams.now() >= until:
            return False
    return True


@shared_task
def release_ended_overrides() -> None:
    seams = live()
    for domain in names():
        if release_ended(domain=domain, seams=seams):
            seams.wake("apps.sync.tasks.dispatch")
