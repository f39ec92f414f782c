"""Is this still one? A changed record that does not fit its golden record any more, and what a steward makes of it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from apps.golden import linked, queries
from apps.history.recording import Actor, recording
from apps.sources.models import SourceRecord
from apps.stewardship import parting
from apps.stewardship.models import StewardTask
from apps.stewardship.open_tasks import open_tasks
from apps.stewardship.settle import NothingToUndo, undo
from tests.stewardship.test_settle import ANA, decided
from tests.stewardship.world import World, later, seams

RIMU = {
    "kind": "organisation",
    "name": "Rimu Freight Ltd",
    "email": "office@rimu-freight.example",
    "registration_number": "70123456",
}
TOTARA = {
    "kind": "organisation",
    "name": "Totara Bakery",
    "email": "shop@totara-bakery.example",
    "registration_number": None,
}


@pytest.fixture
def drifted(world: World) -> World:
    """One golden record of two records, one of which says something else since."""
    home = world.say("erp", "2001", RIMU | {"payment_terms": "net30"})
    assert world.say("crm", "c-9", RIMU) == home
    assert world.say("crm", "c-9", TOTARA) == home
    return world


def question(world: World) -> StewardTask:
    open_tasks(seams=seams())
    (found,) = [task for task in StewardTask.objects.filter(closed_at=None) if task.is_about_one]
    assert found.golden_ids == [world.golden("erp", "2001")]
    return found


def record(world: World, system: str, key: str) -> UUID:
    members = queries.members([world.golden(system, key)])[world.golden(system, key)]
    return next(each.record_id for each in members if (each.system, each.external_id) == (system, key))


def ticked(page: str) -> list[str]:
    return re.findall(r'value="([0-9a-f-]{36})" data-member[^>]* checked', page)


def test_it_asks_whether_a_changed_record_still_belongs(drifted: World, steward) -> None:
    task = question(drifted)
    assert task.title.startswith("One still? ")
    page = steward.get(f"/review/{task.pk}/").content.decode()
    assert "Is this still one?" in page
    assert "does not fit the others of its golden record any more" in page
    assert "Totara Bakery" in page
    assert ticked(page) == [str(record(drifted, "crm", "c-9"))]
    assert "ERP 2001" in page


def test_the_one_that_changed_of_itself_is_ticked_not_the_one_brought_up_to_date(drifted: World, steward) -> None:
    task = question(drifted)
    with recording(kind="test", actor=Actor.machine("test"), at=later(5)):
        SourceRecord.objects.filter(system__code="crm", external_id="c-9").update(changed_at=later(4))
        SourceRecord.objects.filter(system__code="erp", external_id="2001").update(changed_at=later(5))
    page = steward.get(f"/review/{task.pk}/").content.decode()
    assert ticked(page) == [str(record(drifted, "crm", "c-9"))]


def test_the_page_comes_whole_and_as_a_part(drifted: World, steward) -> None:
    task = question(drifted)
    part = steward.get(f"/review/{task.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="question"')
    none = steward.get(f"/review/{task.pk}/?chosen=1").content.decode()
    assert ticked(none) == []
    assert "Name some of its source records" in none


def test_it_stays_one_when_a_steward_says_so(drifted: World) -> None:
    task = question(drifted)
    assert decided(task, "belong", reason="they were renamed").words == "Kept as one"
    ends = {end for link in linked.open_links("customer") for end in (link.left_id, link.right_id)}
    assert record(drifted, "crm", "c-9") not in ends
    assert drifted.golden("crm", "c-9") == drifted.golden("erp", "2001")
    drifted.say("crm", "c-9", TOTARA | {"phone": "+6493001234"})
    open_tasks(seams=seams())
    assert not [task for task in StewardTask.objects.filter(closed_at=None) if task.is_about_one]


def test_it_is_taken_out_when_a_steward_says_so(drifted: World, steward) -> None:
    task, home = question(drifted), drifted.golden("erp", "2001")
    page = steward.post(
        f"/review/{task.pk}/decide/",
        {
            "decision": "part",
            "member": [str(record(drifted, "crm", "c-9"))],
            "version": [f"{home}:{queries.get(home).version}"],
            "reason": "another firm",
        },
    )
    assert page.status_code == 302
    assert drifted.golden("erp", "2001") == home
    assert drifted.golden("crm", "c-9") != home
    assert queries.get(drifted.golden("crm", "c-9")).values["name"] == "Totara Bakery"
    task.refresh_from_db()
    assert task.outcome == "part"
    with pytest.raises(NothingToUndo, match="merges what was taken apart"):
        undo(task_id=task.pk, actor=ANA, seams=seams())


@pytest.mark.parametrize("answer", ["merge", "different", "related"])
def test_answers_about_several_records_are_none_about_one(drifted: World, steward, answer: str) -> None:
    task, home = question(drifted), drifted.golden("erp", "2001")
    records = [str(record(drifted, "crm", "c-9")), str(record(drifted, "erp", "2001"))]
    sent = {"decision": answer, "member": records, "version": [f"{home}:{queries.get(home).version}"]}
    sent |= {"relation": "other"}
    assert steward.post(f"/review/{task.pk}/decide/", sent).status_code == 409
    task.refresh_from_db()
    assert task.closed_at is None


def test_nothing_is_taken_out_where_nothing_is_ticked_or_the_page_is_old(drifted: World, steward) -> None:
    task, home = question(drifted), drifted.golden("erp", "2001")
    version = queries.get(home).version
    none = steward.post(f"/review/{task.pk}/decide/", {"decision": "part", "version": [f"{home}:{version}"]})
    assert none.status_code == 422
    assert "Tick what is to be taken out." in none.content.decode()
    old = {"decision": "part", "member": [str(record(drifted, "crm", "c-9"))], "version": [f"{home}:{version - 1}"]}
    assert steward.post(f"/review/{task.pk}/decide/", old).status_code == 409
    assert drifted.golden("crm", "c-9") == home


def test_of_more_records_than_can_be_shown_the_doubted_one_is_shown(drifted: World, steward, monkeypatch) -> None:
    monkeypatch.setattr(parting, "WIDEST", 1)
    page = steward.get(f"/review/{question(drifted).pk}/").content.decode()
    assert ticked(page) == [str(record(drifted, "crm", "c-9"))]
    assert "1 more source record of this golden record is not shown" in page


# From the page of a record


def test_a_record_page_leads_to_taking_it_apart(drifted: World, steward) -> None:
    home = drifted.golden("erp", "2001")
    address = f"/records/customer/{home}/split/"
    assert address in steward.get(f"/records/customer/{home}/").content.decode()
    leaving = record(drifted, "crm", "c-9")
    page = steward.get(address, {"member": str(leaving)}).content.decode()
    assert "B will be a golden record of its own" in page
    sent = {"member": [str(leaving)], "version": [f"{home}:{queries.get(home).version}"], "reason": "another firm"}
    assert steward.post(address, sent).status_code == 302
    assert drifted.golden("crm", "c-9") != home


def test_taking_apart_is_refused_with_the_reason(drifted: World, steward) -> None:
    home = drifted.golden("erp", "2001")
    address, leaving = f"/records/customer/{home}/split/", str(record(drifted, "crm", "c-9"))
    version = f"{home}:{queries.get(home).version}"
    both = [leaving, str(record(drifted, "erp", "2001"))]
    assert steward.post(address, {"member": [leaving], "version": [version]}).status_code == 422
    refused = steward.post(address, {"member": both, "version": [version], "reason": "r"})
    assert refused.status_code == 409
    assert "one has to stay" in refused.content.decode()
    old = steward.post(address, {"member": [leaving], "version": [f"{home}:1"], "reason": "r"})
    assert "changed while you were looking" in old.content.decode()
    assert drifted.golden("crm", "c-9") == home


def test_only_who_may_takes_apart(drifted: World, auditor) -> None:
    home = drifted.golden("erp", "2001")
    assert auditor.get(f"/records/customer/{home}/split/").status_code == 403
    assert "Take source records out" not in auditor.get(f"/records/customer/{home}/").content.decode()
