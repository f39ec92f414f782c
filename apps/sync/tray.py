"""The tray between the writer of golden records and the dispatcher."""

from __future__ import annotations

from django.db.models import Count, Min

from apps.sources.health import Waiting
from apps.sync.models import OutboxMessage


def letters() -> Waiting:
    """The letters that nobody has dispatched yet: how many, and since when the oldest lies there."""
    found = OutboxMessage.objects.filter(dispatched_at=None).aggregate(size=Count("*"), oldest=Min("created_at"))
    return Waiting(found["size"], found["oldest"])
