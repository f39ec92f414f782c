"""What a machine brought together a steward takes apart, also what was together from the first moment on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from apps.golden import queries
from apps.golden.models import GoldenRecord
from apps.golden.split import NotSplittable, foretold, plan, split
from apps.golden.stale import StaleVersion
from apps.history.models import ChangeSet
from apps.sources.models import LandedRecord
from apps.sync.models import OutboxMessage
from tests import cast
from tests.golden.acts import pin, say, take_out
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer


@pytest.fixture
def joined(world: World) -> World:
    """Two records that were one from their first batch on."""
    world.land("crm", a=ACME | {"email": "a@acme.example"})
    world.land("erp", x=ACME | {"email": None, "payment_terms": "30 days"})
    world.resolve()
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}
    world.later()
    return world


def test_it_takes_apart_what_was_one_from_its_first_moment_on(joined: World) -> None:
    home = joined.golden_id("crm", "a")
    done = take_out(joined, "erp/x")
    assert joined.clusters() == {frozenset(["crm/a"]), frozenset(["erp/x"])}
    assert (joined.golden_id("crm", "a"), joined.golden_id("erp", "x")) == (done.kept, done.made) == (home, done.made)
    one, other = joined.golden("crm", "a"), joined.golden("erp", "x")
    assert (one.version, other.version, one.confirmed, other.confirmed) == (2, 1, True, True)
    assert (one.values["email"], "payment_terms" in one.values) == ("a@acme.example", False)
    assert (other.values["payment_terms"], "email" in other.values) == ("30 days", False)
    every_promise_holds(joined)


def test_it_says_what_happened(joined: World) -> None:
    done = take_out(joined, "erp/x")
    act = ChangeSet.objects.get(pk=done.change_set)
    assert (act.kind, act.actor, act.reason) == ("split", cast.actor().name, "not the same firm")
    assert act.detail["records"] == [str(joined.record("erp", "x").pk)]
    letters = OutboxMessage.objects.filter(change_set=done.change_set)
    assert {(each.golden_id, each.kind) for each in letters} == {(done.kept, "split"), (done.made, "split")}
    sealed = {each.golden_id: [r["external_id"] for r in each.snapshot["records"]] for each in letters}
    assert sealed == {done.kept: ["a"], done.made: ["x"]}


def test_what_was_taken_apart_is_not_joined_again_and_not_asked_about(joined: World) -> None:
    take_out(joined, "erp/x")
    joined.later()
    for system, key in (("crm", "a"), ("erp", "x")):
        LandedRecord.objects.create(record=joined.record(system, key), domain="customer", since=joined.now)
    joined.resolve()
    assert joined.clusters() == {frozenset(["crm/a"]), frozenset(["erp/x"])}
    assert not joined.questions()


def test_the_larger_part_keeps_the_id(joined: World) -> None:
    home = joined.golden_id("crm", "a")
    joined.arrive("erp", y=ACME | {"email": None})
    assert joined.golden_id("erp", "y") == home
    done = take_out(joined, "crm/a", "erp/y")
    assert (joined.golden_id("crm", "a"), joined.golden_id("erp", "y")) == (home, home)
    assert joined.golden_id("erp", "x") == done.made
    every_promise_holds(joined)


def test_of_two_equal_parts_that_of_the_oldest_record_keeps_the_id(joined: World) -> None:
    home = joined.golden_id("crm", "a")
    take_out(joined, "crm/a")
    assert joined.golden_id("crm", "a") == home


def test_each_part_goes_back_to_what_its_own_records_last_said(joined: World) -> None:
    """The ERP had another name before we wrote over it; the e-mail we filled in was never its own."""
    joined.arrive("erp", x=ACME | {"name": "Acme Trade Ltd", "email": None, "payment_terms": "30 days"})
    joined.later()
    given = {"name": "Acme Trading Ltd", "email": "a@acme.example"}
    joined.wrote("erp", "x", ACME | {"payment_terms": "30 days"} | given, **given)
    joined.resolve()
    done = take_out(joined, "erp/x")
    alone = GoldenRecord.objects.get(pk=done.made).values
    assert (alone["name"], alone["payment_terms"]) == ("Acme Trade Ltd", "30 days")
    assert "email" not in alone
    every_promise_holds(joined)


def test_values_that_stay_keep_their_moment(joined: World) -> None:
    before = joined.golden("crm", "a").provenance["email"]
    take_out(joined, "erp/x")
    assert joined.golden("crm", "a").provenance["email"] == before


def test_overrides_stay_with_the_id(joined: World) -> None:
    pin(joined, "crm/a", "segment", "silver")
    done = take_out(joined, "erp/x")
    assert GoldenRecord.objects.get(pk=done.kept).values["segment"] == "silver"
    assert "segment" not in GoldenRecord.objects.get(pk=done.made).values


def test_it_supersedes_what_a_steward_called_the_same(joined: World) -> None:
    say(joined, "crm/a", "erp/x", "same")
    take_out(joined, "erp/x")
    assert joined.clusters() == {frozenset(["crm/a"]), frozenset(["erp/x"])}
    say(joined, "crm/a", "erp/x", "same")
    assert joined.clusters() == {frozenset(["crm/a", "erp/x"])}
    every_promise_holds(joined)


def test_it_answers_the_question_whether_a_record_still_belongs(joined: World) -> None:
    joined.arrive("erp", x=customer(5))
    assert len(joined.questions()) == 1
    joined.later()
    take_out(joined, "erp/x")
    assert not joined.questions()


def test_it_tells_beforehand_what_either_part_would_hold(joined: World) -> None:
    pin(joined, "crm/a", "segment", "silver")
    row = queries.get(joined.golden_id("crm", "a"))
    assert row is not None
    staying, leaving = foretold(plan(row, [joined.record("erp", "x").pk]), joined.now)
    done = take_out(joined, "erp/x")
    assert staying.values == GoldenRecord.objects.get(pk=done.kept).values
    assert leaving.values == GoldenRecord.objects.get(pk=done.made).values


def test_it_refuses_a_version_that_is_not_the_one_looked_at(joined: World) -> None:
    pin(joined, "crm/a", "segment", "silver")
    with pytest.raises(StaleVersion):
        split(
            golden=joined.golden_id("crm", "a"), records=[joined.record("erp", "x").pk], version=1,
            reason="", actor=cast.actor(), seams=joined.seams,
        )  # fmt: skip


@pytest.mark.parametrize("named", [[], ["crm/a", "erp/x"], ["crm/other"]])
def test_it_refuses_to_take_out_none_all_or_others(joined: World, named: list[str]) -> None:
    joined.arrive("crm", other=customer(7))
    row = joined.golden("crm", "a")
    records = [joined.record(*key.split("/")).pk for key in named]
    with pytest.raises(NotSplittable):
        split(
            golden=row.pk, records=records, version=row.version, reason="", actor=cast.actor(), seams=joined.seams
        )  # fmt: skip
    assert joined.clusters() == {frozenset(["crm/a", "erp/x"]), frozenset(["crm/other"])}


def test_it_refuses_what_is_not_there(joined: World) -> None:
    with pytest.raises(NotSplittable, match="no golden record"):
        split(golden=uuid4(), records=[], version=1, reason="", actor=cast.actor(), seams=joined.seams)
