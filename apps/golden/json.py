"""Golden records as JSON that PostgreSQL has built: bytes to hand on, never to parse.

Each answer is one statement, however many records it holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

_NIL = UUID(int=0)

# What each reader sees: the parameter `masked` names the fields whose values are replaced by null and listed.
_SHOWN = """
    (SELECT coalesce(jsonb_object_agg(name, NULL), '{}') FROM unnest(%(masked)s::text[]) AS name WHERE g.values ? name)
"""
_MASKED = """
    (SELECT coalesce(json_agg(name ORDER BY name), '[]') FROM unnest(%(masked)s::text[]) AS name WHERE g.values ? name)
"""
_SOURCES = """
    (SELECT coalesce(json_agg(json_build_object('system', s.code, 'external_id', r.external_id)
                              ORDER BY s.code, r.external_id), '[]')
       FROM golden_xref x JOIN sources_sourcerecord r ON r.id = x.record_id
       JOIN sources_sourcesystem s ON s.id = r.system_id
      WHERE x.golden_id = g.id AND r.withdrawn_at IS NULL)
"""
# A note may quote the value it is about, so that a masked field keeps its origin and loses its note.
_PROVENANCE = """
    , 'provenance', g.provenance || (
        SELECT coalesce(jsonb_object_agg(name, (g.provenance -> name) - 'note'), '{}')
          FROM unnest(%(masked)s::text[]) AS name WHERE g.provenance ? name)
"""
_RETIREMENT = ", 'successors', g.successors, 'retired_reason', g.retired_reason"


def _body(*, explain: bool, retired: bool = False) -> str:
    return f"""json_build_object(
    'id', g.id, 'domain', g.domain, 'status', g.status, 'version', g.version, 'created_at', g.created_at,
    'changed_at', g.changed_at, 'merged_into', g.merged_into_id, 'values', g.values || {_SHOWN}, 'masked', {_MASKED},
    'sources', {_SOURCES} {_PROVENANCE if explain else ""} {_RETIREMENT if retired else ""})"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records in id order: a JSON array, and the id to go on after (None: that was all)."""

    results: bytes
    last: UUID | None


@dataclass(frozen=True, slots=True)
class Document:
    """One golden record: its JSON object, and what a reader decides by before sending it."""

    body: bytes
    version: int
    retired: bool
    merged_into: UUID | None
    has_successors: bool
    retired_reason: str


def page(*, domain: str, after: UUID | None, limit: int, masked: Collection[str] = (), explain: bool = False) -> Page:
    """The live golden records of a domain after this id, at most `limit` of them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT *, row_number() OVER (ORDER BY id) AS place FROM (
                    SELECT * FROM golden_goldenrecord WHERE domain = %(domain)s AND status = 'live' AND id > %(after)s
                    ORDER BY id LIMIT %(limit)s + 1) AS next_rows)
            SELECT convert_to(coalesce(json_agg({_body(explain=explain)} ORDER BY g.id)
                                       FILTER (WHERE g.place <= %(limit)s), '[]')::text, 'UTF8'),
                   (array_agg(g.id) FILTER (WHERE g.place = %(limit)s))[1], count(*) > %(limit)s
              FROM found AS g""",  # noqa: S608 - assembled from constants only
            {"domain": domain, "after": after or _NIL, "limit": limit, "masked": sorted(masked)},
        )
        results, last, more = cursor.fetchone()
    return Page(bytes(results), last if more else None)


def record(golden_id: UUID, *, domain: str, masked: Collection[str] = (), explain: bool = False) -> Document | None:
    """One golden record, live or retired; None where the domain never had it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT convert_to((CASE g.status WHEN 'live' THEN {_body(explain=explain)}
                               ELSE {_body(explain=explain, retired=True)} END)::text, 'UTF8'),
                   g.version, g.status = 'retired', g.merged_into_id, g.successors <> '[]', g.retired_reason
              FROM golden_goldenrecord AS g WHERE g.id = %(id)s AND g.domain = %(domain)s""",  # noqa: S608
            {"id": golden_id, "domain": domain, "masked": sorted(masked)},
        )
        row = cursor.fetchone()
    return Document(bytes(row[0]), *row[1:]) if row else None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of a source record: its golden record if it has one, and whether its system withdrew it."""

    golden: UUID | None
    withdrawn: bool


def whereabouts(*, system: str, external_id: str, domain: str) -> Whereabouts | None:
    """Find a source record by the key its system gave it; None where it never came. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.golden_id, r.withdrawn_at IS NOT NULL FROM sources_sourcerecord r"
            " JOIN sources_sourcesystem s ON s.id = r.system_id LEFT JOIN golden_xref x ON x.record_id = r.id"
            " WHERE s.code = %s AND r.domain = %s AND r.external_id = %s",
            [system, domain, external_id],
        )
        row = cursor.fetchone()
    return Whereabouts(*row) if row else None
