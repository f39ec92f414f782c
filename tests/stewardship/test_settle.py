from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from apps.golden import linked, queries
from apps.golden.judge import judge
from apps.golden.models import Link
from apps.golden.resolve import resolve
from apps.golden.retract import NotRetractable
from apps.golden.stale import StaleVersion
from apps.history.recording import Actor
from apps.stewardship.models import StewardTask
from apps.stewardship.open_tasks import open_tasks
from apps.stewardship.settle import REOPENED, AlreadySettled, Decision, NothingToUndo, settle, undo
from tests.stewardship.world import KAURI_ERP, KAURI_OTHER, seams

ANA = Actor("Ana")


def seen(task: StewardTask) -> dict[UUID, int]:
    rows = queries.get_many([UUID(key) for key in task.goldens])
    return {key: row.version for key, row in rows.items()}


def decided(task: StewardTask, answer: str, members=None, **more):
    versions = seen(task)
    decision = Decision(answer, tuple(members or versions), versions, **more)
    return settle(task_id=task.pk, decision=decision, actor=ANA, seams=seams())


def homes(world) -> set[UUID]:
    return {world.golden("erp", "1001"), world.golden("crm", "c-1")}


def links_between(golden_ids: set[UUID]) -> list[Link]:
    return linked.links_among(queries.record_ids_of(golden_ids))


def test_it_merges_and_closes_the_task(world):
    task = world.task()
    settled = decided(task, "merge", reason="same street")
    task.refresh_from_db()
    assert len(homes(world)) == 1
    assert (task.outcome, task.change_set) == ("merge", settled.change_set)
    assert open_tasks(seams=seams()).opened == 0


@pytest.mark.parametrize("answer", ["different", "related"])
def test_it_keeps_apart_what_is_not_the_same(world, answer):
    task = world.task()
    decided(task, answer, relation="site" if answer == "related" else "")
    assert len(homes(world)) == 2
    assert [link.verdict for link in links_between(homes(world))] == [answer]
    assert linked.open_links() == []


def test_it_notes_no_relation_of_what_is_different(world):
    decided(world.task(), "different", relation="parent")  # the page sends what its list shows, whatever was pressed
    assert [link.relation for link in links_between(homes(world))] == [""]


def test_it_leaves_unticked_records_undecided_and_asks_about_them_again(world):
    third = world.say("crm", "c-2", KAURI_OTHER)
    task = world.task()
    decided(task, "merge", members=homes(world))
    assert len(homes(world)) == 1
    assert third not in homes(world)
    again = world.task()
    assert sorted(again.goldens) == sorted(str(key) for key in {third, *homes(world)})


def test_it_puts_a_question_off_without_touching_a_record(world):
    task = world.task()
    decided(task, "defer", days=7)
    task.refresh_from_db()
    assert task.closed_at is None
    assert task.deferred_until - task.opened_at > timedelta(days=6)


def test_it_refuses_a_stale_version_with_the_difference(world):
    task = world.task()
    decision = Decision("different", tuple(seen(task)), seen(task))
    golden = world.say("erp", "1001", KAURI_ERP | {"payment_terms": "net14"})
    with pytest.raises(StaleVersion) as refused:
        settle(task_id=task.pk, decision=decision, actor=ANA, seams=seams())
    assert refused.value.differences[golden]["payment_terms"] == ("net30", "net14")
    task.refresh_from_db()
    assert task.closed_at is None


def test_it_refuses_a_second_answer(world):
    task = world.task()
    versions = seen(task)
    decided(task, "different")
    with pytest.raises(AlreadySettled):
        settle(task_id=task.pk, decision=Decision("merge", tuple(versions), versions), actor=ANA, seams=seams())


def test_it_takes_a_merge_back_and_asks_again(world):
    task = world.task()
    before = homes(world)
    decided(task, "merge")
    undo(task_id=task.pk, actor=ANA, seams=seams())
    task.refresh_from_db()
    assert homes(world) == before
    assert (task.closed_at, task.outcome) == (None, REOPENED)
    assert open_tasks(seams=seams()).closed == 0


@pytest.mark.parametrize("first", ["merge", "different", "related"])
@pytest.mark.parametrize("second", ["merge", "different", "related"])
def test_it_lets_a_question_be_decided_anew_after_an_undo(world, first, second):
    task = world.task()
    decided(task, first, relation="site" if first == "related" else "")
    undo(task_id=task.pk, actor=ANA, seams=seams())
    decided(task, second, relation="pack" if second == "related" else "")
    assert len(homes(world)) == (1 if second == "merge" else 2)
    if second != "merge":
        assert {link.verdict for link in links_between(homes(world))} == {second}


@pytest.mark.parametrize("answer", ["different", "related"])
def test_it_takes_a_verdict_back_and_asks_again(world, answer):
    task = world.task()
    decided(task, answer, relation="site" if answer == "related" else "")
    assert undo(task_id=task.pk, actor=ANA, seams=seams()).words == "Asked again"
    assert links_between(homes(world)) == []
    resolve(domain="customer", seams=seams())
    assert len(linked.open_links()) == 1
    assert world.task().pk == task.pk


def test_it_refuses_to_take_back_what_was_decided_anew_elsewhere(world):
    task = world.task()
    decided(task, "different")
    pair = tuple(sorted(queries.record_ids_of(homes(world))))
    judge(pairs=[pair], verdict="related", relation="site", reason="", actor=ANA, seams=seams())
    with pytest.raises(NotRetractable):
        undo(task_id=task.pk, actor=ANA, seams=seams())


def test_it_takes_a_deferral_back(world):
    task = world.task()
    decided(task, "defer")
    undo(task_id=task.pk, actor=ANA, seams=seams())
    task.refresh_from_db()
    assert task.deferred_until is None


def test_it_has_nothing_to_take_back_from_an_open_question(world):
    with pytest.raises(NothingToUndo):
        undo(task_id=world.task().pk, actor=ANA, seams=seams())
