"""Celery's side of resolving: wake up, call the verb until the tray is empty."""

from __future__ import annotations

from celery import shared_task

from apps.domains import names
from apps.golden.resolve import resolve
from apps.seams import live


@shared_task
def resolve_landed() -> None:
    seams = live()
    for domain in names():
        while resolve(domain=domain, seams=seams).taken:
            seams.wake("apps.sync.tasks.dispatch")
