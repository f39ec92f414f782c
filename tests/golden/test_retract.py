"""A steward's *different* is taken back: nothing keeps the records apart any more, and they are looked at anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.golden.how import how
from apps.golden.models import GoldenRecord, Link
from apps.golden.retract import NotRetractable, Retracted, keeping_apart, laid_by, retract
from apps.history.models import ChangeSet
from apps.sources.models import LandedRecord
from tests import cast
from tests.golden.acts import join, part, say
from tests.golden.portrait import portrait
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer

LIKE = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ACME["billing_address"]}


def take_back(world: World, change_set: int) -> Retracted:
    world.later()
    return retract(links=laid_by(change_set), reason="they have merged", actor=cast.actor(), seams=world.seams)


@pytest.fixture
def apart(world: World) -> int:
    """Two golden records that would be asked about, and the verdict that keeps them apart."""
    world.arrive("crm", a=LIKE)
    world.later()
    world.arrive("erp", x=LIKE | {"name": "Acme Tradings Ltd"})
    assert len(world.questions()) == 1
    return say(world, "crm/a", "erp/x", "different").change_set


def test_it_ends_the_verdict_and_asks_again(world: World, apart: int) -> None:
    assert world.questions() == []
    done = take_back(world, apart)
    assert Link.objects.get(pk=done.links[0]).superseded_at == world.now
    assert (done.asked_anew, LandedRecord.objects.count()) == (2, 2)
    assert world.woken == ["apps.golden.tasks.resolve_landed"]
    world.resolve()
    assert [question.decided_by for question in world.questions()] == ["machine:resolve"]
    assert len(world.clusters()) == 2
    every_promise_holds(world)


def test_it_lets_the_machine_join_again_what_is_plainly_one(world: World) -> None:
    world.arrive("crm", a=ACME, b=customer(1))
    verdict = say(world, "crm/a", "crm/b", "different").change_set
    world.arrive("crm", b=ACME)
    assert len(world.clusters()) == 2
    take_back(world, verdict)
    world.resolve()
    assert world.clusters() == {frozenset({"crm/a", "crm/b"})}
    every_promise_holds(world)


@pytest.mark.parametrize(("verdict", "relation"), [("different", ""), ("related", "parent")])
def test_it_leaves_all_but_history_as_before_the_verdict(three: World, verdict: str, relation: str) -> None:
    before = portrait()
    judged = say(three, "crm/a", "crm/b", verdict, relation=relation)
    assert GoldenRecord.objects.filter(confirmed=True).count() == 2
    take_back(three, judged.change_set)
    three.resolve()
    assert portrait() == before
    every_promise_holds(three)


def test_it_keeps_confirmed_what_another_decision_speaks_for(three: World) -> None:
    say(three, "crm/a", "erp/c", "related", relation="site")
    judged = say(three, "crm/a", "crm/b", "different")
    take_back(three, judged.change_set)
    flags = {key: three.golden(*key.split("/")).confirmed for key in ("crm/a", "crm/b", "erp/c")}
    assert flags == {"crm/a": True, "crm/b": False, "erp/c": True}


def test_it_keeps_confirmed_what_a_steward_merged(three: World) -> None:
    join(three, "crm/a", "crm/b")
    judged = say(three, "crm/a", "erp/c", "different")
    take_back(three, judged.change_set)
    assert three.golden("crm", "a").confirmed


def test_it_changes_nothing_the_second_time(world: World, apart: int) -> None:
    take_back(world, apart)
    before, acts = portrait(), ChangeSet.objects.count()
    with pytest.raises(NotRetractable, match="stands here any more"):
        take_back(world, apart)
    assert (portrait(), ChangeSet.objects.count()) == (before, acts)


def test_it_leaves_a_later_verdict_alone(three: World) -> None:
    first = say(three, "crm/a", "crm/b", "different")
    later = say(three, "crm/a", "crm/b", "related", relation="site")
    with pytest.raises(NotRetractable):
        take_back(three, first.change_set)
    assert Link.objects.get(superseded_at=None).pk == later.links[0]


def test_it_does_not_part_what_is_held_to_be_the_same(three: World) -> None:
    judged = say(three, "crm/a", "crm/b", "same")
    with pytest.raises(NotRetractable, match="taking back the merge"):
        take_back(three, judged.change_set)


def test_it_takes_back_what_an_unmerge_laid(three: World) -> None:
    undone = part(three, join(three, "crm/a", "crm/b").change_set)
    assert len(take_back(three, undone.change_set).links) == 1
    three.resolve()
    assert len(three.clusters()) == 3
    every_promise_holds(three)


def test_it_leaves_nothing_behind_when_it_crashes(world: World, apart: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = portrait()

    def crash(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("apps.golden.retract.tray.put_again", crash)
        with pytest.raises(RuntimeError):
            take_back(world, apart)
    assert (portrait(), LandedRecord.objects.count()) == (before, 0)
    assert take_back(world, apart).asked_anew == 2


def test_it_does_not_wake_records_that_are_gone(world: World, apart: int) -> None:
    world.withdraw("erp", "x")
    world.resolve()
    assert take_back(world, apart).asked_anew == 1


def test_it_is_told_by_history_with_actor_and_reason(world: World, apart: int) -> None:
    done = take_back(world, apart)
    act = ChangeSet.objects.get(pk=done.change_set)
    assert (act.kind, act.actor, act.reason) == ("retract", cast.actor().name, "they have merged")
    assert act.detail == {"links": [str(key) for key in done.links], "asked_anew": 2}
    words = [step.words for step in how(world.golden_id("crm", "a")) if step.change_set == done.change_set]
    assert any("are no longer held to be different" in each for each in words)


def test_it_tells_who_is_kept_apart_from_whom_and_by_which_words(three: World) -> None:
    one, other, third = (three.golden_id(*key) for key in (("crm", "a"), ("crm", "b"), ("erp", "c")))
    judged = say(three, "crm/a", "crm/b", "different", until=three.now + timedelta(days=1))
    related = say(three, "erp/c", "crm/a", "related", relation="site")
    found = {key: [link.pk for link in links] for key, links in keeping_apart(one, three.now).items()}
    assert found == {other: list(judged.links), third: list(related.links)}
    three.later(days=2)
    assert keeping_apart(other, three.now) == {}
