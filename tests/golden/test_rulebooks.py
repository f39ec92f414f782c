"""The life of a rulebook: draft, rehearsed, approved by a second person, active, superseded."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.golden import queries, rulebooks
from apps.golden.rulebooks import NotPossible, Unsound, activate, approve, life, propose, rehearsed
from apps.golden.rules import ensure_rulebook, in_force
from apps.history.models import ChangeSet
from apps.sources.models import LandedRecord
from tests import cast
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer

LIKE = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ACME["billing_address"]}
STRICT = {"thresholds": {"join": 25.0, "fuse": 30.0}}


@pytest.fixture
def world(db: None) -> World:
    world = World()
    ensure_rulebook("customer", now=world.now)
    return world


def draft(world: World, document: dict[str, object] | None = None) -> int:
    world.later()
    return propose(
        domain="customer", document=document or STRICT, reason="join less", actor=cast.actor("steward"),
        seams=world.seams,
    ).version  # fmt: skip


def rehearse(world: World, version: int) -> None:
    world.later()
    rehearsed(domain="customer", version=version, figures={"joined": 0}, actor=cast.actor(), seams=world.seams)


def let_pass(world: World, version: int, role: str = "lead") -> None:
    world.later()
    approve(domain="customer", version=version, reason="looks right", actor=cast.actor(role), seams=world.seams)


def put_in_force(world: World, version: int) -> rulebooks.Version:
    world.later()
    return activate(domain="customer", version=version, actor=cast.actor("lead"), seams=world.seams)


def publish(world: World, document: dict[str, object]) -> rulebooks.Version:
    """The whole life of a version, until it is in force."""
    version = draft(world, document)
    rehearse(world, version)
    let_pass(world, version)
    return put_in_force(world, version)


def statuses() -> dict[int, str]:
    return {row.version: row.status for row in queries.rulebooks("customer")}


def test_it_goes_from_draft_to_active_and_the_one_before_is_superseded(world: World) -> None:
    version = draft(world)
    assert statuses() == {1: "active", 2: "draft"}
    rehearse(world, version)
    let_pass(world, version)
    assert in_force("customer")[0].spec.thresholds.join != 25
    put_in_force(world, version)
    assert statuses() == {1: "superseded", 2: "active"}
    assert in_force("customer")[0].spec.thresholds.join == 25
    assert [step.status for step in life("customer", 2)] == ["draft", "rehearsed", "approved", "active"]
    assert [step.actor for step in life("customer", 2)] == ["steward", "steward", "lead", "lead"]
    assert life("customer", 2)[1].detail["figures"] == {"joined": 0}


def test_it_decides_by_the_version_in_force(world: World) -> None:
    version = draft(world, {"thresholds": {"join": 90.0, "fuse": 90.0}})
    rehearse(world, version)
    let_pass(world, version)
    put_in_force(world, version)
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    assert len(world.clusters()) == 2
    assert world.golden("erp", "x").rulebook.version == 2


def test_it_asks_anew_about_all_that_is_stored(world: World) -> None:
    world.arrive("crm", a=ACME, b=customer(1))
    world.arrive("erp", x=ACME)
    world.withdraw("crm", "b")
    world.resolve()
    done = publish(world, STRICT)
    assert done.asked_anew == 2
    assert set(LandedRecord.objects.values_list("record__external_id", flat=True)) == {"a", "x"}
    assert ChangeSet.objects.get(pk=done.change_set).detail["asked_anew"] == 2
    assert world.woken == ["apps.golden.tasks.resolve_landed"]
    assert world.resolve().taken == 2
    assert world.golden("crm", "a").rulebook.version == 1, "nothing came of it: no new version of the golden record"


def test_it_asks_about_no_record_twice_and_about_none_where_the_rules_say_the_same(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.land("erp", x=ACME)
    assert publish(world, STRICT).asked_anew == 1
    assert LandedRecord.objects.count() == 2
    world.resolve()
    world.woken.clear()
    again = publish(world, STRICT | {"weights": {}})
    assert (again.version, again.asked_anew, world.woken) == (3, 0, [])
    assert not LandedRecord.objects.exists()


def test_it_joins_what_the_new_rules_are_sure_of(world: World) -> None:
    world.arrive("crm", a=LIKE)
    world.later()
    world.arrive("erp", x=LIKE | {"name": "Acme Tradings Ltd"})
    assert (len(world.clusters()), len(world.questions())) == (2, 1)
    weight = world.questions()[0].weight
    publish(world, {"thresholds": {"join": weight - 1, "fuse": weight - 1, "keep": weight - 2, "review": weight - 3}})
    world.resolve()
    assert (world.clusters(), world.questions()) == ({frozenset({"crm/a", "erp/x"})}, [])
    every_promise_holds(world)


def test_it_weighs_open_questions_anew(world: World) -> None:
    world.arrive("crm", a=LIKE)
    world.later()
    world.arrive("erp", x=LIKE | {"name": "Acme Tradings Ltd"})
    before = world.questions()[0]
    publish(world, {"prior": in_force("customer")[0].spec.prior - 1, "thresholds": {"review": -9.0}})
    world.resolve()
    [after] = world.questions()
    assert (after.weight, after.rulebook.version) == (pytest.approx(before.weight - 1), 2)
    assert (after.left_id, after.right_id, after.fingerprint) == (before.left_id, before.right_id, before.fingerprint)
    every_promise_holds(world)


def test_it_splits_nothing_that_is_published_but_asks(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    home = world.golden_id("crm", "a")
    publish(world, {"thresholds": {"join": 190.0, "fuse": 191.0, "keep": 180.0}})
    world.resolve()
    assert world.golden_id("crm", "a") == world.golden_id("erp", "x") == home
    assert len(world.questions()) == 1
    every_promise_holds(world)


def test_it_brings_values_under_the_new_field_rules(world: World) -> None:
    world.arrive("crm", a=ACME | {"payment_terms": "30 days"})
    world.arrive("erp", x=ACME | {"payment_terms": "14 days"})
    assert world.golden("crm", "a").values["payment_terms"] == "14 days"
    publish(world, {"fields": {"payment_terms": {"owners": ["crm"]}}})
    world.resolve()
    assert world.golden("crm", "a").values["payment_terms"] == "30 days"
    assert world.golden("crm", "a").rulebook.version == 2
    every_promise_holds(world)


def test_it_asks_anew_by_one_statement_however_many_records_there_are(world: World) -> None:
    def statements(document: dict[str, object]) -> int:
        version = draft(world, document)
        rehearse(world, version)
        let_pass(world, version)
        with CaptureQueriesContext(connection) as asked:
            put_in_force(world, version)
        return len(asked)

    world.land("crm", a=ACME)
    few = statements(STRICT)
    world.land("crm", **{f"c{n}": customer(n) for n in range(50)})
    LandedRecord.objects.all().delete()
    assert statements({"prior": -9.0}) == few
    assert LandedRecord.objects.count() == 51


def test_it_wants_a_second_person(world: World) -> None:
    version = draft(world)
    rehearse(world, version)
    with pytest.raises(NotPossible, match="second person"):
        let_pass(world, version, "steward")
    with pytest.raises(NotPossible, match="by a person"):
        approve(domain="customer", version=version, reason="", actor=cast.MACHINE, seams=world.seams)
    assert statuses()[version] == "rehearsed"


@pytest.mark.parametrize("step", [let_pass, put_in_force])
def test_it_skips_no_step(world: World, step: Callable[[World, int], object]) -> None:
    version = draft(world)
    before = ChangeSet.objects.count()
    with pytest.raises(NotPossible, match="is draft"):
        step(world, version)
    assert ChangeSet.objects.count() == before


def test_it_takes_a_step_once(world: World) -> None:
    version = draft(world)
    rehearse(world, version)
    let_pass(world, version)
    put_in_force(world, version)
    before = ChangeSet.objects.count()
    for step in (rehearse, let_pass, put_in_force):
        with pytest.raises(NotPossible):
            step(world, version)
    assert ChangeSet.objects.count() == before


def test_it_wants_another_rehearsal_when_other_rules_came_into_force(world: World) -> None:
    one, other = draft(world), draft(world, {"prior": -9.0})
    for version in (one, other):
        rehearse(world, version)
    let_pass(world, one)
    put_in_force(world, one)
    with pytest.raises(NotPossible, match="rehearse it again"):
        let_pass(world, other)
    rehearse(world, other)
    let_pass(world, other)
    assert statuses()[other] == "approved"


def test_it_proposes_the_same_draft_only_once(world: World) -> None:
    assert draft(world) == draft(world) == 2
    assert draft(world, {"prior": -9.0}) == 3


@pytest.mark.parametrize(
    "document",
    [
        {"colour": 1},
        {"weights": {"email": [1.0]}},
        {"weights": {"no such": [1.0]}},
        {"thresholds": {"join": 3.0, "keep": 8.0}},
        {"fields": {"shoe_size": {"owners": ["crm"]}}},
        {"fields": {"email": {"strategies": ["luckiest"]}}},
        {"vetoes": {"vat_number": [17]}},
    ],
)
def test_it_refuses_a_document_that_cannot_mean_anything(world: World, document: dict[str, object]) -> None:
    with pytest.raises(Unsound):
        draft(world, document)
    assert statuses() == {1: "active"}


def test_it_keeps_only_what_differs_from_nothing(world: World) -> None:
    version = draft(world, {"thresholds": {"join": 9.0, "fuse": 12.0}, "weights": {}, "prior": None})
    assert rulebooks.checked("customer", queries.rulebooks("customer")[0].document) == {
        "thresholds": {"join": 9.0, "fuse": 12.0}
    }
    assert version == 2


def say(*words: object) -> str:
    out = StringIO()
    call_command(*[str(word) for word in words], stdout=out)
    return out.getvalue()


def test_it_lives_its_life_on_the_command_line(world: World) -> None:
    cast.person("lead")
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    version = draft(world)
    assert "draft" in say("rulebook", "list", "customer")
    assert "is rehearsed" in say("rulebook", "rehearse", "customer", version, "--by", "steward")
    with pytest.raises(CommandError, match="who may do this"):
        say("rulebook", "approve", "customer", version, "--by", "steward", "--reason", "fine")
    say("rulebook", "approve", "customer", version, "--by", "lead", "--reason", "fine")
    told = say("rulebook", "activate", "customer", version, "--by", "lead")
    assert "is in force. 2 source records went into the tray" in told
    assert statuses() == {1: "superseded", 2: "active"}
    shown = say("rulebook", "show", "customer", version)
    assert "join less" in shown
    assert '"join": 25.0' in shown
    with pytest.raises(CommandError, match="no rulebook version 9"):
        say("rulebook", "show", "customer", 9)
