from urllib.parse import quote

import pytest

from apps.accounts.models import User
from apps.history import trail
from tests.audit.world import LANTERN, START

PAGE = "/audit/"
EMAIL = "hello@lantern.example"


@pytest.fixture
def visitor(client, db):
    """The browser of somebody with this role."""

    def visit_as(role):
        client.force_login(User.objects.create(username=f"a-{role}", role=role))
        return client

    return visit_as


@pytest.fixture
def renamed(world):
    """Lantern Works took another name an hour later."""
    world.later(60)
    world.say("erp", "1001", LANTERN | {"name": "Lantern Works International B.V."})
    world.later(60)
    return world.golden("erp", "1001")


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_it_lists_what_happened_newest_first(world, visitor):
    acts = visitor("auditor").get(PAGE).context["acts"]
    assert [act.id for act in acts] == sorted((act.id for act in acts), reverse=True)
    assert {"pull", "resolve", "system", "rulebook"} <= {act.kind for act in acts}


def test_it_filters_by_kind_and_by_actor(world, visitor):
    browser = visitor("auditor")
    assert {act.kind for act in browser.get(f"{PAGE}?kind=resolve").context["acts"]} == {"resolve"}
    assert {act.actor for act in browser.get(f"{PAGE}?actor=machine:install").context["acts"]} == {"machine:install"}
    assert "Nothing of this kind" in page(browser, f"{PAGE}?kind=harmony")


def test_it_pages_back_to_the_first_act(world, visitor, monkeypatch):
    monkeypatch.setattr("apps.audit.views.PAGE", 2)
    browser, before, seen = visitor("auditor"), "", []
    while True:
        shown = browser.get(f"{PAGE}?before={before}").context
        seen += [act.id for act in shown["acts"]]
        if not (before := shown["before"]):
            break
    assert seen == [act.id for act in trail.acts()]


def test_it_shows_what_an_act_touched_before_and_after(renamed, visitor):
    resolved = trail.acts(kind="resolve")[0].id
    text = page(visitor("steward"), f"{PAGE}changes/{resolved}/")
    assert "<del>Lantern Works B.V.</del>" in text
    assert "<ins>Lantern Works International B.V.</ins>" in text
    assert str(renamed) in text


def test_it_links_an_act_to_the_record_as_it_was_then(renamed, visitor):
    act = trail.acts(kind="resolve")[-1]
    text = page(visitor("auditor"), f"{PAGE}changes/{act.id}/")
    assert f"?at={quote(act.at.isoformat(), safe='/')}" in text


def test_it_masks_personal_fields_in_an_act(world, visitor):
    pulled = next(act.id for act in trail.acts(kind="pull") if EMAIL in _told(act.id))
    text = page(visitor("auditor"), f"{PAGE}changes/{pulled}/")
    assert EMAIL not in text
    assert "values.email" in text
    assert "Your role sees that personal fields changed" in text


def test_it_shows_personal_fields_to_a_steward(world, visitor):
    browser = visitor("steward")
    assert any(EMAIL in page(browser, f"{PAGE}changes/{act.id}/") for act in trail.acts(kind="pull"))


def _told(change_set):
    return str(
        [row.after.values for table in trail.touched(change_set) for row in table.rows if hasattr(row.after, "raw")]
    )


def test_it_counts_what_it_does_not_show(world):
    tables = trail.touched(trail.acts(kind="resolve")[-1].id, limit=0)
    assert all(not table.rows and table.count for table in tables)


def test_it_hides_the_credentials_of_a_system_from_everybody(world, visitor):
    browser = visitor("steward")
    for act in trail.acts(kind="system"):
        text = page(browser, f"{PAGE}changes/{act.id}/")
        assert "credentials" in text
        assert "gAAAA" not in text


def test_it_knows_no_act_of_another_number(world, visitor):
    browser = visitor("auditor")
    assert browser.get(f"{PAGE}changes/999999/").status_code == 404
    assert browser.get(f"{PAGE}changes/{10**30}/").status_code == 404


def test_it_shows_a_record_as_it_is(renamed, visitor):
    text = page(visitor("auditor"), f"{PAGE}records/{renamed}/")
    assert "Lantern Works International B.V." in text
    assert "As of" not in text


def test_it_shows_a_record_as_it_was(renamed, visitor):
    browser = visitor("steward")
    answer = browser.get(f"{PAGE}records/{renamed}/?at=2026-03-02T09:30")
    then = answer.context["then"]
    assert (then.version, then.status) == (2, "live")
    assert {field.label: field.value for field in then.fields}["Name"] == "Lantern Works B.V."
    assert [(member.system, member.external_id) for member in then.members] == [("crm", "c-1"), ("erp", "1001")]
    assert "As of 2026-03-02 09:30:00 UTC." in answer.content.decode()


def test_it_shows_the_members_of_the_moment(renamed, visitor):
    then = visitor("auditor").get(f"{PAGE}records/{renamed}/?at={quote(START.isoformat())}").context["then"]
    assert [(member.system, member.external_id) for member in then.members] == [("erp", "1001")]
    assert then.version == 1


def test_it_says_that_a_record_was_not_there_yet(renamed, visitor):
    assert "It did not exist then." in page(visitor("auditor"), f"{PAGE}records/{renamed}/?at=2020-01-01")


def test_it_understands_a_zone_and_refuses_what_is_no_moment(renamed, visitor):
    browser = visitor("auditor")
    then = browser.get(f"{PAGE}records/{renamed}/?at=2026-03-02T10:00:00%2B01:00").context["then"]
    assert then.version == 1
    for given in ("yesterday", "2026-13-45T99:00"):
        assert browser.get(f"{PAGE}records/{renamed}/?at={given}").status_code == 400


def test_it_masks_a_record_for_who_may_not_see_personal_values(renamed, visitor):
    browser = visitor("operator")
    text = page(browser, f"{PAGE}records/{renamed}/")
    assert EMAIL not in text
    assert "•••" in text


def test_it_keeps_the_story_of_a_record_that_was_withdrawn(world, visitor):
    golden = world.golden("erp", "1002")
    world.say("erp", "1002", {}, withdrawn=True)
    answer = visitor("auditor").get(f"{PAGE}records/{golden}/")
    assert answer.context["then"].status == "retired"
    assert answer.context["then"].members == []


def test_it_compares_two_versions_in_either_order(renamed, visitor):
    browser = visitor("steward")
    newest, *_, first = browser.get(f"{PAGE}records/{renamed}/").context["versions"]
    numbers = newest.row.history_id, first.row.history_id
    paths = [f"{PAGE}records/{renamed}/diff/?from={one}&to={other}" for one, other in (numbers, numbers[::-1])]
    found = [browser.get(path).context["difference"] for path in paths]
    assert found[0].lines == found[1].lines
    assert found[0].older.row.version == found[1].older.row.version == 1
    text = page(browser, paths[1])
    assert "<del>Lantern Works B.V.</del>" in text
    assert EMAIL in text


def test_it_masks_a_comparison(renamed, visitor):
    browser = visitor("auditor")
    newest, *_, first = browser.get(f"{PAGE}records/{renamed}/").context["versions"]
    path = f"{PAGE}records/{renamed}/diff/?from={first.row.history_id}&to={newest.row.history_id}"
    assert EMAIL not in page(browser, path)


@pytest.mark.parametrize("query", ["", "?from=1", "?from=x&to=y", "?from=999999&to=999998"])
def test_it_compares_only_versions_of_this_record(renamed, visitor, query):
    assert visitor("auditor").get(f"{PAGE}records/{renamed}/diff/{query}").status_code == 404


def test_it_knows_no_record_of_another_id(world, visitor):
    assert visitor("auditor").get(f"{PAGE}records/00000000-0000-0000-0000-000000000404/").status_code == 404


def test_it_dates_versions_by_their_acts(renamed, visitor):
    versions = visitor("auditor").get(f"{PAGE}records/{renamed}/").context["versions"]
    assert versions[-1].at == START


@pytest.mark.parametrize("path", ["", "changes/1/", "records/00000000-0000-0000-0000-000000000404/"])
def test_it_opens_to_those_alone_who_may_see_history(client, visitor, path):
    assert client.get(PAGE + path)["Location"].startswith("/sign-in/")
    assert visitor("integration").get(PAGE + path).status_code == 403


def test_it_asks_the_database_a_constant_number_of_times(renamed, visitor, django_assert_max_num_queries):
    browser = visitor("auditor")
    with django_assert_max_num_queries(20):
        browser.get(f"{PAGE}records/{renamed}/?at=2026-03-02T09:30")
    with django_assert_max_num_queries(30):
        browser.get(f"{PAGE}changes/{trail.acts(kind='resolve')[0].id}/")
