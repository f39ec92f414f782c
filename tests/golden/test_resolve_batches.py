"""What holds around every batch: provenance, order, crashes, two workers at once."""

from __future__ import annotations

import random
import threading
import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.golden import resolve as resolving
from apps.golden.models import GoldenRecord, Link, Xref
from apps.golden.resolve import resolve
from apps.history.models import ChangeSet
from apps.history.recording import recording
from apps.seams import Seams, utc_now
from apps.sources.models import LandedRecord
from apps.sync.models import Binding, OutboxMessage, Subscription
from tests.cast import MACHINE
from tests.scenarios import ACME, World, customer, raw
from tests.threads import at_once


def test_it_says_for_every_value_where_it_came_from(world: World) -> None:
    world.arrive("crm", a=ACME | {"name": "Acme of the CRM"})
    world.arrive("erp", x=ACME)
    golden = world.golden("crm", "a")
    assert golden.values["name"] == "Acme Trading Ltd"
    told = golden.provenance["name"]
    assert (told["record"], told["system"], told["rule"]) == (str(world.record("erp", "x").pk), "erp", "owner_first")
    assert golden.provenance["email"]["system"] == "crm"
    assert set(golden.values) <= set(golden.provenance)


def test_it_names_change_set_and_reason_in_one_act(world: World) -> None:
    world.arrive("crm", a=ACME)
    act = ChangeSet.objects.get(kind="resolve")
    assert act.actor == "machine:resolve"
    assert set(GoldenRecord.history.values_list("change_set_id", flat=True)) == {act.pk}
    assert set(Xref.history.values_list("change_set_id", flat=True)) == {act.pk}
    assert OutboxMessage.objects.get().change_set == act.pk


def clean_set() -> list[tuple[str, str, dict[str, Any]]]:
    """(system, key, payload): pairs across the systems, some singles, a double within one system."""
    rows = [("crm", f"c{n}", customer(n)) for n in range(12)]
    rows += [("erp", f"e{n}", customer(n, phone=f"+64 9 300 {1000 + n}")) for n in range(4, 16)]
    return [*rows, ("crm", "double", customer(3, segment="again"))]


def test_it_finds_the_same_clusters_in_any_order_and_batch_size(world: World) -> None:
    found: list[set[frozenset[str]]] = []
    for seed, size in ((1, 1), (3, 7), (5, 5000)):
        rows = clean_set()
        random.Random(seed).shuffle(rows)
        with transaction.atomic():
            for code, key, payload in rows:
                world.land(code, **{key: payload})
                if size == 1:
                    world.resolve()
            while world.resolve(limit=size).taken:
                pass
            found.append(world.clusters())
            transaction.set_rollback(True)
    assert len(found[0]) == 16
    assert all(clusters == found[0] for clusters in found)


def statements(world: World, size: int) -> int:
    with CaptureQueriesContext(connection) as seen:
        world.resolve(limit=size)
    return len(seen)


def test_it_asks_the_database_no_more_for_a_large_batch(world: World) -> None:
    rows = {f"c{n}": customer(n) for n in range(170)}
    twins = {f"e{n}": customer(n) for n in range(170)}
    world.land("crm", **{key: rows[key] for key in list(rows)[:10]})
    world.land("erp", **{key: twins[key] for key in list(twins)[:10]})
    world.resolve(limit=20)
    world.land("crm", **{key: payload | {"segment": "x"} for key, payload in rows.items()})
    small, large = statements(world, 10), statements(world, 160)
    assert large <= small + 2  # the batch of new and known rows needs an insert beside its update


@pytest.fixture
def real_world(transactional_db: None) -> World:
    return World()


def test_it_leaves_nothing_behind_when_it_crashes_and_finishes_when_it_runs_again(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_world.land("crm", a=ACME)
    real_world.resolve()
    real_world.land("erp", x=ACME)
    acts = ChangeSet.objects.count()

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(resolving.writer, "attach", crash)
        with pytest.raises(RuntimeError, match="power cut"):
            real_world.resolve()
    assert LandedRecord.objects.count() == 1
    assert OutboxMessage.objects.count() == 1
    assert ChangeSet.objects.count() == acts
    assert not Link.objects.exists()
    assert real_world.resolve().taken == 1
    assert real_world.clusters() == {frozenset(["crm/a", "erp/x"])}


def test_it_makes_one_golden_record_of_one_thing_when_two_workers_resolve_at_once(real_world: World) -> None:
    real_world.land("crm", **{f"c{n}": customer(n) for n in range(6)})
    real_world.land("erp", **{f"e{n}": customer(n) for n in range(6)})
    seams = Seams(now=utc_now, new_id=uuid4)

    def work() -> None:
        while resolve(domain="customer", seams=seams, limit=3).taken:
            pass

    at_once(work, work)
    while real_world.resolve().taken:
        pass
    assert real_world.clusters() == {frozenset([f"crm/c{n}", f"erp/e{n}"]) for n in range(6)}


def test_it_lets_a_record_land_again_that_it_is_deciding_about(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Landing holds the record and waits for its place in the tray; the links to it must not wait for landing."""
    real_world.arrive("crm", a=ACME)
    real_world.land("erp", x=ACME)
    deciding, lay_links = threading.Event(), resolving.lay_links

    def slowly(*asked: Any) -> Any:
        deciding.set()
        time.sleep(0.5)  # long enough for the page to come in between
        return lay_links(*asked)

    def land_again() -> None:
        deciding.wait(10)
        real_world.land("erp", x=ACME | {"segment": "gold"})

    monkeypatch.setattr(resolving, "lay_links", slowly)
    at_once(real_world.resolve, land_again)
    assert real_world.clusters() == {frozenset(["crm/a", "erp/x"])}
    assert real_world.resolve().taken == 1


def test_it_leaves_no_change_set_where_others_hold_all_that_waits(real_world: World) -> None:
    real_world.land("crm", a=ACME)
    held, looked = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            assert len(LandedRecord.objects.select_for_update()) == 1
            held.set()
            assert looked.wait(10)

    def meanwhile() -> int:
        assert held.wait(10)
        taken = real_world.resolve().taken
        looked.set()
        return taken

    assert at_once(hold, meanwhile)[-1] == 0
    assert not ChangeSet.objects.filter(kind="resolve").exists()
    assert real_world.resolve().taken == 1


def test_it_refuses_at_commit_a_crosswalk_to_a_retired_golden_record(real_world: World) -> None:
    real_world.arrive("crm", a=ACME, b=customer(1))
    with (
        pytest.raises(IntegrityError, match="xref_golden_is_live"),
        recording(kind="test", actor=MACHINE, at=real_world.now),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE golden_goldenrecord SET status = 'retired'")


def test_it_brings_a_record_home_that_the_post_office_created(world: World) -> None:
    world.arrive("crm", a=ACME)
    home = world.golden_id("crm", "a")
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="77", asked_at=world.now)
    world.later()
    world.arrive("erp", raw("77", {"kind": "organisation", "name": "Somebody Else BV"}))
    assert world.golden_id("erp", "77") == home
    sealed = OutboxMessage.objects.filter(golden_id=home).latest("id").snapshot
    assert {record["external_id"] for record in sealed["records"]} == {"a", "77"}


def test_it_lets_a_record_that_says_nothing_of_its_own_keep_nobody_out(world: World) -> None:
    world.arrive("crm", a=ACME)
    home = world.golden_id("crm", "a")
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="77", asked_at=world.now)
    values = world.record("crm", "a").values
    world.wrote("erp", "77", ACME, **{field: value for field, value in values.items() if value is not None})
    world.resolve()
    assert world.golden_id("erp", "77") == home
    world.later()
    world.arrive("erp", b=ACME)
    assert world.golden_id("erp", "b") == home
    assert world.questions() == []
