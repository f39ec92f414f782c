"""Values: what is stored is what the rules make of the inputs, today as then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.audit.invariants.invariant import MOST_REPORTED, Invariant, scalar
from apps.golden.build import recompute
from apps.golden.queries import Golden, get_many

CHUNK: Final = 1000

# A golden record with a member in the tray is about to be built anew.
_AT_REST = """
    FROM golden_goldenrecord g WHERE g.status = 'live' AND NOT EXISTS (
        SELECT FROM golden_xref x JOIN sources_landedrecord t ON t.record_id = x.record_id WHERE x.golden_id = g.id)
"""


def _recomputed(now: datetime) -> Iterator[tuple[str, str]]:
    return islice(_differing(now), MOST_REPORTED)


def _differing(now: datetime) -> Iterator[tuple[str, str]]:
    for ids in _chunks():
        stored, derived = get_many(ids), recompute(ids, now)
        for key in ids:
            if fields := _differences(stored[key], *derived[key]):
                yield str(key), f"recomputed it differs in {', '.join(fields)}"


def _differences(stored: Golden, values: Mapping[str, Any], provenance: Mapping[str, Any]) -> list[str]:
    """The names of what differs; never the values, which may be personal."""
    pairs = (("values", stored.values, values), ("provenance", stored.provenance, provenance))
    return [
        f"{part}.{name}"
        for part, held, derived in pairs
        for name in sorted(held.keys() | derived.keys())
        if name not in held or name not in derived or held[name] != derived[name]
    ]


def _chunks() -> Iterator[list[UUID]]:
    last = UUID(int=0)
    while ids := _next(last):
        yield ids
        last = ids[-1]


def _next(after: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT g.id {_AT_REST} AND g.id > %s ORDER BY g.id LIMIT {CHUNK}", [after])
        return [row[0] for row in cursor.fetchall()]


INVARIANTS = (
    Invariant(
        "golden_is_recomputed",
        "A golden record at rest is, value by value and origin by origin, what its rules make of its inputs.",
        count=lambda: scalar(f"SELECT count(*) {_AT_REST}"),
        find=_recomputed,
    ),
)
