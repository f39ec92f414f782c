"""A small world for tests: one CRM, one ERP, played by a connector that holds its records in memory.

Payloads are in the house's words already: `{"kind": "organisation", "name": "Acme Ltd", …}`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from apps.golden import linked, queries
from apps.golden.models import GoldenRecord, Link
from apps.golden.resolve import Resolved, resolve
from apps.history.recording import recording
from apps.seams import Seams
from apps.sources.connectors.base import Capabilities, DataError, Page, PushOperation, PushResult, RawRecord
from apps.sources.land import Landed, ReadBack, Stream, land, land_read_back
from apps.sources.models import SourceRecord, SourceSystem
from tests.cast import MACHINE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SYSTEMS = {"crm": 10, "erp": 20}

CAPABILITIES = Capabilities(("customer", "product"), "feed", True, True, "redirect", "none", 100)

ACME = {
    "kind": "organisation",
    "name": "Acme Trading Ltd",
    "email": "info@acme-trading.example",
    "phone": "+64 9 300 1234",
    "vat_number": "NL123456782B90",
    "billing_address": {
        "street": "Dorpsstraat",
        "house_number": "1",
        "city": "Utrecht",
        "postcode": "3511 AA",
        "country": "NL",
    },
}
"""A customer that both systems hold alike."""


def customer(number: int, **changed: Any) -> dict[str, Any]:
    """One of many organisations that have nothing in common."""
    word = "".join("bdfgklmnprstvz"[(number * step) % 14] + "aeiou"[(number + step) % 5] for step in (3, 5, 11, 17))
    return {
        "kind": "organisation",
        "name": f"{word.capitalize()}{number} Works",
        "email": f"office@{word}{number}.example",
        "registration_number": f"{70_000_000 + number * 7919}",
    } | changed


def raw(key: str, payload: Mapping[str, Any], **rest: Any) -> RawRecord:
    return RawRecord(external_id=key, payload=payload, **rest)


@dataclass
class FakeConnector:
    """A system whose payloads are canonical already; `{"poison": …}` in one is refused as that error."""

    pages: list[Page | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    capabilities: Capabilities = CAPABILITIES

    def pull(self, domain: str, cursor: str) -> Page:
        self.asked.append(cursor)
        page = self.pages.pop(0) if self.pages else Page((), cursor, False)
        if isinstance(page, Exception):
            raise page
        return page

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        if "poison" in payload:
            error = payload["poison"]
            raise error if isinstance(error, Exception) else DataError(str(error))
        return dict(payload)

    def writable(self, domain: str) -> frozenset[str]:
        return frozenset(("name", "email", "phone"))

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        return []

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        return {}


def system(code: str, role: str = "", **fields: Any) -> SourceSystem:
    """A source system; `role` is its code unless said otherwise."""
    role = role or code
    with recording(kind="setup", actor=MACHINE, at=NOON):
        return SourceSystem.objects.create(
            code=code, name=code.upper(), kind="fake", role=role, priority=SYSTEMS.get(code, 50), **fields
        )


@dataclass
class World:
    """Systems, a clock that a test moves, ids that rise, and what a test asks about most."""

    domain: str = "customer"
    now: datetime = NOON
    woken: list[str] = field(default_factory=list)
    connector: FakeConnector = field(default_factory=FakeConnector)
    seams: Seams = field(init=False)
    systems: dict[str, SourceSystem] = field(init=False)

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        self.seams = Seams(
            now=lambda: self.now, new_id=lambda: UUID(int=next(numbers)), random=Random(7), wake=self.woken.append
        )
        self.systems = {code: system(code) for code in SYSTEMS}

    def later(self, **ahead: float) -> None:
        self.now += timedelta(**(ahead or {"minutes": 1}))

    def stream(self, code: str) -> Stream:
        return Stream(self.systems[code].pk, self.domain, self.connector)

    def land(self, code: str, *records: RawRecord, **payloads: Mapping[str, Any]) -> Landed:
        """Land records, or payloads by their key: `world.land("crm", c1={...})`."""
        rows = [*records, *(raw(key, payload) for key, payload in payloads.items())]
        return land(stream=self.stream(code), records=rows, seams=self.seams)

    def wrote(self, code: str, key: str, payload: Mapping[str, Any], **sent: Any) -> None:
        """The post office gave a system these values, and this is what the system holds since."""
        with recording(kind="read_back", actor=MACHINE, at=self.now):
            land_read_back(stream=self.stream(code), read_backs=[ReadBack(raw(key, payload), sent)], seams=self.seams)

    def withdraw(self, code: str, key: str, merged_into: str = "") -> Landed:
        return self.land(code, raw(key, {}, withdrawn=True, merged_into=merged_into))

    def resolve(self, limit: int = 5000) -> Resolved:
        return resolve(domain=self.domain, seams=self.seams, limit=limit)

    def arrive(self, code: str, *records: RawRecord, **payloads: Mapping[str, Any]) -> Resolved:
        """Land and resolve."""
        self.land(code, *records, **payloads)
        return self.resolve()

    def record(self, code: str, key: str) -> SourceRecord:
        return SourceRecord.objects.get(system__code=code, external_id=key, domain=self.domain)

    def golden_id(self, code: str, key: str) -> UUID:
        found = queries.by_source(code, key, self.domain)
        assert found is not None, f"{code}/{key} belongs to no golden record"
        return found

    def golden(self, code: str, key: str) -> GoldenRecord:
        return GoldenRecord.objects.get(pk=self.golden_id(code, key))

    def clusters(self) -> set[frozenset[str]]:
        """Which records are together: sets of "system/key"."""
        live = GoldenRecord.objects.filter(status="live", domain=self.domain).values_list("pk", flat=True)
        members = queries.members(live)
        return {frozenset(f"{m.system}/{m.external_id}" for m in group) for group in members.values()}

    def questions(self) -> list[Link]:
        """The links that wait for a person, the strongest first."""
        return linked.open_links(self.domain)
