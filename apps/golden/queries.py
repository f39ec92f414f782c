"""Reads over golden records, the crosswalk, links and overrides, for this room and those above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from apps.domains import Domain
from apps.domains.rulebook import domain_under
from apps.golden.models import CrowdedKey, GoldenRecord, Link, Override, Rulebook, Xref
from apps.golden.words import Origin, Status, Verdict
from apps.history.bulk import NO_IDS, binary_rows, from_json, id_array
from apps.sources import queries as sources
from apps.sources.queries import Observed
from apps.survivorship import types as survivorship


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
    """The heads of these golden records by id, held in id order until the transaction ends."""
    ids = id_array(golden_ids)
    query = (
        "SELECT id, status, merged_into_id, confirmed, created_at, changed_at FROM golden_goldenrecord"
        f" WHERE id = ANY(%s::uuid[]){_LOCKED}"
    )
    return {row[0]: Head(*row) for row in binary_rows(query, [ids])} if ids != NO_IDS else {}


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
        xref, system = crossed[record.record_id], systems[record.system_id]
        member = Member(
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
        found.setdefault(xref.golden_id, []).append(member)
    return found


def standing_overrides(golden_ids: Iterable[UUID]) -> dict[UUID, list[Override]]:
    """The overrides that have not been released, by golden id."""
    found: dict[UUID, list[Override]] = {}
    for row in Override.objects.filter(golden_id__in=list(golden_ids), released_at=None).order_by("created_at", "id"):
        found.setdefault(row.golden_id, []).append(row)
    return found


def overrides_in_force(golden_ids: Iterable[UUID]) -> dict[UUID, list[survivorship.Override]]:
    """The standing overrides, as survivorship takes them."""
    return {key: [as_input(row) for row in rows] for key, rows in standing_overrides(golden_ids).items()}


def override(override_id: UUID) -> Override:
    return Override.objects.get(pk=override_id)


def overrides_due(domain: str, now: datetime, limit: int) -> list[UUID]:
    """Golden records of a domain with a standing override whose date has come."""
    due = Override.objects.filter(golden__domain=domain, golden__status=Status.LIVE, released_at=None, until__lte=now)
    return list(due.order_by("until", "id").values_list("golden_id", flat=True)[:limit])


def as_input(row: Override) -> survivorship.Override:
    """One override, as survivorship takes it."""
    return survivorship.Override(
        row.field,
        row.value,
        str(row.pk),
        row.author,
        row.reason,
        row.lifetime,  # type: ignore[arg-type]
        row.until,
        row.base,
    )


def open_links(domain: str = "") -> list[Link]:
    """Suggested links that wait for a person, the strongest first."""
    found = Link.objects.filter(verdict=Verdict.SUGGESTED, superseded_at=None).order_by("-weight", "id")
    return list(found.filter(domain=domain) if domain else found)


def links_among(record_ids: Iterable[UUID]) -> list[Link]:
    """The standing links with both ends among these records."""
    ids = _array(record_ids)
    return list(Link.objects.filter(left_id__in=ids, right_id__in=ids, superseded_at=None))


def links_between(golden_ids: Iterable[UUID]) -> list[Link]:
    """The standing links between and within these golden records."""
    return links_among(record_ids_of(golden_ids))


def held(golden_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these golden records that have an open review item: nothing is created for them until it is settled."""
    home = record_ids_of(golden_ids)
    return {home[record] for record in asked_about(home)}


def said_by_stewards(record_ids: Iterable[UUID]) -> list[Link]:
    """The standing links of stewards with one end or both among these source records."""
    return list(_touching(record_ids).filter(origin=Origin.STEWARD))


def stewards_links(link_ids: Iterable[UUID]) -> list[Link]:
    """Those of these links that a steward laid and that stand, in the order of their pairs."""
    found = Link.objects.filter(pk__in=list(link_ids), origin=Origin.STEWARD, superseded_at=None)
    return list(found.order_by("left_id", "right_id"))


def asked_about(record_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these source records that an open review item is about."""
    ids = set(record_ids)
    return {record for link in questions_about(ids) for record in (link.left_id, link.right_id)} & ids


def questions_about(record_ids: Iterable[UUID]) -> list[Link]:
    """The open review items with one end or both among these records."""
    return list(_touching(record_ids).filter(verdict=Verdict.SUGGESTED))


def crowded_keys(domain: str, keys: Iterable[int]) -> dict[int, int]:
    """Those of these blocking keys that were skipped as crowded, and how many records share each."""
    return dict(CrowdedKey.objects.filter(domain=domain, key__in=list(keys)).values_list("key", "size"))


def _touching(record_ids: Iterable[UUID]) -> QuerySet[Link]:
    ids = _array(record_ids)
    return Link.objects.filter(Q(left_id__in=ids) | Q(right_id__in=ids), superseded_at=None)


def _array(ids: Iterable[UUID]) -> RawSQL:
    """Many ids as one parameter: a placeholder each would cost more than the query."""
    return RawSQL("SELECT unnest(%s::uuid[])", [id_array(ids)])


def active_rulebook(domain: str) -> Rulebook | None:
    return Rulebook.objects.filter(domain=domain, status=Rulebook.Status.ACTIVE).first()


def verdicts(domain: str, now: datetime) -> list[Link]:
    """What stewards said of pairs of a domain's source records, as far as it holds now."""
    said = Link.objects.filter(domain=domain, origin=Origin.STEWARD, superseded_at=None)
    return list(said.filter(Q(until=None) | Q(until__gt=now)).order_by("left_id", "right_id"))


def count_open_links(domain: str) -> int:
    """How many suggested links wait for a person."""
    return Link.objects.filter(domain=domain, verdict=Verdict.SUGGESTED, superseded_at=None).count()


def rulebooks(domain: str) -> list[Rulebook]:
    """Every version of a domain's rulebook, the newest first."""
    return list(Rulebook.objects.filter(domain=domain).order_by("-version"))


def domain_of(golden: Golden) -> Domain:
    """The domain under the rulebook that made this golden record."""
    return domains_of([golden])[golden.rulebook_id]


def domains_of(goldens: Iterable[Golden]) -> dict[int, Domain]:
    """The domains under the rulebooks that made these golden records, by rulebook id."""
    rulebooks = Rulebook.objects.in_bulk({golden.rulebook_id for golden in goldens})
    return {key: domain_under(row.domain, row.version, row.document) for key, row in rulebooks.items()}


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
