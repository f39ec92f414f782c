"""A small world for the visitors' rooms: two systems, what they say, and the golden records that come of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat

from apps.golden import queries
from apps.golden.resolve import resolve
from apps.history.recording import Actor
from apps.seams import Seams
from apps.sources.connectors.base import RawRecord
from apps.sources.land import Stream, land
from apps.sources.systems import NewSystem, register
from tests.scenarios import FakeConnector

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

LANTERN = {"kind": "organisation", "name": "Lantern Works B.V.", "vat_number": "NL123456782B12", "status": "active"}
CONTACT = {
    "kind": "organisation",
    "name": "Lantern Works",
    "vat_number": "NL123456782B12",
    "email": "hello@lantern.example",
    "phone": "+31 20 794 0000",
    "segment": "retail",
}
ORCHARD = {"kind": "organisation", "name": "Orchard & Sons Limited", "status": "active"}


ACCESS: dict[str, Any] = {
    "hubspot": {"credentials": {"token": "for tests"}},
    "tryton": {"credentials": {"user": "a", "password": "b"}, "settings": {"database": "d"}},
}


@dataclass
class World:
    """The two systems and a clock that moves by hand."""

    moment: datetime = START
    systems: dict[str, int] = field(default_factory=dict)

    @property
    def seams(self) -> Seams:
        return Seams(now=lambda: self.moment, new_id=uuid_utils.compat.uuid7, random=random.Random(7))

    def later(self, minutes: int = 10) -> datetime:
        self.moment += timedelta(minutes=minutes)
        return self.moment

    def connect(self) -> World:
        for code, kind, role, priority in (("crm", "hubspot", "crm", 20), ("erp", "tryton", "erp", 10)):
            system = NewSystem(
                code, code.upper(), kind, role, priority, base_url=f"http://{code}.example", **ACCESS[kind]
            )
            self.systems[code] = register(system=system, actor=Actor.machine("test"), seams=self.seams)
        return self

    def say(self, system: str, key: str, values: Mapping[str, Any], *, domain: str = "customer", **more: Any) -> None:
        """One system says this about one record, and it is resolved."""
        self.land(system, key, values, domain=domain, **more)
        resolve(domain=domain, seams=self.seams)

    def land(self, system: str, key: str, values: Mapping[str, Any], *, domain: str = "customer", **more: Any) -> None:
        stream = Stream(self.systems[system], domain, FakeConnector())
        land(stream=stream, records=[RawRecord(key, values, **more)], seams=self.seams)

    def golden(self, system: str, key: str, domain: str = "customer") -> UUID:
        found = queries.by_source(system, key, domain)
        assert found, f"{system}:{key} has no golden record"
        return found

    def filled(self) -> World:
        """Lantern Works as both systems know it, and Orchard & Sons, whom the ERP alone knows."""
        self.connect().say("erp", "1001", LANTERN)
        self.later()
        self.say("crm", "c-1", CONTACT)
        self.later()
        self.say("erp", "1002", ORCHARD)
        self.later()
        return self
