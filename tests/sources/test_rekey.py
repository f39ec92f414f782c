"""Keys of stored records made anew: what an older version made is replaced, and resolved again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.domains import get
from apps.history.recording import recording
from apps.matching.blocking import keys
from apps.sources import rekey as rekeying
from apps.sources.models import BlockingKey, LandedRecord, MatchFeatures, SourceRecord
from apps.sources.rekey import Rekeyed, rekey
from tests.cast import MACHINE
from tests.scenarios import ACME, World, customer
from tests.threads import at_once

Form = tuple[dict[str, str], set[tuple[int, int]]]


def forms() -> dict[str, Form]:
    """Comparison strings and keys by external id, as stored."""
    found = {row.record.external_id: row for row in MatchFeatures.objects.select_related("record")}
    return {
        name: (row.features, set(BlockingKey.objects.filter(record=row.record).values_list("rule", "key")))
        for name, row in found.items()
    }


def age(*names: str) -> None:
    """Make it look as if an older version had landed these records: other keys, other comparison strings."""
    ids = list(SourceRecord.objects.filter(external_id__in=names).values_list("pk", flat=True))
    BlockingKey.objects.filter(record_id__in=ids).delete()
    BlockingKey.objects.bulk_create(BlockingKey(record_id=key, domain="customer", rule=0, key=7) for key in ids)
    MatchFeatures.objects.filter(record_id__in=ids).update(features={"name": "as it was"})


def all_of(world: World, limit: int = 2) -> Iterator[Rekeyed]:
    chunk = Rekeyed()
    while (chunk := rekey(domain="customer", seams=world.seams, after=chunk.last, limit=limit)).read:
        yield chunk


@pytest.fixture
def stocked(world: World) -> World:
    """Five resolved records, and an empty tray."""
    world.arrive("crm", **{f"c{n}": customer(n) for n in range(4)})
    world.arrive("erp", x=ACME)
    assert not LandedRecord.objects.exists()
    return world


def tray() -> set[str]:
    return set(LandedRecord.objects.values_list("record__external_id", flat=True))


def test_it_replaces_what_an_older_version_made_and_asks_anew(stocked: World) -> None:
    before = forms()
    age("c1", "x")
    assert forms() != before
    chunks = list(all_of(stocked))
    assert [chunk.read for chunk in chunks] == [2, 2, 1]
    assert sum(chunk.changed for chunk in chunks) == 2
    assert (forms(), tray()) == (before, {"c1", "x"})


def test_it_makes_the_keys_that_landing_makes(stocked: World) -> None:
    age("x")
    list(all_of(stocked))
    features, stored = forms()["x"]
    assert stored == set(keys(get("customer").spec.blocking, features))


def test_it_changes_nothing_when_run_twice(stocked: World) -> None:
    age("c0", "c1", "c2", "c3", "x")
    assert sum(chunk.changed for chunk in all_of(stocked)) == 5
    stocked.resolve()
    before = forms()
    assert sum(chunk.changed for chunk in all_of(stocked)) == 0
    assert (forms(), tray()) == (before, set())


@pytest.mark.parametrize("lost", ["keys", "features"])
def test_it_notices_either(stocked: World, lost: str) -> None:
    model = {"keys": BlockingKey, "features": MatchFeatures}[lost]
    model.objects.filter(record=stocked.record("crm", "c2")).delete()
    assert sum(chunk.changed for chunk in all_of(stocked)) == 1
    assert tray() == {"c2"}


def test_it_lets_records_be_found_that_an_older_version_hid(stocked: World) -> None:
    age("x")
    stocked.arrive("crm", y=ACME)
    assert frozenset({"crm/y"}) in stocked.clusters()
    list(all_of(stocked))
    stocked.resolve()
    assert frozenset({"crm/y", "erp/x"}) in stocked.clusters()


def test_it_leaves_withdrawn_records_and_other_domains_alone(stocked: World) -> None:
    stocked.withdraw("crm", "c3")
    stocked.resolve()
    assert sum(chunk.read for chunk in all_of(stocked)) == 4
    assert rekey(domain="product", seams=stocked.seams) == Rekeyed()


def test_it_does_not_count_our_own_echo_as_the_records_word(stocked: World) -> None:
    row = stocked.record("crm", "c0")
    with recording(kind="test", actor=MACHINE, at=stocked.now):
        SourceRecord.objects.filter(pk=row.pk).update(
            echo={"email": {"sent": row.values["email"], "held": row.values["email"]}}
        )
    assert sum(chunk.changed for chunk in all_of(stocked)) == 1
    assert not any("office" in text for text in forms()["c0"][0].values())


def test_it_takes_the_same_few_statements_however_many_records_there_are(world: World) -> None:
    def statements(names: list[str]) -> int:
        age(*names)
        with CaptureQueriesContext(connection) as asked:
            assert rekey(domain="customer", seams=world.seams, limit=1000).changed == len(names)
        return len(asked)

    world.land("crm", **{f"c{n}": customer(n) for n in range(60)})
    few = statements(["c1", "c2", "c3"])
    assert statements([f"c{n}" for n in range(60)]) == few
    assert few <= 8


def test_it_keeps_what_was_done_before_it_crashed(stocked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    age("c0", "c1", "c2", "c3", "x")
    chunks = all_of(stocked)
    next(chunks)

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(rekeying.rows, "put_in_tray", crash)
        with pytest.raises(RuntimeError), transaction.atomic():
            next(chunks)
    assert len(tray()) == 2
    assert sum(chunk.changed for chunk in all_of(stocked)) == 3
    assert len(tray()) == 5


@pytest.mark.django_db(transaction=True)
def test_it_runs_beside_landing_and_resolving() -> None:
    world = World()
    world.arrive("crm", **{f"c{n}": customer(n) for n in range(30)})
    age(*(f"c{n}" for n in range(30)))
    done = threading.Event()

    def rekey_all() -> None:
        assert sum(chunk.read for chunk in all_of(world, limit=3)) >= 30
        done.set()

    def land_and_resolve() -> None:
        turn = 0
        while not done.is_set():
            turn += 1
            world.land("crm", **{f"c{n}": customer(n, segment=f"s{turn}") for n in range(0, 30, 7)})
            world.resolve(limit=4)

    at_once(rekey_all, land_and_resolve)
    while world.resolve().taken:
        pass
    assert sum(chunk.changed for chunk in all_of(world)) == 0
    assert len(world.clusters()) == 30
