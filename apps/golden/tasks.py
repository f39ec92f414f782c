"""Celery's side of golden records: wake up, call the verb until nothing is left."""

from __future__ import annotations

from celery import shared_task

from apps.domains import names
from apps.golden.override import release_ended
from apps.golden.resolve import resolve
from apps.seams import live


@shared_task
def resolve_landed() -> None:
    seams = live()
    for domain in names():
        while resolve(domain=domain, seams=seams).taken:
            seams.wake("apps.sync.tasks.dispatch")


@shared_task
def release_ended_overrides() -> None:
    seams = live()
    for domain in names():
        if release_ended(domain=domain, seams=seams):
            seams.wake("apps.sync.tasks.dispatch")
