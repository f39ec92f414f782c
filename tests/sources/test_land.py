"""Landing a page: balances, doubles, clearings, withdrawals, echoes, poison."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.domains import get
from apps.domains.values import CLEARED
from apps.history.models import ChangeSet
from apps.history.recording import recording
from apps.matching.blocking import keys
from apps.sources import land as landing
from apps.sources.land import ReadBack, land, land_read_back
from apps.sources.models import (
    BlockingKey,
    LandedRecord,
    MatchFeatures,
    PullCursor,
    PullRun,
    RejectedRow,
    SourceRecord,
)
from tests.cast import MACHINE
from tests.scenarios import ACME, NOON, World, customer, raw
from tests.threads import at_once


def run_of(world: World) -> PullRun:
    PullCursor.objects.get_or_create(system=world.systems["crm"], domain="customer", defaults={"due_at": NOON})
    return PullRun.objects.create(system=world.systems["crm"], domain="customer", started_at=NOON)


def empty_tray() -> None:
    LandedRecord.objects.all().delete()


def tray() -> set[str]:
    return set(LandedRecord.objects.values_list("record__external_id", flat=True))


def test_it_balances_what_it_read(world: World) -> None:
    world.land("crm", old=customer(1), same=customer(2))
    run = run_of(world)
    page = [
        raw("new", customer(3)),
        raw("old", customer(1, segment="gold")),
        raw("same", customer(2)),
        raw("bad", {"poison": "no such thing"}),
        raw("new", customer(3)),
    ]
    done = land(stream=world.stream("crm"), records=page, seams=world.seams, run=run, cursor="next")
    assert (done.created, done.updated, done.unchanged, done.rejected) == (1, 1, 2, 1)
    run.refresh_from_db()
    assert (run.pages, run.read) == (1, 5)
    assert run.read == run.created + run.updated + run.unchanged + run.rejected
    assert PullCursor.objects.get().cursor == "next"
    assert set(done.record_ids) == {"new", "old", "same"}


def test_it_changes_nothing_when_a_page_lands_again(world: World) -> None:
    world.land("crm", a=ACME, b=customer(1, segment=None))
    world.land("crm", b=customer(1, segment="x"))
    world.land("crm", b=customer(1, segment=None))
    empty_tray()
    states, acts = SourceRecord.history.count(), ChangeSet.objects.count()
    world.later()
    done = world.land("crm", a=ACME, b=customer(1, segment=None))
    assert (done.created, done.updated, done.unchanged) == (0, 0, 2)
    assert (SourceRecord.history.count(), ChangeSet.objects.count(), tray()) == (states, acts, set())


def test_it_keeps_raw_and_canonical_side_by_side(world: World) -> None:
    world.land("crm", a=ACME | {"vat_number": "nonsense"})
    row = world.record("crm", "a")
    assert row.raw["phone"] == "+64 9 300 1234"
    assert row.values["phone"] == "+6493001234"
    assert "vat_number" in row.problems
    assert "vat" not in MatchFeatures.objects.get(record=row).features
    assert BlockingKey.objects.filter(record=row).exists()


def test_it_tells_cleared_from_unknown_and_from_not_supplied(world: World) -> None:
    world.land("crm", a=customer(1, segment="gold", industry=None))
    world.land("crm", a=customer(1, segment="", industry=None))
    values = world.record("crm", "a").values
    assert (values["segment"], values["industry"]) == (CLEARED, None)
    assert "language" not in values
    world.land("crm", a=customer(1, segment="silver", industry=None))
    assert world.record("crm", "a").values["segment"] == "silver"


def test_it_never_lets_an_older_version_overwrite_a_newer_one(world: World) -> None:
    world.land("crm", raw("a", customer(1, segment="new"), business_at=NOON))
    done = world.land("crm", raw("a", customer(1, segment="old"), business_at=NOON - timedelta(hours=1)))
    assert (done.updated, done.unchanged) == (0, 1)
    assert world.record("crm", "a").values["segment"] == "new"


def test_it_takes_the_last_of_a_key_within_a_page(world: World) -> None:
    world.land("crm", raw("a", customer(1, segment="first")), raw("a", customer(1, segment="second")))
    assert world.record("crm", "a").values["segment"] == "second"


def test_it_takes_the_newest_of_a_key_within_a_page_whatever_their_order(world: World) -> None:
    newest = raw("a", customer(1, segment="new"), business_at=NOON)
    world.land("crm", newest, raw("a", customer(1, segment="old"), business_at=NOON - timedelta(hours=1)))
    assert world.record("crm", "a").values["segment"] == "new"


def test_it_withdraws_and_keeps_what_was_last_said(world: World) -> None:
    world.land("crm", a=ACME)
    empty_tray()
    world.later()
    world.withdraw("crm", "a", merged_into="b")
    row = world.record("crm", "a")
    assert (row.withdrawn_at, row.merged_into, row.values["name"]) == (world.now, "b", "Acme Trading Ltd")
    assert row.raw["name"] == "Acme Trading Ltd"
    assert tray() == {"a"}
    assert not BlockingKey.objects.exists()
    assert world.withdraw("crm", "a", merged_into="b").unchanged == 1


def test_it_ignores_the_withdrawal_of_a_record_it_never_knew(world: World) -> None:
    done = world.withdraw("crm", "ghost")
    assert (done.unchanged, dict(done.record_ids)) == (1, {})
    assert not SourceRecord.objects.exists()


def test_it_takes_a_withdrawn_record_back(world: World) -> None:
    world.land("crm", a=ACME)
    world.withdraw("crm", "a")
    empty_tray()
    assert world.land("crm", a=ACME).updated == 1
    assert world.record("crm", "a").withdrawn_at is None
    assert tray() == {"a"}
    assert BlockingKey.objects.exists()


POISON: dict[str, Any] = {
    "refused by the mapping": {"poison": "bad"},
    "a mapping that trips over a list": {"poison": AttributeError("'str' object has no attribute 'get'")},
    "a mapping that reads too far": {"poison": IndexError("list index out of range")},
    "a number that is none": {"poison": ArithmeticError("invalid operation")},
    "half a character": {"name": "Acme \ud800 Ltd", "kind": "organisation"},
}


@pytest.mark.parametrize("payload", POISON.values(), ids=POISON.keys())
def test_it_quarantines_a_poisonous_row_and_lands_its_neighbours(world: World, payload: dict[str, Any]) -> None:
    run = run_of(world)
    page = [raw("a", customer(1)), raw("poison", payload), raw("b", customer(2))]
    done = land(stream=world.stream("crm"), records=page, seams=world.seams, run=run)
    assert (done.created, done.rejected) == (2, 1)
    row = RejectedRow.objects.get()
    assert (row.row, row.run) == ("poison", run)
    assert row.message


def test_it_says_the_same_of_a_record_alone_and_in_company(world: World) -> None:
    people = {f"p{n}": {"kind": "person", "full_name": f"Ann Smith{n}", "phone": "n/a" * (n % 2)} for n in range(4)}
    everyone = people | {"acme": ACME} | {f"c{n}": customer(n) for n in range(4)}
    world.land("crm", **everyone)
    for key, payload in everyone.items():
        world.land("erp", **{key: payload})
    for key in everyone:
        one, other = SourceRecord.objects.filter(external_id=key)
        assert (one.values, one.problems) == (other.values, other.problems)
        assert one.match_features.features == other.match_features.features
        keys = [set(row.blocking_keys.values_list("rule", "key")) for row in (one, other)]
        assert keys[0] == keys[1] != set()


PERSON = {
    "kind": "person", "full_name": "Ada Byron", "birth_date": "1955-12-10", "email": "ada.byron@mail.example",
    "national_id": "AB123456C", "phone": "+44 20 7946 0018",
    "billing_address": {"street": "12 St James Square", "city": "London", "postcode": "SW1Y 4JH", "country": "GB"},
}  # fmt: skip
DRILL = {"name": "Makita DHP484Z combi drill body only", "brand": "Makita", "mpn": "DHP484Z"}


@pytest.mark.parametrize(
    ("domain", "payload", "rules"),
    [
        ("customer", PERSON, {"mailbox", "initial and birth date", "name start and city", "rare name sound"}),
        ("product", DRILL, {"brand and two words", "three words", "two words"}),
    ],
)
def test_it_stores_the_keys_of_every_rule(db: None, domain: str, payload: dict[str, Any], rules: set[str]) -> None:
    world = World(domain=domain)
    world.land("crm", r1=payload)
    stored = set(SourceRecord.objects.get().blocking_keys.values_list("rule", "key"))
    features = SourceRecord.objects.get().match_features.features
    blocking = get(domain).spec.blocking
    assert stored == set(keys(blocking, features))
    assert rules <= {blocking[rule].name for rule, _ in stored}  # rules whose features are never compared, too


@pytest.mark.parametrize("key", ["k" * 300, "nul\x00"], ids=["too long", "holds NUL"])
def test_it_quarantines_a_key_that_cannot_be_kept(world: World, key: str) -> None:
    run = run_of(world)
    page = [raw("a", customer(1)), raw(key, customer(2))]
    done = land(stream=world.stream("crm"), records=page, seams=world.seams, run=run)
    assert (done.created, done.rejected) == (1, 1)
    assert RejectedRow.objects.get().message


def test_it_survives_the_character_nul(world: World) -> None:
    run = run_of(world)
    page = [raw("a", customer(1, segment="go\x00ld", note="\x00")), raw("b", {"poison": "\x00", "text": "\x00"})]
    done = land(stream=world.stream("crm"), records=page, seams=world.seams, run=run)
    assert (done.created, done.rejected) == (1, 1)
    assert "\x00" not in str(world.record("crm", "a").values)


def test_it_does_not_queue_a_record_twice(world: World) -> None:
    world.land("crm", a=customer(1))
    first = LandedRecord.objects.get().since
    world.later()
    world.land("crm", a=customer(1, segment="gold"))
    assert LandedRecord.objects.get().since == first


def statements(world: World, prefix: str, size: int) -> int:
    world.land("crm", *(raw(f"{prefix}{n}", customer(n)) for n in range(size // 2)))
    page = [raw(f"{prefix}{n}", customer(n, segment="gold")) for n in range(size)]
    run = run_of(world)
    with CaptureQueriesContext(connection) as seen:
        land(stream=world.stream("crm"), records=page, seams=world.seams, run=run, cursor="x")
    return len(seen)


def test_it_asks_the_database_no_more_for_a_large_page(world: World) -> None:
    assert statements(world, "s", 10) == statements(world, "l", 200)


# One transaction


@pytest.mark.django_db(transaction=True)
def test_it_leaves_nothing_when_it_crashes_and_lands_all_when_it_runs_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    run = run_of(world)

    def crash(*args: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(landing, "_account", crash)
        with pytest.raises(RuntimeError):
            land(stream=world.stream("crm"), records=[raw("a", ACME)], seams=world.seams, run=run, cursor="next")
    assert not SourceRecord.objects.exists()
    assert not LandedRecord.objects.exists()
    assert not ChangeSet.objects.filter(kind="pull").exists()
    assert PullCursor.objects.get().cursor == ""
    land(stream=world.stream("crm"), records=[raw("a", ACME)], seams=world.seams, run=run, cursor="next")
    assert (SourceRecord.objects.count(), PullCursor.objects.get().cursor) == (1, "next")


@pytest.mark.django_db(transaction=True)
def test_a_pull_and_a_push_may_bring_the_same_new_record_at_once() -> None:
    world = World()
    keys = [f"n{number}" for number in range(20)]

    def push() -> None:
        sent = {"payment_terms": "net 30"}
        backs = [ReadBack(raw(key, customer(1, payment_terms="net 30")), sent) for key in keys]
        with recording(kind="read_back", actor=MACHINE, at=world.now):
            land_read_back(stream=world.stream("crm"), read_backs=backs, seams=world.seams)

    def pull() -> None:
        world.land("crm", **{key: customer(1, payment_terms="net 30") for key in keys})

    at_once(push, pull, push, pull)
    assert sorted(SourceRecord.objects.values_list("external_id", flat=True)) == sorted(keys)
    assert SourceRecord.objects.get(external_id="n0").echo == {"payment_terms": {"sent": "net 30", "held": "net 30"}}
