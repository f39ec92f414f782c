"""Golden records become one: who stays, what moves along, and what is refused."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from apps.golden import queries
from apps.golden.merge import Merged, NotMergeable, merge
from apps.golden.models import GoldenRecord, Link, Override
from apps.golden.preview import preview
from apps.golden.stale import StaleVersion
from apps.history.models import ChangeSet
from apps.sync.models import OutboxMessage, Subscription
from apps.sync.wanted import Target
from tests import cast
from tests.golden.acts import join, part, pin, say
from tests.golden.portrait import portrait
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer
from tests.threads import at_once


def versions_of(world: World, *keys: str) -> dict[UUID, int]:
    return {row.pk: row.version for row in (world.golden(*key.split("/")) for key in keys)}


def test_it_lets_the_oldest_answer_for_all(three: World) -> None:
    ids = [three.golden_id("crm", "a"), three.golden_id("crm", "b"), three.golden_id("erp", "c")]
    merged = join(three, "erp/c", "crm/b", "crm/a")
    assert (merged.survivor, merged.retired) == (ids[0], tuple(sorted(ids[1:])))
    for key in merged.retired:
        row = queries.get(key)
        assert row is not None
        assert (row.status, row.merged_into, row.retired_reason) == ("retired", merged.survivor, "merged")
        assert queries.resolve_id(key) == merged.survivor
    assert three.clusters() == {frozenset({"crm/a", "crm/b", "erp/c"})}
    assert three.golden("crm", "a").confirmed
    every_promise_holds(three)


def test_it_prefers_more_records_among_the_equally_old(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    world.arrive("erp", d=customer(2))
    assert join(world, "crm/a", "crm/b").survivor == world.golden_id("crm", "b")


def test_it_survives_each_field_by_its_rule(three: World) -> None:
    merged = join(three, "crm/a", "erp/c")
    values = queries.get_many([merged.survivor])[merged.survivor].values
    assert values["account_manager"] == "Ann"
    assert values["payment_terms"] == "30 days"
    assert values["name"].endswith("3 Works")


def test_it_keeps_redirects_to_one_hop(three: World) -> None:
    first = join(three, "crm/b", "erp/c")
    second = join(three, "crm/a", "crm/b")
    assert second.survivor not in first.retired
    assert {queries.resolve_id(key) for key in (*first.retired, *second.retired)} == {second.survivor}
    every_promise_holds(three)


def test_it_refuses_a_stale_version_with_the_difference(three: World) -> None:
    seen = versions_of(three, "crm/a", "crm/b")
    three.arrive("crm", b=customer(2, phone="+6493005999", segment="gold"))
    before = portrait()
    with pytest.raises(StaleVersion) as refused:
        merge(goldens=list(seen), versions=seen, reason="", actor=cast.actor(), seams=three.seams)
    assert refused.value.differences == {three.golden_id("crm", "b"): {"phone": ("+6493005678", "+6493005999")}}
    assert portrait() == before


def test_it_refuses_versions_that_nobody_looked_at(three: World) -> None:
    seen = versions_of(three, "crm/a", "crm/b")
    partly = dict(list(seen.items())[:1])
    with pytest.raises(StaleVersion):
        merge(goldens=list(seen), versions=partly, reason="", actor=cast.actor(), seams=three.seams)


def test_it_refuses_what_cannot_be_one(three: World) -> None:
    product = copy(three)
    product.domain = "product"
    product.arrive("erp", p={"title": "Kettle 1.7 l", "brand": "Acme"})
    merged = join(three, "crm/a", "crm/b")
    seen = versions_of(three, "crm/a", "erp/c")
    loser = queries.get(merged.retired[0])
    assert loser is not None
    retired = seen | {loser.id: loser.version}
    row = product.golden("erp", "p")
    one = dict(list(seen.items())[:1])
    unknown = {uuid4(): 1} | seen
    for versions in (retired, seen | {row.pk: row.version}, one, unknown, {}):
        with pytest.raises(NotMergeable):
            merge(goldens=list(versions), versions=versions, reason="", actor=cast.actor(), seams=three.seams)


def test_it_supersedes_what_a_steward_said_before(three: World) -> None:
    said = say(three, "crm/a", "crm/b", "different")
    assert [
        link.pk for link in preview(goldens=list(versions_of(three, "crm/a", "crm/b")), seams=three.seams).against
    ] == [*said.links]
    join(three, "crm/a", "crm/b")
    assert Link.objects.get(pk=said.links[0]).superseded_at == three.now
    link = Link.objects.get(superseded_at=None)
    assert (link.verdict, link.origin, link.decided_by) == ("same", "steward", cast.actor().name)


def test_it_answers_the_question_between_them(world: World) -> None:
    like = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ACME["billing_address"]}
    world.arrive("crm", a=like)
    world.later()
    world.arrive("erp", x=like | {"name": "Acme Tradings Ltd"})
    assert world.questions()
    join(world, "crm/a", "erp/x")
    assert world.questions() == []
    letters = OutboxMessage.objects.filter(golden_id=world.golden_id("crm", "a"))
    assert not letters.latest("pk").snapshot["held"]
    every_promise_holds(world)


def test_it_stays_together_in_later_runs(three: World) -> None:
    join(three, "crm/a", "crm/b")
    three.later()
    three.arrive("crm", a=customer(1, phone="+6493007777"), b=customer(2, segment="silver"))
    assert three.golden_id("crm", "a") == three.golden_id("crm", "b")
    assert three.questions() == []
    every_promise_holds(three)


def test_it_moves_overrides_along_unless_the_survivor_has_its_own(three: World) -> None:
    kept, released = pin(three, "crm/a", "phone", "+64 9 300 9999"), pin(three, "crm/b", "phone", "+64 9 300 8888")
    moved = pin(three, "crm/b", "segment", "silver")
    merged = join(three, "crm/a", "crm/b")
    standing = {row.pk: row.golden_id for row in Override.objects.filter(released_at=None)}
    assert standing == {kept: merged.survivor, moved: merged.survivor}
    assert Override.objects.get(pk=released).released_at == three.now
    values = three.golden("crm", "a").values
    assert (values["phone"], values["segment"]) == ("+6493009999", "silver")
    every_promise_holds(three)


def test_it_does_not_end_an_override_by_the_arrival_of_members(three: World) -> None:
    pin(three, "crm/a", "phone", "+64 9 300 9999", "until_source_changes")
    join(three, "crm/a", "crm/b")
    assert three.golden("crm", "a").values["phone"] == "+6493009999"
    three.arrive("crm", b=customer(2, phone="+6493006666", segment="gold"))
    assert three.golden("crm", "a").values["phone"] != "+6493009999"
    assert Override.objects.get().released_at is not None
    every_promise_holds(three)


def test_it_moves_only_the_records_it_is_told_to(three: World) -> None:
    three.arrive("erp", d=customer(2))
    merged = join(three, "crm/a", "crm/b", records=[three.record("crm", "b").pk])
    assert merged.retired == ()
    assert three.clusters() == {frozenset({"crm/a", "crm/b"}), frozenset({"erp/d"}), frozenset({"erp/c"})}
    three.later()
    three.arrive("erp", d=customer(2, payment_terms="14 days"))
    assert three.golden_id("erp", "d") != three.golden_id("crm", "b")
    every_promise_holds(three)


def test_it_refuses_a_merge_that_moves_nothing(three: World) -> None:
    with pytest.raises(NotMergeable):
        join(three, "crm/a", "crm/b", records=[three.record("crm", "a").pk])


def test_it_posts_letters_for_the_survivor_and_the_losers(three: World) -> None:
    OutboxMessage.objects.all().delete()
    merged = join(three, "crm/a", "crm/b")
    letters = {row.golden_id: row for row in OutboxMessage.objects.all()}
    assert letters.keys() == {merged.survivor, *merged.retired}
    assert {letter.kind for letter in letters.values()} == {"merged"}
    assert {r["external_id"] for r in letters[merged.survivor].snapshot["records"]} == {"a", "b"}
    assert letters[merged.retired[0]].snapshot["merged_into"] == str(merged.survivor)
    assert {letter.change_set for letter in letters.values()} == {merged.change_set}


def test_it_is_told_by_history_with_actor_and_reason(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    rows = GoldenRecord.history.filter(change_set_id=merged.change_set)
    assert {row.id for row in rows} == {merged.survivor, *merged.retired}
    assert {(row.history_change_reason, row.history_user_id) for row in rows} == {
        ("the same firm", cast.actor().user_id)
    }
    act = ChangeSet.objects.get(pk=merged.change_set)
    assert (act.kind, act.actor, act.detail["survivor"]) == ("merge", cast.actor().name, str(merged.survivor))


def test_it_changes_nothing_when_run_twice(three: World) -> None:
    seen = versions_of(three, "crm/a", "crm/b")
    merge(goldens=list(seen), versions=seen, reason="", actor=cast.actor(), seams=three.seams)
    before, acts = portrait(), ChangeSet.objects.count()
    with pytest.raises(StaleVersion):
        merge(goldens=list(seen), versions=seen, reason="", actor=cast.actor(), seams=three.seams)
    assert (portrait(), ChangeSet.objects.count()) == (before, acts)


@pytest.mark.parametrize("step", ["save", "inherit", "writer.attach", "writer.update_goldens"])
def test_it_leaves_nothing_behind_when_it_crashes(three: World, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    before, letters = portrait(), OutboxMessage.objects.count()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(f"apps.golden.merge.{step}", crash)
        with pytest.raises(RuntimeError):
            join(three, "crm/a", "crm/b")
    assert (portrait(), OutboxMessage.objects.count()) == (before, letters)
    join(three, "crm/a", "crm/b")
    every_promise_holds(three)


def test_it_does_what_was_previewed(three: World) -> None:
    pin(three, "crm/b", "segment", "silver", "until_source_changes")
    seen = versions_of(three, "crm/a", "crm/b", "erp/c")
    before, acts = portrait(), ChangeSet.objects.count()
    foreseen = preview(goldens=list(seen), seams=three.seams)
    assert (portrait(), ChangeSet.objects.count()) == (before, acts)
    assert foreseen.versions == seen
    merged = merge(goldens=list(seen), versions=foreseen.versions, reason="", actor=cast.actor(), seams=three.seams)
    row = queries.get(merged.survivor)
    assert row is not None
    assert (foreseen.survivor, foreseen.values, foreseen.provenance) == (row.id, row.values, row.provenance)
    told = {line.field: line for line in foreseen.fields}
    assert told["segment"].after == "silver"
    assert told["payment_terms"].changes


def test_it_previews_what_each_system_will_be_told(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Subscription.objects.create(system=three.systems["erp"], domain="customer")
    target = Target("erp", frozenset({"phone", "name"}), {})
    monkeypatch.setattr("apps.golden.preview.targets", lambda domain, seams: {"erp": target})
    foreseen = preview(goldens=list(versions_of(three, "crm/a", "erp/c")), seams=three.seams)
    assert foreseen.sends == {"erp": {"c": {"phone": (None, "+6493001234")}}}


def test_it_previews_without_the_records_left_out(three: World) -> None:
    three.arrive("erp", d=customer(2, payment_terms="14 days"))
    seen = list(versions_of(three, "crm/a", "crm/b"))
    foreseen = preview(goldens=seen, exclude=[three.record("erp", "d").pk], seams=three.seams)
    assert foreseen.staying == (three.golden_id("crm", "b"),)
    assert "payment_terms" not in foreseen.values


# Races


@pytest.fixture
def open_world(transactional_db: None) -> World:
    world = World()
    cast.actor()
    world.arrive("crm", a=customer(1), b=customer(2))
    world.later()
    world.arrive("erp", c=customer(3))
    return world


def test_it_lets_one_of_two_stewards_win(open_world: World) -> None:
    """Both saw the same versions; a and b become one, b and c are refused with the difference, or the other way."""
    left, right = versions_of(open_world, "crm/a", "crm/b"), versions_of(open_world, "crm/b", "erp/c")
    actor, seams = cast.actor(), replace(open_world.seams, new_id=uuid4)
    done = at_once(
        lambda: merge(goldens=list(left), versions=left, reason="", actor=actor, seams=seams),
        lambda: merge(goldens=list(right), versions=right, reason="", actor=actor, seams=seams),
        refusals=(StaleVersion, NotMergeable),
    )
    assert sorted(type(each).__name__ for each in done) == ["Merged", "StaleVersion"]
    merged = next(each for each in done if isinstance(each, Merged))
    stale = next(each for each in done if isinstance(each, StaleVersion))
    assert stale.differences.keys() <= {merged.survivor, *merged.retired}
    assert len(open_world.clusters()) == 2
    every_promise_holds(open_world)


def test_it_is_serial_with_a_running_resolve(open_world: World) -> None:
    seen = versions_of(open_world, "crm/a", "crm/b")
    open_world.land("erp", d=customer(1, payment_terms="7 days"), e=customer(2, payment_terms="9 days"))
    actor, seams = cast.actor(), replace(open_world.seams, new_id=uuid4)
    at_once(
        lambda: merge(goldens=list(seen), versions=seen, reason="", actor=actor, seams=seams),
        open_world.resolve,
        refusals=(StaleVersion, NotMergeable),
    )
    every_promise_holds(open_world)


def test_it_is_undone_and_done_again(three: World) -> None:
    first = join(three, "crm/a", "crm/b")
    part(three, first.change_set)
    second = join(three, "crm/a", "crm/b")
    assert (second.survivor, second.retired) == (first.survivor, first.retired)
    part(three, second.change_set)
    assert len(three.clusters()) == 3
    every_promise_holds(three)
