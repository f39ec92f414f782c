"""Rows of source records, read and written by the set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.domains import Domain
from apps.history.bulk import as_json, copy_rows, from_json, id_array, update_rows
from apps.matching.blocking import KeyTable, keys_of
from apps.matching.columns import Columns
from apps.sources.echo import recognised_by
from apps.sources.keys import copy_keys
from apps.sources.models import BlockingKey, MatchFeatures, SourceRecord

_COLUMNS = (
    "id",
    "system_id",
    "domain",
    "external_id",
    "raw",
    "values",
    "problems",
    "echo",
    "digest",
    "version",
    "business_at",
    "received_at",
    "changed_at",
    "withdrawn_at",
    "merged_into",
)
_JSON: Final = tuple(_COLUMNS.index(name) for name in ("raw", "values", "problems", "echo"))
_FIXED: Final = 4
"""How many of the columns never change; the others follow them."""
_IN_ORDER: Final = attrgetter(*_COLUMNS)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `SourceRecord` on its way in. A quiet row tells nothing new about the thing itself."""

    id: UUID
    system_id: int
    domain: str
    external_id: str
    raw: Mapping[str, Any]
    values: dict[str, Any]
    problems: dict[str, str]
    echo: dict[str, Any]
    digest: str
    version: str
    business_at: datetime | None
    received_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    merged_into: str
    is_quiet: bool = field(default=False)

    def quiet(self, before: Row) -> Row:
        """The same thing said again, by us or by a formality there: it is as old as when it was first said."""
        return replace(self, is_quiet=True, business_at=before.business_at, received_at=before.received_at)

    def cells(self) -> list[Any]:
        cells = list(_IN_ORDER(self))
        for place in _JSON:
            cells[place] = as_json(cells[place])
        return cells


def locked(system_id: int, domain: str, external_ids: list[str]) -> dict[str, Row]:
    """The stored rows with these keys, by key, locked in id order until the transaction ends.

    Until then nobody else lands records of this system and domain: a pull and a push that do not see each other would
    both insert what has just been created. A row's key does not change: who only refers to it need not wait, or the
    two would wait for one another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [f"land:{system_id}:{domain}"])
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM sources_sourcerecord WHERE system_id = %s AND domain = %s"
            " AND external_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [system_id, domain, external_ids],
        )
        found = (Row(*_parsed(cells)) for cells in cursor.fetchall())
        return {row.external_id: row for row in found}


def _parsed(cells: Sequence[Any]) -> list[Any]:
    return [from_json(cell) if place in _JSON else cell for place, cell in enumerate(cells)]


def locked_after(domain: str, record_id: UUID | None, limit: int) -> list[Row]:
    """The next live rows of a domain, in the order of their ids, locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM sources_sourcerecord WHERE domain = %s AND withdrawn_at IS NULL"
            " AND id > %s ORDER BY id LIMIT %s FOR NO KEY UPDATE",
            [domain, record_id or UUID(int=0), limit],
        )
        return [Row(*_parsed(cells)) for cells in cursor.fetchall()]


def insert(rows: Sequence[Row]) -> None:
    if rows:
        copy_rows(SourceRecord, _COLUMNS, (row.cells() for row in rows))


def update(rows: Sequence[Row]) -> None:
    if rows:
        update_rows(SourceRecord, _COLUMNS[_FIXED:], ([row.id, *row.cells()[_FIXED:]] for row in rows))


@dataclass(frozen=True, slots=True)
class Forms:
    """What live rows are found and compared by: comparison strings row by row, and the blocking keys of all."""

    features: list[dict[str, str]]
    keys: KeyTable


def forms_of(domain: Domain, live: Sequence[Row]) -> Forms:
    """Comparison strings and blocking keys of rows, as the code makes them now."""
    features = domain.features_all(recognised_by(row.values, row.problems, row.echo) for row in live)
    columns = Columns.of(features)  # all of them: blocking reads features that are never compared
    return Forms(features, keys_of(domain.spec.blocking, columns))


def prepare_for_matching(domain: Domain, rows: Sequence[Row], known: set[UUID]) -> None:
    """Store comparison strings and blocking keys of rows, replacing those of `known` ones; none for withdrawn rows."""
    if stale := [row.id for row in rows if row.id in known]:
        BlockingKey.objects.filter(record_id__in=stale).delete()
        MatchFeatures.objects.filter(record_id__in=stale).delete()
    live = [row for row in rows if row.withdrawn_at is None]
    if not live:
        return
    forms = forms_of(domain, live)
    copy_rows(
        MatchFeatures,
        ("record_id", "features"),
        ((row.id, as_json(form)) for row, form in zip(live, forms.features, strict=True)),
    )
    copy_keys(domain.name, [row.id for row in live], forms.keys)


def put_in_tray(domain: str, record_ids: Sequence[UUID], now: datetime) -> None:
    """Ask for these records to be resolved; one that already waits keeps its place.

    Its place is held until the transaction ends: a batch that took it before would not see what is written here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_landedrecord (record_id, domain, since) SELECT unnest(%s::uuid[]), %s, %s"
            " ON CONFLICT (record_id) DO UPDATE SET since = sources_landedrecord.since",
            [id_array(record_ids), domain, now],
        )
