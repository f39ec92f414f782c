"""Reads over golden records, the crosswalk and the rulebook, for this room and those above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.domains import Domain
from apps.domains.rulebook import domain_under
from apps.golden.models import GoldenRecord, Rulebook, Xref
from apps.golden.words import Status
from apps.history.bulk import NO_IDS, binary_rows, from_json, id_array
from apps.sources import queries as sources
from apps.sources.queries import Observed, SystemInfo


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden record as stored."""

    id: UUID
    domain: str
    values: Mapping[str, Any]
    provenance: Mapping[str, Any]
    version: int
    status: str
    merged_into: UUID | None
    successors: Sequence[str]
    retired_reason: str
    confirmed: bool
    unmatchable: bool
    rulebook_id: int
    created_at: datetime
    changed_at: datetime

    @property
    def is_live(self) -> bool:
        return self.status == Status.LIVE


@dataclass(frozen=True, slots=True)
class Member:
    """One source record of a golden record, with its system, for screens."""

    record_id: UUID
    golden_id: UUID
    system: str
    role: str
    external_id: str
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    echo: Mapping[str, Any]
    raw: Mapping[str, Any]
    business_at: datetime | None
    received_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    since: datetime


COLUMNS = (
    "id",
    "domain",
    "values",
    "provenance",
    "version",
    "status",
    "merged_into_id",
    "successors",
    "retired_reason",
    "confirmed",
    "unmatchable",
    "rulebook_id",
    "created_at",
    "changed_at",
)
_JSON = frozenset(("values", "provenance", "successors"))
_SELECTED = ", ".join(f"{name}::text" if name in _JSON else name for name in COLUMNS)
_LOCKED = " ORDER BY id FOR NO KEY UPDATE"


def get(golden_id: UUID) -> Golden | None:
    return get_many([golden_id]).get(golden_id)


def get_many(golden_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Golden]:
    """Golden records by id; with `lock` they are held, in id order, until the transaction ends."""
    ids = id_array(golden_ids)
    if ids == NO_IDS:
        return {}
    query = f"SELECT {_SELECTED} FROM golden_goldenrecord WHERE id = ANY(%s::uuid[]){_LOCKED if lock else ''}"
    return {row[0]: _golden(row) for row in binary_rows(query, [ids])}


def _golden(row: Sequence[Any]) -> Golden:
    values, provenance, successors = from_json(row[2]), from_json(row[3]), from_json(row[7])
    cells = [*row[:2], values, provenance, *row[4:7], successors, *row[8:]]
    return Golden(*cells)


def resolve_id(golden_id: UUID) -> UUID:
    """The live golden record that answers for this id: itself, or the one it was merged into (one hop)."""
    return GoldenRecord.objects.filter(pk=golden_id).values_list("merged_into", flat=True).first() or golden_id


def by_source(system: str, external_id: str, domain: str) -> UUID | None:
    """The golden record that a system's own key belongs to."""
    found = Xref.objects.filter(
        record__system__code=system, record__external_id=external_id, record__domain=domain
    ).values_list("golden_id", flat=True)
    return found.first()


def goldens_of(record_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Golden id by source record id."""
    query = "SELECT record_id, golden_id FROM golden_xref WHERE record_id = ANY(%s::uuid[])"
    return dict(binary_rows(query, [id_array(record_ids)]))


def record_ids_of(golden_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Golden id by source record id, of every member of these golden records."""
    query = "SELECT record_id, golden_id FROM golden_xref WHERE golden_id = ANY(%s::uuid[])"
    return dict(binary_rows(query, [id_array(golden_ids)]))


def member_records(golden_ids: Iterable[UUID]) -> dict[UUID, list[Observed]]:
    """What the members of each golden record say now, without raw payloads."""
    home = record_ids_of(golden_ids)
    found: dict[UUID, list[Observed]] = {}
    for key, record in sources.observed(home, raw=False).items():
        found.setdefault(home[key], []).append(record)
    return found


def members(golden_ids: Iterable[UUID]) -> dict[UUID, list[Member]]:
    """The source records of each golden record, as screens show them."""
    systems = {system.id: system for system in sources.systems()}
    crossed = {x.record_id: x for x in Xref.objects.filter(golden_id__in=list(golden_ids))}
    found: dict[UUID, list[Member]] = {}
    records = sources.observed(crossed).values()
    for record in sorted(records, key=lambda r: (systems[r.system_id].priority, r.external_id)):
        xref = crossed[record.record_id]
        found.setdefault(xref.golden_id, []).append(_member(record, xref, systems[record.system_id]))
    return found


def _member(record: Observed, xref: Xref, system: SystemInfo) -> Member:
    return Member(
        record.record_id,
        xref.golden_id,
        system.code,
        system.role,
        record.external_id,
        record.values,
        record.problems,
        record.echo,
        record.raw,
        record.business_at,
        record.received_at,
        record.changed_at,
        record.withdrawn_at,
        xref.since,
    )


def active_rulebook(domain: str) -> Rulebook | None:
    return Rulebook.objects.filter(domain=domain, status=Rulebook.Status.ACTIVE).first()


def rulebooks(domain: str) -> list[Rulebook]:
    """Every version of a domain's rulebook, the newest first."""
    return list(Rulebook.objects.filter(domain=domain).order_by("-version"))


def rules_of(rulebook: Rulebook) -> Domain:
    """The domain under this rulebook, as far as it fits the domain of today."""
    return domain_under(rulebook.domain, rulebook.version, rulebook.document)


def domain_of(golden: Golden) -> Domain:
    """The domain under the rulebook that made this golden record."""
    return domains_of([golden])[golden.rulebook_id]


def domains_of(goldens: Iterable[Golden]) -> dict[int, Domain]:
    """The domains under the rulebooks that made these golden records, by rulebook id."""
    rulebooks = Rulebook.objects.in_bulk({golden.rulebook_id for golden in goldens})
    return {key: rules_of(row) for key, row in rulebooks.items()}


def search(domain: str, text: str, *, limit: int = 50) -> list[Golden]:
    """Live golden records whose values contain every word of the text; an id or a source key finds its record."""
    found = GoldenRecord.objects.filter(domain=domain, status=Status.LIVE)
    named = Q(xrefs__record__external_id=text.strip())
    with suppress(ValueError):
        named |= Q(pk=UUID(text.strip()))
    by_name = found.filter(named).order_by("id").values_list("id", flat=True).distinct()[:limit]
    for word in text.split():
        found = found.filter(Q(values__icontains=word))
    by_word = found.order_by("id").values_list("id", flat=True)[:limit]
    return sorted(get_many({*by_name, *by_word}).values(), key=lambda golden: golden.id)[:limit]


def page(domain: str, *, after: UUID | None = None, limit: int = 50) -> list[Golden]:
    """Live golden records in id order, from the one after `after`."""
    found = GoldenRecord.objects.filter(domain=domain, status=Status.LIVE)
    if after:
        found = found.filter(id__gt=after)
    ids = found.order_by("id").values_list("id", flat=True)[:limit]
    return sorted(get_many(ids).values(), key=lambda golden: golden.id)


def counts(domain: str) -> dict[str, int]:
    """How many golden records are live and retired, and how many source records they hold."""
    found = GoldenRecord.objects.filter(domain=domain)
    return {
        "live": found.filter(status=Status.LIVE).count(),
        "retired": found.filter(status=Status.RETIRED).count(),
        "records": Xref.objects.filter(golden__domain=domain).count(),
    }


def redirected_to(heirs: Mapping[UUID, UUID]) -> list[Golden]:
    """Golden records merged into one of these keys, pointed to that key's heir instead; held until commit."""
    ids = GoldenRecord.objects.filter(merged_into__in=list(heirs)).values_list("id", flat=True)
    found = get_many(ids, lock=True).values()
    return [
        replace(golden, merged_into=heirs[golden.merged_into], version=golden.version + 1)
        for golden in found
        if golden.merged_into
    ]
