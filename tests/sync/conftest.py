"""A post office with one CRM and one ERP, both played by the sandbox over real HTTP, and a clock that a test moves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from apps.history.recording import Actor, recording
from apps.sandbox.server import Access, Sandbox
from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources.connectors.base import Connector
from apps.sources.credentials import encrypted
from apps.sources.land import Stream, land
from apps.sources.models import LandedRecord, PullRun, SourceRecord, SourceSystem
from apps.sync.deliver import Delivered, deliver_due
from apps.sync.dispatch import Dispatched, dispatch
from apps.sync.models import Delivery, Subscription
from apps.sync.outbox import Letter, post

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOLDEN = UUID(int=1)
ACME = {"kind": "organisation", "name": "Acme Ltd", "email": "info@acme.example", "phone": "+6493001234"}


@dataclass
class Office:
    """The post office under test and its two targets."""

    sandbox: Sandbox
    crm: Subscription
    erp: Subscription
    now: datetime = NOON
    woken: list[str] = field(default_factory=list)
    seams: Seams = field(init=False)

    def __post_init__(self) -> None:
        numbers = itertools.count(1000)
        self.seams = Seams(
            now=lambda: self.now, new_id=lambda: UUID(int=next(numbers)), random=Random(7), wake=self.woken.append
        )

        for target in (self.crm, self.erp):
            self.has_been_read(target)

    def has_been_read(self, target: Subscription) -> None:
        """All that is there is known: a run has come to its end and the resolver has emptied the tray."""
        PullRun.objects.get_or_create(
            system=target.system, domain="customer", state=PullRun.State.DONE, defaults={"started_at": self.now}
        )
        LandedRecord.objects.filter(record__system=target.system).delete()

    def later(self, **ahead: float) -> None:
        self.now += timedelta(**ahead)

    def post(
        self, values: dict[str, Any] | None = None, *, golden: UUID = GOLDEN, kind: str = "changed", **rest: Any
    ) -> None:
        """A letter as the writer of golden records posts it; `records` are source records of this golden record."""
        records = [
            {"record": str(each.pk), "system": each.system.code, "external_id": each.external_id}
            for each in rest.pop("records", ())
        ]
        version = rest.pop("version", 1)
        snapshot = {"values": values or ACME, "status": "live", "merged_into": None, "records": records, "held": False}
        snapshot |= {"overridden": [], "cleared": [], "owners": {}} | rest
        with transaction.atomic():
            post([Letter("customer", golden, version, kind, snapshot)], change_set=1, now=self.now)

    def dispatch(self) -> Dispatched:
        return dispatch(seams=self.seams)

    def deliver(self, subscription: Subscription | None = None, limit: int = 100) -> Delivered:
        return deliver_due(seams=self.seams, subscription_id=subscription.pk if subscription else None, limit=limit)

    def send(self, subscription: Subscription) -> Delivered:
        """Dispatch, then deliver to this one until nothing is due."""
        self.dispatch()
        total = Delivered()
        while (done := self.deliver(subscription)).claimed:
            total += done
        return total

    def connector(self, subscription: Subscription) -> Connector:
        return sources.connector(subscription.system_id, self.seams)

    def pull(self, subscription: Subscription) -> list[SourceRecord]:
        """Read everything the target holds, and land it."""
        connector, cursor, more = self.connector(subscription), "", True
        stream = Stream(subscription.system_id, "customer", connector)
        while more:
            page = connector.pull("customer", cursor)
            land(stream=stream, records=page.records, seams=self.seams)
            cursor, more = page.cursor, page.more
        self.has_been_read(subscription)
        return self.records(subscription)

    def records(self, subscription: Subscription) -> list[SourceRecord]:
        return list(SourceRecord.objects.filter(system=subscription.system).order_by("external_id"))

    def states(self, subscription: Subscription) -> list[str]:
        return list(Delivery.objects.filter(subscription=subscription).order_by("pk").values_list("state", flat=True))

    def last(self, subscription: Subscription) -> Delivery:
        return Delivery.objects.filter(subscription=subscription).order_by("-pk")[0]

    def held_there(self, subscription: Subscription) -> list[dict[str, Any]]:
        """What the target shows now, in the house's fields."""
        connector = self.connector(subscription)
        page = connector.pull("customer", "")
        return [connector.canonical("customer", each.payload) for each in page.records if not each.withdrawn]

    def writes(self, system: str) -> list[str]:
        """Paths of the writing calls that a stand-in has had."""
        paths = [row["path"] for row in self.sandbox.journal(system)]
        return [path for path in paths if path.endswith(("/upsert", "/update", "/create", ".create", ".write"))]

    def reload(self) -> None:
        self.crm.refresh_from_db()
        self.erp.refresh_from_db()


def system(code: str, kind: str, url: str, credentials: dict[str, str], **settings: Any) -> SourceSystem:
    return SourceSystem.objects.create(
        code=code, name=code.upper(), kind=kind, role=code, base_url=url,
        credentials=encrypted(credentials), settings=settings,
    )  # fmt: skip


@pytest.fixture
def office(sandbox: Sandbox, transactional_db: None) -> Office:
    access = Access()
    login = {"user": access.tryton_user, "password": access.tryton_password}
    with recording(kind="setup", actor=Actor.machine("test"), at=NOON):
        crm = system("crm", "hubspot", sandbox.hubspot_url, {"token": access.hubspot_token})
        erp = system(
            "erp", "tryton", sandbox.tryton_url, login, database=access.tryton_database, person_category="Person"
        )
    return Office(
        sandbox,
        Subscription.objects.create(system=crm, domain="customer"),
        Subscription.objects.create(system=erp, domain="customer"),
    )
