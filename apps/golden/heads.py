"""Golden records read slim: without their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.golden.words import Status
from apps.history.bulk import NO_IDS, binary_rows, id_array


@dataclass(frozen=True, slots=True)
class Head:
    """What a batch must know of a golden record before it decides whether to touch it."""

    id: UUID
    status: str
    merged_into: UUID | None
    confirmed: bool
    created_at: datetime
    changed_at: datetime

    @property
    def is_live(self) -> bool:
        return self.status == Status.LIVE


def heads(golden_ids: Iterable[UUID]) -> dict[UUID, Head]:
    """The heads of these golden records by id."""
    ids = id_array(golden_ids)
    query = (
        "SELECT id, status, merged_into_id, confirmed, created_at, changed_at FROM golden_goldenrecord"
        " WHERE id = ANY(%s::uuid[])"
    )
    return {row[0]: Head(*row) for row in binary_rows(query, [ids])} if ids != NO_IDS else {}
