"""Celery's side of pulling: wake up, call the verb."""

from __future__ import annotations

from celery import shared_task

from apps.seams import live
from apps.sources.pull import pull_due as pull


@shared_task
def pull_due() -> None:
    pull(seams=live())
