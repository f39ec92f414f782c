from __future__ import annotations

import pytest

from apps.golden import linked, pinned, queries
from apps.golden.judge import judge
from apps.golden.resolve import resolve
from apps.history.recording import Actor
from tests.stewardship.world import KAURI_ERP, seams


def act(client, golden, what, **data):
    version = queries.get(golden).version
    return client.post(f"/records/customer/{golden}/{what}/", {"version": version, **data})


def value(golden, field):
    return queries.get(golden).values.get(field)


def versions_of(*goldens):
    return [f"{key}:{row.version}" for key, row in queries.get_many(goldens).items()]


OVERRIDE = {"reason": "from the register", "lifetime": "forever"}


def test_it_sets_an_override_and_ends_it(world, steward):
    golden = world.golden("erp", "1001")
    assert act(steward, golden, "override/name", value="Kauri Holding Ltd", **OVERRIDE).status_code == 302
    assert value(golden, "name") == "Kauri Holding Ltd"
    page = steward.get(f"/records/customer/{golden}/").content.decode()
    assert "the owner says otherwise" in page
    assert "from the register" in page
    assert act(steward, golden, "override/name/end", reason="was wrong").status_code == 302
    assert value(golden, "name") == "Kauri Timber Limited"


def test_it_takes_an_address_by_its_parts(world, steward):
    golden = world.golden("erp", "1001")
    parts = {"part-street": "Kade", "part-house_number": "7", "part-city": "Breda", "part-country": "NL"}
    assert act(steward, golden, "override/billing_address", **parts, **OVERRIDE).status_code == 302
    assert value(golden, "billing_address")["street"] == "Kade"


@pytest.mark.parametrize(
    ("field", "sent", "words"),
    [
        ("name", {"value": "X", "lifetime": "forever"}, "required"),
        ("name", {"value": "Xylo Ltd", "reason": "r", "lifetime": "until_date"}, "Say until when."),
        ("name", {"value": "Xylo Ltd", "reason": "r", "lifetime": "until_date", "until": "2001-01-01"}, "has passed"),
        ("vat_number", {"value": "NL000000000B00", **OVERRIDE}, "VAT number"),
    ],
)
def test_it_refuses_an_override_that_cannot_be_and_says_why(world, steward, field, sent, words):
    golden = world.golden("erp", "1001")
    response = act(steward, golden, f"override/{field}", **sent)
    assert response.status_code in (409, 422)
    assert words in response.content.decode()
    assert pinned.standing_overrides([golden]) == {}


def test_it_refuses_an_override_on_an_older_version(world, steward):
    golden = world.golden("erp", "1001")
    version = queries.get(golden).version
    world.say("erp", "1001", KAURI_ERP | {"payment_terms": "net14"})
    response = act(steward, golden, "override/name", value="Xylo Ltd", **{**OVERRIDE, "version": version})
    assert response.status_code == 409
    assert "changed while you were looking" in response.content.decode()


def test_it_answers_404_for_a_field_that_is_none(world, steward):
    assert steward.get(f"/records/customer/{world.golden('erp', '1001')}/override/shoe_size/").status_code == 404


def test_it_previews_a_merge_and_does_it_and_takes_it_back(world, steward):
    one, other = world.golden("erp", "1001"), world.golden("crm", "c-1")
    preview = steward.get(f"/records/customer/{one}/merge/", {"with": "c-1"}).content.decode()
    assert "Nothing has happened yet." in preview
    assert "Golden after" in preview
    response = act(
        steward, one, "merge", **{"with": str(other), "reason": "one street", "version": versions_of(one, other)}
    )
    survivor = world.golden("crm", "c-1")
    assert response["Location"] == f"/records/customer/{survivor}/"
    assert world.golden("erp", "1001") == survivor
    page = steward.get(response["Location"]).content.decode()
    change_set = page.split('name="change_set" value="')[1].split('"')[0]
    assert act(steward, survivor, "unmerge", change_set=change_set, reason="two companies").status_code == 302
    assert {world.golden("erp", "1001"), world.golden("crm", "c-1")} == {one, other}


def test_it_refuses_to_take_the_same_merge_back_twice(world, steward):
    one, other = world.golden("erp", "1001"), world.golden("crm", "c-1")
    act(steward, one, "merge", **{"with": str(other), "reason": "r", "version": versions_of(one, other)})
    survivor = world.golden("crm", "c-1")
    page = steward.get(f"/records/customer/{survivor}/").content.decode()
    change_set = page.split('name="change_set" value="')[1].split('"')[0]
    act(steward, survivor, "unmerge", change_set=change_set, reason="wrong")
    again = act(steward, survivor, "unmerge", change_set=change_set, reason="wrong")
    assert again.status_code == 409
    assert "stands apart" in again.content.decode()


def test_it_refuses_a_merge_of_records_that_changed_and_shows_what_is_new(world, steward):
    one, other = world.golden("erp", "1001"), world.golden("crm", "c-1")
    seen = versions_of(one, other)
    world.say("erp", "1001", KAURI_ERP | {"payment_terms": "net14"})
    response = act(steward, one, "merge", **{"with": str(other), "reason": "r", "version": seen})
    assert response.status_code == 409
    assert "<ins>net14</ins>" in response.content.decode()
    assert world.golden("crm", "c-1") == other


@pytest.mark.parametrize("wanted", ["", "nobody", "1001"])
def test_it_says_so_when_there_is_nobody_to_merge_with(world, steward, wanted):
    response = steward.get(f"/records/customer/{world.golden('erp', '1001')}/merge/", {"with": wanted})
    assert response.status_code == 422


def kept_apart(world):
    one, other = world.golden("erp", "1001"), world.golden("crm", "c-1")
    pair = tuple(next(iter(queries.record_ids_of([key]))) for key in (one, other))
    judge(pairs=[pair], verdict="different", reason="two shops", actor=Actor("Ana"), seams=seams())
    return one, other


def test_it_takes_a_verdict_back_and_asks_again(world, steward):
    one, other = kept_apart(world)
    page = steward.get(f"/records/customer/{one}/").content.decode()
    assert "two shops" in page
    assert f'name="other" value="{other}"' in page
    assert act(steward, one, "retract", other=other, reason="one shop").status_code == 302
    resolve(domain="customer", seams=seams())
    assert len(linked.open_links("customer")) == 1
    assert "Kept apart" not in steward.get(f"/records/customer/{one}/").content.decode()


def test_it_refuses_to_take_back_a_verdict_that_does_not_stand(world, steward):
    one, other = kept_apart(world)
    act(steward, one, "retract", other=other, reason="one shop")
    again = act(steward, one, "retract", other=other, reason="one shop")
    assert again.status_code == 409
    assert "stands here any more" in again.content.decode()
    assert act(steward, one, "retract", other="x", reason="one shop").status_code == 422
    assert act(steward, one, "retract", other=other).status_code == 422


def test_it_shows_an_auditor_the_verdict_without_a_button(world, auditor):
    one, _ = kept_apart(world)
    page = auditor.get(f"/records/customer/{one}/").content.decode()
    assert "two shops" in page
    assert "Take the verdict back" not in page


@pytest.mark.parametrize("what", ["merge", "unmerge", "retract", "override/name", "override/name/end"])
def test_it_lets_nobody_act_who_may_not(world, auditor, what):
    assert act(auditor, world.golden("erp", "1001"), what, reason="r").status_code == 403
