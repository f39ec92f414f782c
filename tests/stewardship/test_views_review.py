from __future__ import annotations

import re
from uuid import UUID

import pytest

from apps.golden import linked
from apps.stewardship.models import StewardTask
from tests.stewardship.conftest import client_of
from tests.stewardship.world import KAURI_ERP, KAURI_OTHER

HTMX = {"HTTP_HX_REQUEST": "true"}


def form_of(page: str) -> dict[str, list[str]]:
    """The hidden versions and ticked members of a review page."""
    return {
        "version": re.findall(r'name="version" value="([^"]+)"', page),
        "member": re.findall(r'name="member" value="([^"]+)"', page),
    }


def decide(client, task, answer, *, htmx=True, **more):
    page = client.get(f"/review/{task.pk}/").content.decode()
    data = {**form_of(page), "decision": answer, "relation": "parent", "days": "1", **more}
    return client.post(f"/review/{task.pk}/decide/", data, **(HTMX if htmx else {}))


def test_it_shows_one_question_with_differences_evidence_and_the_golden_record_after(world, steward):
    page = steward.get(f"/review/{world.task().pk}/").content.decode()
    for words in (
        "≠",
        "≈",
        "Golden after",
        "Name 96 % similar, same address.",
        "owner first",
        "Found by: ",
        "A merge will send",
        "CRM c-1",
    ):
        assert words in page
    assert "+7.0" in page
    assert "<mark>" in page


def test_it_gives_every_key_a_visible_button(world, steward):
    page = steward.get(f"/review/{world.task().pk}/").content.decode()
    assert set(re.findall(r'data-key="(\w)"', page)) >= {"m", "n", "r", "d", "j", "k"}
    assert 'id="keys"' in page
    assert "data-keys-switch" in page


@pytest.mark.parametrize(
    ("answer", "goldens", "words"),
    [("merge", 1, "Merged 2 golden records into one"), ("different", 2, "not a match"), ("related", 2, "related")],
)
def test_it_carries_a_decision_out_and_offers_to_undo_it(world, steward, answer, goldens, words):
    task = world.task()
    response = decide(steward, task, answer)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert f"/review/{task.pk}/undo/" in page
    assert len({world.golden("erp", "1001"), world.golden("crm", "c-1")}) == goldens


def test_it_swaps_in_the_next_question(world, steward):
    place = {"street": "Kade", "house_number": "9", "city": "Breda", "postcode": "4811 AB", "country": "NL"}
    world.say("erp", "71", {"kind": "organisation", "name": "Alder Works", "billing_address": place})
    world.say("crm", "x1", {"kind": "organisation", "name": "Alder Work Ltd", "billing_address": place})
    first = world.task()
    assert StewardTask.objects.filter(closed_at=None).count() == 2
    response = decide(steward, first, "different")
    other = StewardTask.objects.get(closed_at=None)
    assert response["HX-Push-Url"] == f"/review/{other.pk}/"
    assert f'data-question="{other.pk}"' in response.content.decode()


def test_it_says_all_done_after_the_last_question(world, steward):
    assert "All done" in decide(steward, world.task(), "different").content.decode()


def test_it_works_without_scripts(world, steward):
    response = decide(steward, world.task(), "different", htmx=False)
    assert response.status_code == 302


def test_it_undoes_a_merge_and_shows_the_question_again(world, steward):
    task = world.task()
    decide(steward, task, "merge")
    response = steward.post(f"/review/{task.pk}/undo/", **HTMX)
    assert "Merge taken back" in response.content.decode()
    assert f'data-question="{task.pk}"' in response.content.decode()
    assert len({world.golden("erp", "1001"), world.golden("crm", "c-1")}) == 2


def test_it_comes_back_with_the_difference_and_the_choices_when_a_record_changed(world, steward):
    task = world.task()
    page = steward.get(f"/review/{task.pk}/").content.decode()
    world.say("erp", "1001", KAURI_ERP | {"payment_terms": "net14"})
    data = {**form_of(page), "decision": "merge", "reason": "same street", "relation": "site", "days": "7"}
    response = steward.post(f"/review/{task.pk}/decide/", data, **HTMX)
    again = response.content.decode()
    assert response.status_code == 409
    assert "Payment terms <del>net30</del> → <ins>net14</ins>" in again
    assert 'value="same street"' in again
    assert '<option value="site" selected>' in again
    assert StewardTask.objects.get(pk=task.pk).closed_at is None


def test_it_leaves_a_record_out_of_the_preview_when_it_is_unticked(world, steward):
    third = world.say("crm", "c-2", KAURI_OTHER)
    task = world.task()
    ticked = [key for key in task.goldens if UUID(key) != third]
    page = steward.get(f"/review/{task.pk}/", {"chosen": "1", "member": ticked}, **HTMX).content.decode()
    assert "Merge 2" in page
    assert "left out of this decision" in page
    assert f'value="{third}"' in page


def test_it_asks_to_tick_two_before_it_decides(world, steward):
    task = world.task()
    response = decide(steward, task, "merge", member=task.goldens[:1])
    assert response.status_code == 422
    assert "Tick two or more records first." in response.content.decode()
    assert len({world.golden("erp", "1001"), world.golden("crm", "c-1")}) == 2


@pytest.mark.parametrize("sent", [{"member": ["x", "y"]}, {"version": ["x"]}, {"decision": "burn"}, {"days": "9999"}])
def test_it_refuses_a_form_that_makes_no_sense(world, steward, sent):
    assert decide(steward, world.task(), "merge", **sent).status_code == 422


def test_it_refuses_to_decide_twice(world, steward):
    task = world.task()
    page = steward.get(f"/review/{task.pk}/").content.decode()
    decide(steward, task, "different")
    response = steward.post(f"/review/{task.pk}/decide/", {**form_of(page), "decision": "merge"}, **HTMX)
    assert response.status_code == 409
    assert "was settled" in response.content.decode()


def test_it_shows_who_has_a_question_open_and_passes_it_over(world, steward):
    task = world.task()
    steward.get(f"/review/{task.pk}/")
    other = client_of("lead")
    assert "the steward has this open" in other.get(f"/review/{task.pk}/").content.decode()
    assert "open at the steward" in other.get("/queue/").content.decode()


@pytest.mark.parametrize("path", ["/review/{}/decide/", "/review/{}/undo/"])
def test_it_lets_nobody_decide_who_may_not(world, auditor, path):
    assert auditor.post(path.format(world.task().pk), {"decision": "merge"}).status_code == 403


def test_it_escapes_hostile_values(world, steward):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    place = {"street": "Kade", "house_number": "9", "city": "Breda", "postcode": "4811 AB", "country": "NL"}
    world.say("erp", "66", {"kind": "organisation", "name": f"Evil {evil}", "billing_address": place, "segment": evil})
    world.say(
        "crm",
        "y6",
        {"kind": "organisation", "name": f"Evil {evil} Ltd", "billing_address": place, "segment": f"{evil}2"},
    )
    golden = world.golden("erp", "66")
    world.task()
    pages = [f"/review/{task.pk}/" for task in StewardTask.objects.filter(closed_at=None)]
    for path in ["/queue/", *pages, "/records/customer/?q=Evil", f"/records/customer/{golden}/"]:
        page = steward.get(path).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "Evil" in page or "Kauri" in page


def test_it_needs_no_more_statements_for_more_records(world, steward, django_assert_max_num_queries):
    world.say("crm", "c-2", KAURI_OTHER)
    task = world.task()
    assert len(task.goldens) == 3
    with django_assert_max_num_queries(36):
        steward.get(f"/review/{task.pk}/")


def test_it_shows_what_a_person_said_before_and_where_to_take_it_back(world, steward):
    task = world.task()
    decide(steward, task, "different", reason="two companies, one street")
    page = steward.get(f"/review/{task.pk}/").content.decode()
    assert "two companies, one street" in page
    assert f"/records/customer/{world.golden('erp', '1001')}/#apart-title" in page
    assert linked.open_links() == []


def test_it_undoes_a_verdict_and_shows_the_question_again(world, steward):
    task = world.task()
    decide(steward, task, "different", reason="two companies, one street")
    page = steward.post(f"/review/{task.pk}/undo/", **HTMX).content.decode()
    assert "Asked again" in page
    assert f'data-question="{task.pk}"' in page
    assert "two companies, one street" not in page


def test_it_warns_where_a_number_differs_that_a_thing_has_only_one_of(world, steward):
    place = KAURI_ERP["billing_address"]
    world.say(
        "crm",
        "c-1",
        {"kind": "organisation", "name": "Kauri Timbers Ltd", "vat_number": "NL810433941B01", "billing_address": place},
    )
    page = steward.get(
        "/records/customer/{}/merge/".format(world.golden("erp", "1001")), {"with": "c-1"}
    ).content.decode()
    assert "Look twice:" in page
    assert "VAT number differs" in page
