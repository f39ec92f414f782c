"""Reads over overrides: the values that stewards have pinned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from apps.golden.models import Override
from apps.golden.words import Status
from apps.survivorship import types as survivorship


def standing_overrides(golden_ids: Iterable[UUID]) -> dict[UUID, list[Override]]:
    """The overrides that have not been released, by golden id."""
    found: dict[UUID, list[Override]] = {}
    for row in Override.objects.filter(golden_id__in=list(golden_ids), released_at=None).order_by("created_at", "id"):
        found.setdefault(row.golden_id, []).append(row)
    return found


def overrides_in_force(golden_ids: Iterable[UUID]) -> dict[UUID, list[survivorship.Override]]:
    """The standing overrides, as survivorship takes them."""
    return {key: [as_input(row) for row in rows] for key, rows in standing_overrides(golden_ids).items()}


def override(override_id: UUID) -> Override:
    return Override.objects.get(pk=override_id)


def overrides_due(domain: str, now: datetime, limit: int) -> list[UUID]:
    """Golden records of a domain with a standing override whose date has come."""
    due = Override.objects.filter(golden__domain=domain, golden__status=Status.LIVE, released_at=None, until__lte=now)
    return list(due.order_by("until", "id").values_list("golden_id", flat=True)[:limit])


def as_input(row: Override) -> survivorship.Override:
    """One override, as survivorship takes it."""
    return survivorship.Override(
        row.field,
        row.value,
        str(row.pk),
        row.author,
        row.reason,
        cast("survivorship.Lifetime", row.lifetime),
        row.until,
        row.base,
    )
