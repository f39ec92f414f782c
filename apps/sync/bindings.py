"""Records that we created at targets: asked for, then bound to the golden record they were made for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.sync.models import Binding

# The first answer stays, and one record there is never bound to two golden records.
BIND = """
UPDATE sync_binding binding SET external_id = given.external_id, bound_at = coalesce(bound_at, %(now)s)
FROM jsonb_to_recordset(%(rows)s::jsonb) AS given(golden_id uuid, external_id text)
WHERE binding.subscription_id = %(subscription)s AND binding.golden_id = given.golden_id
  AND binding.external_id IN ('', given.external_id)
  AND NOT EXISTS (
      SELECT FROM sync_binding other WHERE other.subscription_id = binding.subscription_id
      AND other.external_id = given.external_id AND other.golden_id <> given.golden_id)
RETURNING binding.golden_id
"""


def of(subscription_id: int, golden_ids: Iterable[UUID]) -> dict[UUID, Binding]:
    found = Binding.objects.filter(subscription_id=subscription_id, golden_id__in=list(golden_ids))
    return {binding.golden_id: binding for binding in found}


def ask(*, subscription_id: int, golden_ids: Iterable[UUID], now: datetime) -> None:
    """Write down that creations are about to be asked for; those asked for before keep their moment."""
    Binding.objects.bulk_create(
        [Binding(subscription_id=subscription_id, golden_id=each, asked_at=now) for each in sorted(golden_ids)],
        ignore_conflicts=True,
    )


def bind(*, subscription_id: int, created: Mapping[UUID, str], now: datetime) -> set[UUID]:
    """Tie new records to their golden records. Returns those tied; the others' records are bound elsewhere already."""
    if not created:
        return set()
    rows = [{"golden_id": str(key), "external_id": external_id} for key, external_id in sorted(created.items())]
    with connection.cursor() as cursor:
        cursor.execute(BIND, {"rows": json.dumps(rows), "subscription": subscription_id, "now": now})
        return {row[0] for row in cursor.fetchall()}
