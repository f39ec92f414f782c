"""The only hand that writes golden tables. Every function runs inside the caller's `recording`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.golden import queries
from apps.golden.models import GoldenRecord, Link, Override, Rulebook, Xref
from apps.golden.queries import COLUMNS, Golden
from apps.history.bulk import as_json, copy_rows, update_rows

_LINK_COLUMNS = (
    "id",
    "domain",
    "left_id",
    "right_id",
    "verdict",
    "relation",
    "origin",
    "weight",
    "reason",
    "evidence",
    "fingerprint",
    "rulebook_id",
    "decided_by",
    "decided_at",
    "until",
    "superseded_at",
)


@dataclass(frozen=True, slots=True)
class NewLink:
    """One link to lay between two source records; which is left is settled here."""

    id: UUID
    domain: str
    one: UUID
    other: UUID
    verdict: str
    origin: str
    rulebook_id: int
    decided_by: str
    decided_at: datetime
    weight: float = 0.0
    reason: str = ""
    relation: str = ""
    evidence: Sequence[Mapping[str, Any]] = field(default_factory=list)
    fingerprint: str = ""
    until: datetime | None = None


def insert_goldens(goldens: Iterable[Golden]) -> None:
    copy_rows(GoldenRecord, COLUMNS, map(_golden_cells, goldens))


def update_goldens(goldens: Iterable[Golden]) -> None:
    """Write the new state of golden records that the caller has locked."""
    update_rows(GoldenRecord, COLUMNS[2:], ([golden.id, *_golden_cells(golden)[2:]] for golden in goldens))


_IN_ORDER: Final = attrgetter(*(field.name for field in fields(Golden)))
_JSON: Final = tuple(COLUMNS.index(name) for name in ("values", "provenance", "successors"))


def _golden_cells(golden: Golden) -> list[Any]:
    """What a golden record holds, in the order of its columns."""
    cells = list(_IN_ORDER(golden))
    for place in _JSON:
        cells[place] = as_json(cells[place])
    return cells


def attach(home: Mapping[UUID, UUID], since: datetime, *, known: Collection[UUID] | None = None) -> None:
    """Write the crosswalk of source records (record id → golden id): new ones are added, known ones move.

    `known` are those that the crosswalk holds, where the caller has just read that.
    """
    if not home:
        return
    crossed = queries.goldens_of(home) if known is None else known
    fresh = [(record, golden, since) for record, golden in home.items() if record not in crossed]
    copy_rows(Xref, ("record_id", "golden_id", "since"), fresh)
    if len(fresh) < len(home):
        moved = ((record, golden, since) for record, golden in home.items() if record in crossed)
        update_rows(Xref, ("golden_id", "since"), moved)


def put_back(home: Mapping[UUID, tuple[UUID, datetime]]) -> None:
    """Return source records to where they belonged: record id → golden id, and since when it did."""
    update_rows(Xref, ("golden_id", "since"), ((record, *where) for record, where in home.items()))


def detach(record_ids: Iterable[UUID]) -> None:
    """Take withdrawn records out of the crosswalk."""
    Xref.objects.filter(record_id__in=list(record_ids)).delete()


def lay_links(links: Sequence[NewLink]) -> None:
    """Add links; a standing link of the same pair must have been superseded before."""
    copy_rows(Link, _LINK_COLUMNS, (_link_cells(link) for link in links))


def _link_cells(link: NewLink) -> list[Any]:
    left, right = sorted((link.one, link.other))
    return [
        link.id,
        link.domain,
        left,
        right,
        link.verdict,
        link.relation,
        link.origin,
        link.weight,
        link.reason,
        as_json(list(link.evidence)),
        link.fingerprint,
        link.rulebook_id,
        link.decided_by,
        link.decided_at,
        link.until,
        None,
    ]


def supersede_links(link_ids: Iterable[UUID], at: datetime) -> int:
    """End standing links; their rows stay."""
    return Link.objects.filter(pk__in=list(link_ids), superseded_at=None).update(superseded_at=at)


def reinstate_links(link_ids: Iterable[UUID]) -> int:
    """Let links stand again that an undone act had ended."""
    return Link.objects.filter(pk__in=list(link_ids)).update(superseded_at=None)


def add_override(**fields: Any) -> Override:
    return Override.objects.create(**fields)


def release_overrides(override_ids: Iterable[UUID], at: datetime) -> int:
    """End overrides; their rows stay."""
    return Override.objects.filter(pk__in=list(override_ids), released_at=None).update(released_at=at)


def move_overrides(override_ids: Iterable[UUID], golden_id: UUID) -> int:
    """Carry overrides along to another golden record."""
    return Override.objects.filter(pk__in=list(override_ids)).update(golden_id=golden_id)


def reinstate_overrides(override_ids: Iterable[UUID], golden_id: UUID) -> int:
    """Let overrides stand again, at the golden record they belonged to, that an undone act had ended."""
    return Override.objects.filter(pk__in=list(override_ids)).update(golden_id=golden_id, released_at=None)


def note_bases(bases: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Set what the sources said when each of these overrides was made."""
    update_rows(Override, ("base",), ((key, as_json(base)) for key, base in bases.items()))


def note_crowded_keys(domain: str, keys: Iterable[tuple[str, int, int]], at: datetime) -> None:
    """Make skipped blocking keys visible: (rule, key, number of records)."""
    columns = [list(column) for column in zip(*keys, strict=True)]
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO golden_crowdedkey (domain, rule, key, size, seen_at)"
            " SELECT %s, rule, key, size, %s FROM unnest(%s::text[], %s::bigint[], %s::int[]) AS seen (rule, key, size)"
            " ON CONFLICT (domain, rule, key) DO UPDATE SET size = excluded.size, seen_at = excluded.seen_at",
            [domain, at, *columns],
        )


def first_rulebook(domain: str, at: datetime) -> Rulebook:
    """Version 1: the defaults of the domain file, unchanged."""
    return Rulebook.objects.create(
        domain=domain, version=1, status=Rulebook.Status.ACTIVE, document={}, author="defaults", created_at=at
    )


def add_rulebook(domain: str, version: int, document: Mapping[str, Any], author: str, at: datetime) -> Rulebook:
    """A draft: it decides about nothing yet."""
    return Rulebook.objects.create(
        domain=domain,
        version=version,
        status=Rulebook.Status.DRAFT,
        document=dict(document),
        author=author,
        created_at=at,
    )


def move_rulebook(rulebook_id: int, status: str) -> None:
    """Take a rulebook one step further in its life; of one domain only one may be active at a time."""
    Rulebook.objects.filter(pk=rulebook_id).update(status=status)
