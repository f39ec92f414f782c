"""A steward's world: two systems, what they say about customers and products, and the questions that follow."""

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
from apps.stewardship.models import StewardTask
from apps.stewardship.open_tasks import open_tasks
from apps.sync.subscribe import subscribe
from tests.scenarios import FakeConnector

KAURI_ERP = {
    "kind": "organisation",
    "name": "Kauri Timber Limited",
    "vat_number": "NL123456782B12",
    "billing_address": {
        "street": "Dorpsstraat",
        "house_number": "12",
        "city": "Utrecht",
        "postcode": "3511 AB",
        "country": "NL",
    },
    "payment_terms": "net30",
    "status": "active",
}
KAURI_CRM = {
    "kind": "organisation",
    "name": "Kauri Timbers Ltd",
    "email": "sales@kauri.example",
    "phone": "+31 30 231 4567",
    "billing_address": {
        "street": "Dorpstraat",
        "house_number": "12",
        "city": "Utrecht",
        "postcode": "3511 AB",
        "country": "NL",
    },
    "segment": "retail",
}
KAURI_OTHER = {
    "kind": "organisation",
    "name": "Kauri Timber",
    "phone": "+31 10 441 0000",
    "shipping_address": {
        "street": "Dorpsstraat",
        "house_number": "14",
        "city": "Utrecht",
        "postcode": "3511 AB",
        "country": "NL",
    },
}
PERSON = {
    "kind": "person",
    "full_name": "Ana Perrin",
    "email": "ana.perrin@mail.example",
    "birth_date": "1987-04-02",
    "phone": "+31 6 1234 5678",
}


def seams() -> Seams:
    return Seams(now=lambda: datetime.now(UTC), new_id=uuid_utils.compat.uuid7, random=random.Random(7))


@dataclass
class World:
    """Two systems and what they say."""

    systems: dict[str, int] = field(default_factory=dict)

    def connect(self) -> World:
        access: dict[str, Any] = {
            "hubspot": {"credentials": {"token": "for tests"}},
            "tryton": {"credentials": {"user": "a", "password": "b"}, "settings": {"database": "d"}},
        }
        for code, kind, role, priority in (("crm", "hubspot", "crm", 20), ("erp", "tryton", "erp", 10)):
            system = NewSystem(
                code, code.upper(), kind, role, priority, base_url=f"http://{code}.example", **access[kind]
            )
            self.systems[code] = register(system=system, actor=Actor.machine("test"), seams=seams())
            subscribe(system_id=self.systems[code], domain="customer", creates=True)
        return self

    def say(self, system: str, key: str, values: Mapping[str, Any], *, domain: str = "customer") -> UUID:
        """One system says this about one record; it is resolved. Returns its golden record."""
        stream = Stream(self.systems[system], domain, FakeConnector())
        land(stream=stream, records=[RawRecord(key, values)], seams=seams())
        resolve(domain=domain, seams=seams())
        return self.golden(system, key, domain)

    def golden(self, system: str, key: str, domain: str = "customer") -> UUID:
        found = queries.by_source(system, key, domain)
        assert found, f"{system}:{key} has no golden record"
        return found

    def task(self) -> StewardTask:
        """The question on top of the queue."""
        open_tasks(seams=seams())
        found = StewardTask.objects.filter(closed_at=None).order_by("-weight", "id").first()
        assert found, "no question is open"
        return found


def later(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)
