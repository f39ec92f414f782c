"""What resolving had to leave out, for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Crowded:
    """One blocking key that too many records share, so that it was skipped for them."""

    domain: str
    rule: str
    size: int
    seen_at: datetime


def crowded(limit: int = 50) -> list[Crowded]:
    """The skipped keys, the most crowded first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT domain, rule, size, seen_at FROM golden_crowdedkey ORDER BY size DESC, id LIMIT %s", [limit]
        )
        return [Crowded(*row) for row in cursor.fetchall()]
