"""The house that the journeys walk through, and what they ask of it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import uuid_utils.compat
from django.core.management import call_command
from django.db import connection

from apps.audit.verify import Verified, verify
from apps.domains import get, names
from apps.golden import queries as golden
from apps.golden.resolve import resolve
from apps.sandbox.hubspot import seed as hubspot
from apps.sandbox.population import Population, Row
from apps.sandbox.server import Sandbox
from apps.sandbox.tryton import seed as tryton
from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources.models import PullCursor
from apps.sources.pull import Pulled, pull_due
from apps.sync.deliver import Delivered, deliver_due
from apps.sync.dispatch import dispatch
from apps.sync.models import Delivery, OutboxMessage
from mdm.demo import connect

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LOADERS = {"crm": hubspot.load, "erp": tryton.load}
STAND_INS = {"crm": "hubspot", "erp": "tryton"}
HUBSPOT_WRITES = ("batch/create", "batch/update", "batch/upsert", "batch/archive")
TRYTON_WRITES = (".create", ".write", ".delete")


class Clock:
    """The time of the house and of its stand-ins: standing still, or running beside the real one."""

    def __init__(self) -> None:
        self.stop()

    def stop(self) -> None:
        self.begin: datetime | None = NOON
        self.ahead = timedelta()

    def run(self) -> None:
        """Follow the real clock, as a process beside this one does."""
        self.begin, self.ahead = None, timedelta()

    def __call__(self) -> datetime:
        return (self.begin or datetime.now(UTC)) + self.ahead


@dataclass
class House:
    """Everything from the systems outside to the golden records, driven verb by verb."""

    sandbox: Sandbox
    clock: Clock
    random: random.Random
    transport: Callable[[], httpx.BaseTransport | None] = lambda: None
    seams: Seams = field(init=False)

    def __post_init__(self) -> None:
        self.seams = Seams(
            now=self.clock, new_id=uuid_utils.compat.uuid7, random=self.random, transport=lambda: self.transport()
        )

    def connect(self) -> None:
        connect(self.sandbox.url, self.seams)

    def begin_again(self) -> None:
        """A world without memory: empty tables, empty stand-ins."""
        call_command("flush", verbosity=0, interactive=False)
        self.sandbox.reset()
        self.connect()

    # -- what the systems outside hold

    def fill(self, population: Population) -> None:
        self.load("crm", "customer", population.crm_customers)
        self.load("crm", "product", population.crm_products)
        self.load("erp", "customer", population.erp_customers)
        self.load("erp", "product", population.erp_products)

    def load(self, system: str, domain: str, rows: Iterable[Row]) -> None:
        LOADERS[system](self.sandbox.state, rows, domain)

    def fault(self, system: str, name: str, **options: Any) -> None:
        self.sandbox.fault(STAND_INS[system], name, **options)

    def journal(self, system: str) -> list[dict[str, Any]]:
        return self.sandbox.journal(STAND_INS[system])

    def writes(self, system: str = "") -> list[dict[str, Any]]:
        """The writing calls in the journals: the outside world's own word on what we did to it."""
        ends = HUBSPOT_WRITES + TRYTON_WRITES
        chosen = [system] if system else list(STAND_INS)
        return [row for name in chosen for row in self.journal(name) if row["path"].endswith(ends)]

    def forget_journal(self) -> None:
        self.sandbox.reset(["journal"])

    def held_there(self, system: str, domain: str) -> dict[str, dict[str, Any]]:
        """What a system shows now, in canonical values, by external id."""
        standardise = get(domain).standardise
        said = self.said_there(system, domain)
        return {external_id: standardise(values).values for external_id, values in said.items()}

    def said_there(self, system: str, domain: str) -> dict[str, Mapping[str, Any]]:
        """The same as its connector reads it: a value, and not what another field makes of it."""
        connector = sources.connector(sources.system(system).id, self.seams)
        cursor, more, found = "", True, {}
        while more:
            page = connector.pull(domain, cursor)
            for record in page.records:
                if not record.withdrawn:
                    found[record.external_id] = connector.canonical(domain, record.payload)
            cursor, more = page.cursor, page.more
        return found

    # -- the stages

    def later(self, **ahead: float) -> None:
        self.clock.ahead += timedelta(**ahead)

    def pull(self, *systems: str) -> list[Pulled]:
        """Read every stream that is due; with names, only of these systems."""
        others = PullCursor.objects.exclude(system__code__in=systems) if systems else PullCursor.objects.none()
        others.update(paused="not its turn")
        done = pull_due(seams=self.seams)
        PullCursor.objects.filter(paused="not its turn").update(paused="")
        return done

    def resolve(self) -> int:
        taken = 0
        for domain in names():
            while done := resolve(domain=domain, seams=self.seams).taken:
                taken += done
        return taken

    def dispatch(self) -> int:
        total = 0
        while done := dispatch(seams=self.seams).messages:
            total += done
        return total

    def deliver(self) -> Delivered:
        total = Delivered()
        while (done := deliver_due(seams=self.seams)).claimed:
            total += done
        return total + done

    def push(self) -> Delivered:
        self.dispatch()
        return self.deliver()

    def cycle(self) -> Delivered:
        """One round of everything, a minute after the last."""
        self.later(minutes=1)
        self.pull()
        self.resolve()
        return self.push()

    def settle(self, most: int = 8) -> int:
        """Rounds until one writes nothing outside; returns how many it took. Fails where there is no end."""
        return self.settle_with(lambda: len(self.writes()), most)

    def settle_with(self, count_writes: Callable[[], int], most: int = 8) -> int:
        for round_number in range(1, most + 1):
            before = count_writes()
            self.cycle()
            if count_writes() == before:
                return round_number
        raise AssertionError(f"after {most} rounds it still writes")

    # -- what came of it

    def groups(self, domain: str) -> dict[tuple[str, str], UUID]:
        """Which golden record each record belongs to, by system and external id."""
        codes = {system.id: system.code for system in sources.systems()}
        sql = (
            "SELECT r.system_id, r.external_id, x.golden_id FROM golden_xref x"
            " JOIN sources_sourcerecord r ON r.id = x.record_id WHERE r.domain = %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [domain])
            return {(codes[system], key): golden_id for system, key, golden_id in cursor.fetchall()}

    def counts(self) -> dict[str, int]:
        return {domain: golden.counts(domain)["live"] for domain in names()}

    def golden(self, golden_id: UUID) -> golden.Golden:
        found = golden.get(golden_id)
        assert found is not None
        return found

    def versions(self) -> dict[UUID, int]:
        """The version of every golden record."""
        ids = {home for domain in names() for home in self.groups(domain).values()}
        return {key: each.version for key, each in golden.get_many(ids).items()}

    def creations(self, system: str) -> int:
        """How many records were made there by us, as the journal tells: made twice counts twice."""
        if system == "crm":
            return sum(
                len(body_of(row)["inputs"]) for row in self.writes("crm") if row["path"].endswith("batch/upsert")
            )
        made = (row for row in self.writes("erp") if row["path"].endswith(("party.create", "template.create")))
        return sum(len(body_of(row)["params"][0]) for row in made)

    def touch_parties(self) -> None:
        """Somebody saved every party at the ERP just now."""
        self.sandbox.state.run("UPDATE tryton_party_party SET write_date = ?", (self.clock().isoformat(),))

    def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for state in Delivery.objects.values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
        return found

    def verify(self) -> Verified:
        return verify(now=self.clock())

    def assert_sound(self) -> None:
        """Every invariant of the house holds."""
        done = self.verify()
        assert done.ok, [(check.name, check.violations[:3]) for check in done.checks if check.violations]


def body_of(row: dict[str, Any]) -> Any:
    return json.loads(row["body"])


def outstanding() -> int:
    """Letters not dispatched, plus deliveries not at their end: zero means that all is told. Failed ones wait for a
    person and do not count.
    """
    letters = OutboxMessage.objects.filter(dispatched_at=None).count()
    return letters + Delivery.objects.filter(state__in=("waiting", "in_flight")).count()


def wait_for(true: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """What `true` returns once it is something; fails with `what` after that many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain: {what}"
        time.sleep(0.1)
    return found
