"""The alarm clock's side of the post office: each task calls one verb until there is nothing left or time is up."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from apps.seams import live
from apps.sync.deliver import deliver_due as deliver
from apps.sync.dispatch import dispatch as dispatch_letters

TURN: Final = timedelta(seconds=20)


@shared_task(name="apps.sync.tasks.dispatch")
def dispatch() -> None:
    """Dispatch until the tray is empty, then wake the delivery."""
    seams = live()
    until = seams.now() + TURN
    while (done := dispatch_letters(seams=seams)).messages and seams.now() < until:
        pass
    seams.wake("apps.sync.tasks.deliver_due")
    if done.messages:
        seams.wake("apps.sync.tasks.dispatch")


@shared_task(name="apps.sync.tasks.deliver_due")
def deliver_due() -> None:
    """Deliver until nothing is due; wake itself again when time is up before that."""
    seams = live()
    until = seams.now() + TURN
    while (done := deliver(seams=seams)).claimed and seams.now() < until:
        pass
    if done.claimed:
        seams.wake("apps.sync.tasks.deliver_due")
