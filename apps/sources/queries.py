"""Reads for the rooms above: systems, what they say about a record, and who shares a blocking key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from apps.history.bulk import binary_rows, from_json, id_array
from apps.seams import Seams
from apps.sources.connectors.base import Connection, Connector
from apps.sources.connectors.registry import connector_for
from apps.sources.credentials import decrypted
from apps.sources.echo import opinion, recognised_by
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

    def as_last_said(self) -> Observed:
        """The record as its system last had it, before we wrote over it."""
        values, problems = recognised_by(self.values, self.problems, self.echo)
        return replace(self, values=values, problems=problems, echo={})


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
    "id, system_id, domain, external_id, values::text, problems::text, echo::text, business_at, received_at,"
    " changed_at, withdrawn_at, merged_into"
)


def observed(record_ids: Iterable[UUID], *, raw: bool = True) -> dict[UUID, Observed]:
    """The records with these ids, by id; without their raw payloads where those are not needed."""
    columns = f"{_COLUMNS}, raw::text" if raw else _COLUMNS
    query = f"SELECT {columns} FROM sources_sourcerecord WHERE id = ANY(%s::uuid[])"
    return {row[0]: _observed(row) for row in binary_rows(query, [id_array(record_ids)])}


def _observed(row: Sequence[Any]) -> Observed:
    values, problems, echo = (from_json(text) if text != "{}" else {} for text in row[4:7])
    raw = from_json(row[12]) if len(row) > 12 else {}
    cells = [*row[:4], values, problems, echo, *row[7:12], raw]
    return Observed(*cells)


@dataclass(frozen=True, slots=True)
class Named:
    """One source record by the key its system gave it."""

    record_id: UUID
    system_id: int
    external_id: str


def named(record_ids: Iterable[UUID]) -> dict[UUID, Named]:
    """Those of these records that their systems still hold, by id."""
    query = (
        "SELECT id, system_id, external_id FROM sources_sourcerecord"
        " WHERE id = ANY(%s::uuid[]) AND withdrawn_at IS NULL"
    )
    return {row[0]: Named(*row) for row in binary_rows(query, [id_array(record_ids)])}


def called(record_ids: Iterable[UUID], between: str = ":") -> dict[UUID, str]:
    """These records by system and key, as "crm:17"; two statements."""
    codes = {system.id: system.code for system in systems()}
    held = observed(record_ids, raw=False)
    return {key: f"{codes[record.system_id]}{between}{record.external_id}" for key, record in held.items()}


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
    """The comparison strings of these records, as computed when they landed; absent where they have none."""
    ids = list(record_ids)
    return {key: form for key, form in zip(ids, features_in_order(ids), strict=True) if form is not None}


# One row: a row per record costs more to bring over than to find. The places are packed beside the forms, because a
# sorted aggregate would carry them all through the sort.
_FEATURES = """
    SELECT string_agg(int4send(asked.place::int), ''), json_agg(stored.features)::text
      FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked(id, place)
      JOIN sources_matchfeatures AS stored ON stored.record_id = asked.id
"""


def features_in_order(record_ids: Sequence[UUID]) -> list[dict[str, str] | None]:
    """The comparison strings of many records, one by one as asked; None where a record has none."""
    found: list[dict[str, str] | None] = [None] * len(record_ids)
    [[places, forms]] = binary_rows(_FEATURES, [id_array(record_ids)])
    if places:
        for place, form in zip(np.frombuffer(places, ">i4").tolist(), from_json(forms), strict=True):
            found[place - 1] = form
    return found
