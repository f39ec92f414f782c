"""A field that goes back and forth is somebody else's loop: we stop feeding it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.sync.models import Delivery
from apps.sync.wanted import same

WINDOW: Final = timedelta(minutes=10)
MOST_RETURNS: Final = 3


def written_lately(
    subscription_id: int, golden_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, dict[str, list[Any]]]:
    """What each lane wrote in the last ten minutes: golden id → field → values, oldest first."""
    found = Delivery.objects.filter(
        subscription_id=subscription_id,
        golden_id__in=list(golden_ids),
        state=Delivery.State.DELIVERED,
        closed_at__gte=now - WINDOW,
    )
    series: dict[UUID, dict[str, list[Any]]] = {}
    for row in found.select_related("message").order_by("pk"):
        values = row.message.snapshot["values"]
        for name in {name for names in row.sent.values() for name in names}:
            series.setdefault(row.golden_id, {}).setdefault(name, []).append(values.get(name))
    return series


def flipping(written: Mapping[str, Sequence[Any]], fields: Mapping[str, Any]) -> list[str]:
    """The fields among those to write that would return to their value before last for the third time or more."""
    return sorted(name for name, value in fields.items() if returns([*written.get(name, ()), value]) >= MOST_RETURNS)


def returns(values: Sequence[Any]) -> int:
    """How often a series comes back to its value before last: A, B, A is one, A, B, A, B, A three."""
    return sum(
        same(values[at], values[at - 2]) and not same(values[at], values[at - 1]) for at in range(2, len(values))
    )
