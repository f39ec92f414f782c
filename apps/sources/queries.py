"""Reads for the rooms above: systems, what they say about a record, and who shares a blocking key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.history.bulk import from_json, id_array
from apps.seams import Seams
from apps.sources.connectors.base import Connection, Connector
from apps.sources.connectors.registry import connector_for
from apps.sources.credentials import decrypted
from apps.sources.models import LandedRecord, PullRun, SourceSystem


@dataclass(frozen=True, slots=True)
class SystemInfo:
    """One source system, without its secrets."""

    id: int
    code: str
    name: str
    kind: str
    role: str
    priority: int
    active: bool
    duplicate_free: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    """One source record as last seen: `values` canonical, `echo` what we wrote there, `raw` the untouched payload."""

    record_id: UUID
    system_id: int
    domain: str
    external_id: str
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    echo: Mapping[str, Any]
    business_at: datetime | None
    received_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    merged_into: str
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def opinion(self) -> dict[str, Any]:
        """The system's own values: without those that only repeat what we wrote there."""
        return opinion(self.values, self.echo)


def opinion(values: Mapping[str, Any], echo: Mapping[str, Any]) -> dict[str, Any]:
    """Values without our own echoes: a field still holding what we made it hold says nothing new."""
    if not echo:
        return dict(values)
    return {name: value for name, value in values.items() if name not in echo or echo[name]["held"] != value}


def _info(row: SourceSystem) -> SystemInfo:
    return SystemInfo(row.pk, row.code, row.name, row.kind, row.role, row.priority, row.active, row.duplicate_free)


def systems() -> list[SystemInfo]:
    return [_info(row) for row in SourceSystem.objects.order_by("priority", "code")]


def system(code: str) -> SystemInfo:
    """Raises SourceSystem.DoesNotExist for an unknown code."""
    return _info(SourceSystem.objects.get(code=code))


def connector(system_id: int, seams: Seams) -> Connector:
    """The connector of one system, with its credentials opened and the transport of the seams."""
    row = SourceSystem.objects.get(pk=system_id)
    return connector_for(
        row.kind, Connection(row.base_url, decrypted(row.credentials), row.settings, transport=seams.transport())
    )


_COLUMNS = (
    "id, system_id, domain, external_id, values, problems, echo, business_at, received_at, changed_at, withdrawn_at,"
    " merged_into"
)


def observed(record_ids: Iterable[UUID], *, raw: bool = True) -> dict[UUID, Observed]:
    """The records with these ids, by id; without their raw payloads where those are not needed."""
    columns = f"{_COLUMNS}, raw" if raw else _COLUMNS
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM sources_sourcerecord WHERE id = ANY(%s::uuid[])", [id_array(record_ids)])
        return {row[0]: _observed(row) for row in cursor.fetchall()}


def _observed(row: Sequence[Any]) -> Observed:
    values, problems, echo = (from_json(text) for text in row[4:7])
    raw = from_json(row[12]) if len(row) > 12 else {}
    cells = [*row[:4], values, problems, echo, *row[7:12], raw]
    return Observed(*cells)


def is_known_whole(system_id: int, domain: str) -> bool:
    """True once a stream has been read to its end and nothing of it waits to be resolved.

    Before that, what seems to be missing there may only not have been read yet. Records that hold our own values are
    no news and need not be waited for.
    """
    read = PullRun.objects.filter(system_id=system_id, domain=domain, state=PullRun.State.DONE).exists()
    waiting = LandedRecord.objects.filter(domain=domain, record__system_id=system_id, record__echo={})
    return read and not waiting.exists()


def ids_by_key(system_id: int, domain: str, external_ids: Iterable[str]) -> dict[str, UUID]:
    """Record ids by the system's own key, for those we know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, id FROM sources_sourcerecord"
            " WHERE system_id = %s AND domain = %s AND external_id = ANY(%s)",
            [system_id, domain, list(external_ids)],
        )
        return dict(cursor.fetchall())


def features(record_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The comparison strings of these records, as computed when they landed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id, features FROM sources_matchfeatures WHERE record_id = ANY(%s::uuid[])",
            [id_array(record_ids)],
        )
        return {key: from_json(text) for key, text in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs (claimed record, other record) that share a key, and the keys too crowded to follow: (rule, key, size)."""

    pairs: list[tuple[UUID, UUID]]
    crowded: list[tuple[int, int, int]]


def neighbours(domain: str, record_ids: Sequence[UUID], *, cap: int) -> Neighbours:
    """Who shares a blocking key with these records; a key of more than `cap` records is reported, not followed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE shared_keys ON COMMIT DROP AS"
            " WITH mine AS MATERIALIZED (SELECT DISTINCT rule, key FROM sources_blockingkey"
            "   WHERE record_id = ANY(%s::uuid[]) AND domain = %s)"
            " SELECT mine.rule, mine.key, count(*) AS size FROM mine"
            " JOIN sources_blockingkey other ON other.key = mine.key AND other.domain = %s"
            " GROUP BY mine.rule, mine.key HAVING count(*) > 1",
            [id_array(record_ids), domain, domain],
        )
        cursor.execute("SELECT rule, key, size FROM shared_keys WHERE size > %s", [cap])
        crowded = cursor.fetchall()
        cursor.execute(
            "SELECT DISTINCT one.record_id, other.record_id FROM shared_keys"
            " JOIN sources_blockingkey one ON one.key = shared_keys.key AND one.domain = %s"
            " JOIN sources_blockingkey other ON other.key = shared_keys.key AND other.domain = %s"
            " WHERE size <= %s AND one.record_id = ANY(%s::uuid[]) AND other.record_id <> one.record_id"
            " AND (other.record_id > one.record_id OR other.record_id <> ALL(%s::uuid[]))",
            [domain, domain, cap, id_array(record_ids), id_array(record_ids)],
        )
        pairs = cursor.fetchall()
        cursor.execute("DROP TABLE shared_keys")
    return Neighbours(pairs, crowded)
