"""Celery's side of the queue: wake up, call the verb."""

from __future__ import annotations

from celery import shared_task

from apps.seams import live
from apps.stewardship import open_tasks as verb


@shared_task
def open_tasks() -> None:
    verb.open_tasks(seams=live())
