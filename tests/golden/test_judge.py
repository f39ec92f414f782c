"""A steward's word on source records: it outranks, it supersedes, it closes the question."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.golden.judge import NotJudgeable, judge
from apps.golden.models import GoldenRecord, Link
from apps.golden.unmerge import NotAMerge
from apps.golden.words import FOUND_BY
from apps.history.models import ChangeSet
from apps.sync.models import OutboxMessage
from tests import cast
from tests.golden.acts import join, part, say
from tests.golden.portrait import portrait
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer

LIKE = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ACME["billing_address"]}


@pytest.fixture
def asked(world: World) -> World:
    """Two golden records, and the question whether they are one."""
    world.arrive("crm", a=LIKE)
    world.later()
    world.arrive("erp", x=LIKE | {"name": "Acme Tradings Ltd"})
    assert len(world.questions()) == 1
    return world


def test_it_closes_the_question_and_outranks_the_machine(asked: World) -> None:
    question = asked.questions()[0]
    judged = say(asked, "crm/a", "erp/x", "different")
    link = Link.objects.get(superseded_at=None)
    assert judged.links == (link.pk,)
    assert (link.verdict, link.origin, link.decided_by, link.reason) == (
        "different", "steward", cast.actor().name, "asked them"
    )  # fmt: skip
    assert Link.objects.get(pk=question.pk).superseded_at == asked.now
    asked.later()
    asked.arrive("erp", x=LIKE)
    assert asked.golden_id("erp", "x") != asked.golden_id("crm", "a")
    every_promise_holds(asked)


def test_it_stores_what_was_compared(asked: World) -> None:
    question = asked.questions()[0]
    say(asked, "crm/a", "erp/x", "different")
    link = Link.objects.get(superseded_at=None)
    assert link.fingerprint == question.fingerprint
    assert link.weight == pytest.approx(question.weight)
    assert {line["comparison"] for line in link.evidence} >= {
        line["comparison"] for line in question.evidence if line["comparison"] != FOUND_BY
    }


@pytest.mark.parametrize(("verdict", "relation"), [("different", ""), ("related", "parent")])
def test_it_lets_go_what_waited_for_the_answer(asked: World, verdict: str, relation: str) -> None:
    goldens = {asked.golden_id("crm", "a"), asked.golden_id("erp", "x")}
    versions = {row.pk: row.version for row in GoldenRecord.objects.all()}
    OutboxMessage.objects.all().delete()
    say(asked, "crm/a", "erp/x", verdict, relation=relation)
    letters = {row.golden_id: row for row in OutboxMessage.objects.all()}
    assert letters.keys() == goldens
    assert not any(letter.snapshot["held"] for letter in letters.values())
    assert {key: letter.version for key, letter in letters.items()} == versions
    assert all(row.confirmed and row.version == versions[row.pk] for row in GoldenRecord.objects.all())
    assert Link.objects.get(superseded_at=None).relation == relation


def test_it_holds_on_to_what_waits_for_another_answer(asked: World) -> None:
    asked.arrive("crm", b=LIKE | {"name": "Acme Tradings Ltd", "phone": "+64 9 300 1234"})
    asked_about = {tuple(sorted((link.left_id, link.right_id))) for link in asked.questions()}
    assert len(asked_about) > 1
    one, other = asked_about.pop()
    judge(pairs=[(one, other)], verdict="different", reason="", actor=cast.actor(), seams=asked.seams)
    assert asked.questions()
    every_promise_holds(asked)


def test_it_needs_no_letter_where_nothing_waited(three: World) -> None:
    OutboxMessage.objects.all().delete()
    say(three, "crm/a", "crm/b", "different")
    assert not OutboxMessage.objects.exists()
    assert three.golden("crm", "a").confirmed


def test_it_merges_what_is_the_same(asked: World) -> None:
    judged = say(asked, "crm/a", "erp/x", "same")
    assert asked.clusters() == {frozenset({"crm/a", "erp/x"})}
    assert set(judged.merged.values()) == {asked.golden_id("crm", "a")}
    assert asked.questions() == []
    every_promise_holds(asked)


def test_it_confirms_what_is_together_already(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", b=customer(1))
    before = len(world.clusters())
    say(world, "crm/a", "erp/b", "same")
    assert len(world.clusters()) == before == 1
    assert world.golden("crm", "a").confirmed
    assert Link.objects.get(superseded_at=None).origin == "steward"
    every_promise_holds(world)


def test_it_can_be_taken_back_where_it_merged(asked: World) -> None:
    before = portrait()
    judged = say(asked, "crm/a", "erp/x", "same")
    part(asked, judged.change_set)
    assert portrait()["goldens"] == before["goldens"]
    assert asked.questions() == []
    with pytest.raises(NotAMerge):
        part(asked, say(asked, "crm/a", "erp/x", "related").change_set)


def test_it_merges_chains_of_pairs(three: World) -> None:
    records = [three.record("crm", "a").pk, three.record("crm", "b").pk, three.record("erp", "c").pk]
    judge(
        pairs=[(records[0], records[1]), (records[2], records[1])], verdict="same", reason="", actor=cast.actor(),
        seams=three.seams,
    )  # fmt: skip
    assert three.clusters() == {frozenset({"crm/a", "crm/b", "erp/c"})}
    every_promise_holds(three)


def test_it_supersedes_what_a_steward_said_before(three: World) -> None:
    first = say(three, "crm/a", "crm/b", "different")
    second = say(three, "crm/a", "crm/b", "related", relation="site")
    assert Link.objects.get(pk=first.links[0]).superseded_at == three.now
    assert Link.objects.get(superseded_at=None).pk == second.links[0]


def test_it_changes_nothing_when_run_twice(three: World) -> None:
    first = say(three, "crm/a", "crm/b", "different")
    before, acts, letters = portrait(), ChangeSet.objects.count(), OutboxMessage.objects.count()
    second = say(three, "crm/b", "crm/a", "different")
    assert (second.links, second.change_set) == (first.links, first.change_set)
    assert (portrait(), ChangeSet.objects.count(), OutboxMessage.objects.count()) == (before, acts, letters)


def test_it_may_hold_until_a_date(three: World) -> None:
    until = three.now + timedelta(days=30)
    say(three, "crm/a", "crm/b", "different", until=until)
    assert Link.objects.get(superseded_at=None).until == until


def test_it_refuses_what_makes_no_sense(three: World) -> None:
    join(three, "crm/a", "crm/b")
    one, other, third = (three.record(*key).pk for key in (("crm", "a"), ("crm", "b"), ("erp", "c")))
    before, acts = portrait(), ChangeSet.objects.count()
    refused = [("different", one, other), ("perhaps", one, third), ("same", one, one), ("same", one, uuid4())]
    for verdict, left, right in refused:
        with pytest.raises(NotJudgeable):
            judge(pairs=[(left, right)], verdict=verdict, reason="", actor=cast.actor(), seams=three.seams)
    with pytest.raises(NotJudgeable):
        judge(pairs=[], verdict="same", reason="", actor=cast.actor(), seams=three.seams)
    assert (portrait(), ChangeSet.objects.count()) == (before, acts)


def test_it_leaves_nothing_behind_when_it_crashes(asked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before, letters = portrait(), OutboxMessage.objects.count()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("apps.golden.judge.repeat_letters", crash)
        with pytest.raises(RuntimeError):
            say(asked, "crm/a", "erp/x", "different")
    assert (portrait(), OutboxMessage.objects.count()) == (before, letters)
    say(asked, "crm/a", "erp/x", "different")
    assert asked.questions() == []


def test_it_is_told_by_history_with_actor_and_reason(three: World) -> None:
    judged = say(three, "crm/a", "crm/b", "different")
    rows = [*Link.history.filter(change_set_id=judged.change_set)]
    assert {(row.history_change_reason, row.history_user_id) for row in rows} == {("asked them", cast.actor().user_id)}
    act = ChangeSet.objects.get(pk=judged.change_set)
    assert (act.kind, act.detail["verdict"]) == ("judge", "different")
