"""Land a page in one transaction: standardise, drop what is unchanged, keep raw beside canonical, fill the tray."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import F

from apps.domains import Domain, Standardised, get
from apps.domains.values import CLEARED, is_said
from apps.history.recording import Actor, recording
from apps.matching.forked import uncollected
from apps.seams import Seams
from apps.sources import records as rows
from apps.sources.connectors.base import Connector, RawRecord
from apps.sources.echo import opinion, standing, written
from apps.sources.models import PullCursor, PullRun
from apps.sources.quarantine import flaw, keep
from apps.sources.reading import standardised
from apps.sources.records import Row


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a page comes from: one system's records of one domain, and the connector that understands them."""

    system_id: int
    domain: str
    connector: Connector


@dataclass(frozen=True, slots=True)
class Landed:
    """The balance of one landing: read = created + updated + unchanged + rejected."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    record_ids: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a target holds after we wrote to it, and what we had sent."""

    record: RawRecord
    sent: Mapping[str, Any]


@dataclass(slots=True)
class _Sorted:
    created: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[tuple[RawRecord, str]] = field(default_factory=list)
    ids: dict[str, UUID] = field(default_factory=dict)


@uncollected()
def land(
    *,
    stream: Stream,
    records: Sequence[RawRecord],
    seams: Seams,
    run: PullRun | None = None,
    cursor: str | None = None,
) -> Landed:
    """Land one page of records and, in the same transaction, the cursor and the balance of its run.

    A record that can't be understood is quarantined with its reason; the others go on. Landing a page again changes
    nothing. Locks the stream, then the page's known records in id order.
    """
    domain = get(stream.domain)
    flaws = [(record, why) for record in records if (why := flaw(record))]
    sound = [record for record in records if not flaw(record)] if flaws else records
    latest = _newest(sound)
    with transaction.atomic():
        known = rows.locked(stream.system_id, stream.domain, list(latest))
        sorted_ = _sort(stream, domain, latest, known, seams)
        sorted_.rejected += flaws
        sorted_.unchanged += len(sound) - len(latest)
        if sorted_.created or sorted_.updated:
            actor = Actor.machine(f"pull:{stream.system_id}/{stream.domain}")
            with recording(kind="pull", actor=actor, at=seams.now(), detail={"run": run.pk if run else None}):
                _write(domain, sorted_, seams)
        _account(stream, sorted_, len(records), run, cursor)
    return Landed(len(sorted_.created), len(sorted_.updated), sorted_.unchanged, len(sorted_.rejected), sorted_.ids)


def _newest(records: Sequence[RawRecord]) -> dict[str, RawRecord]:
    """One record for each key: the newest by the system's clock, else the last of the page."""
    newest: dict[str, RawRecord] = {}
    for record in records:
        held = newest.get(record.external_id)
        if held is None or not _is_older(record, held):
            newest[record.external_id] = record
    return newest


def land_read_back(*, stream: Stream, read_backs: Sequence[ReadBack], seams: Seams) -> dict[str, UUID]:
    """Store what the target holds after a push, and remember our own values there as echoes.

    Must run inside the caller's `recording`. A record whose own opinion did not change is not resolved again.
    Locks the stream, then the known records in id order. Returns record ids by external id.
    """
    domain = get(stream.domain)
    latest = {read_back.record.external_id: read_back for read_back in read_backs}
    known = rows.locked(stream.system_id, stream.domain, list(latest))
    sorted_ = _Sorted()
    for external_id, read_back in latest.items():
        standard = domain.standardise(stream.connector.canonical(stream.domain, read_back.record.payload))
        before = known.get(external_id)
        echo = written(before, read_back.sent, _with_clearings(standard.values, before))
        _place(stream, sorted_, _Arrival(read_back.record, standard, before, echo), seams)
    _write(domain, sorted_, seams)
    return sorted_.ids


@dataclass(frozen=True, slots=True)
class _Arrival:
    record: RawRecord
    standard: Standardised
    before: Row | None
    echo: dict[str, Any]


def _sort(
    stream: Stream, domain: Domain, latest: Mapping[str, RawRecord], known: Mapping[str, Row], seams: Seams
) -> _Sorted:
    sorted_ = _Sorted()
    said = standardised(domain, stream.connector, [record for record in latest.values() if not record.withdrawn])
    for external_id, record in latest.items():
        before = known.get(external_id)
        standard = said.get(external_id) or _last_said(before)
        if isinstance(standard, str):
            sorted_.rejected.append((record, standard))
            continue
        _place(stream, sorted_, _Arrival(record, standard, before, dict(before.echo) if before else {}), seams)
    return sorted_


def _last_said(before: Row | None) -> Standardised:
    """What a withdrawn record last said stays readable; it no longer contributes."""
    return Standardised(before.values, before.problems) if before else Standardised({}, {})


def _place(stream: Stream, sorted_: _Sorted, arrival: _Arrival, seams: Seams) -> None:
    """Put one arrival among the created, the updated or the unchanged."""
    record, before = arrival.record, arrival.before
    if before is None and record.withdrawn:
        sorted_.unchanged += 1  # never known here, gone there: nothing to hold
        return
    row = _row(stream, arrival, seams)
    sorted_.ids[record.external_id] = row.id
    if before is None:
        sorted_.created.append(row)
    elif (before.digest == row.digest and before.echo == row.echo) or _is_older(record, before):
        sorted_.unchanged += 1
    else:
        sorted_.updated.append(row.quiet(before) if _says_the_same(before, row) else row)


def _row(stream: Stream, arrival: _Arrival, seams: Seams) -> Row:
    """What is stored of an arrival: a withdrawn record keeps the raw payload it had."""
    record, before, now = arrival.record, arrival.before, seams.now()
    values = _with_clearings(arrival.standard.values, before)
    return Row(
        id=before.id if before else seams.new_id(),
        system_id=stream.system_id,
        domain=stream.domain,
        external_id=record.external_id,
        raw=before.raw if before and record.withdrawn else record.payload,
        values=values,
        problems=arrival.standard.problems,
        echo=standing(arrival.echo, values),
        version=record.version,
        digest=_digest(values, record),
        business_at=record.business_at,
        received_at=now,
        changed_at=now,
        withdrawn_at=now if record.withdrawn else None,
        merged_into=record.merged_into,
    )


def _says_the_same(before: Row, row: Row) -> bool:
    """True where the system's own opinion did not change, nor whether it has one at all."""
    return _said(before.values, before.echo) == _said(row.values, row.echo) and (
        (before.withdrawn_at is None) == (row.withdrawn_at is None)
    )


def _said(values: Mapping[str, Any], echo: Mapping[str, Any]) -> dict[str, Any]:
    """The system's own words. A blank is none: it may be one that we filled a moment ago."""
    return {name: value for name, value in opinion(values, echo).items() if value is not None}


def _with_clearings(values: Mapping[str, Any], before: Row | None) -> dict[str, Any]:
    """A field that held a value and now comes empty was cleared on purpose, and stays so until it is filled."""
    if before is None:
        return dict(values)
    return {
        name: CLEARED if value is None and is_said(before.values.get(name)) else value for name, value in values.items()
    }


def _is_older(record: RawRecord, held: RawRecord | Row) -> bool:
    """By the system's clock; never, where it names no moment."""
    return bool(record.business_at and held.business_at and record.business_at < held.business_at)


def _digest(values: Mapping[str, Any], record: RawRecord) -> str:
    content = [values, record.withdrawn, record.merged_into]
    return blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _write(domain: Domain, sorted_: _Sorted, seams: Seams) -> None:
    rows.insert(sorted_.created)
    rows.update(sorted_.updated)
    heard = sorted_.created + [row for row in sorted_.updated if not row.is_quiet]
    rows.prepare_for_matching(domain, heard, known={row.id for row in sorted_.updated})
    rows.put_in_tray(domain.name, [row.id for row in heard], seams.now())


def _account(stream: Stream, sorted_: _Sorted, read: int, run: PullRun | None, cursor: str | None) -> None:
    if cursor is not None:
        PullCursor.objects.filter(system_id=stream.system_id, domain=stream.domain).update(cursor=cursor)
    if run is None:
        return
    PullRun.objects.filter(pk=run.pk).update(
        pages=F("pages") + 1,
        read=F("read") + read,
        created=F("created") + len(sorted_.created),
        updated=F("updated") + len(sorted_.updated),
        unchanged=F("unchanged") + sorted_.unchanged,
        rejected=F("rejected") + len(sorted_.rejected),
    )
    keep(run, sorted_.rejected)
