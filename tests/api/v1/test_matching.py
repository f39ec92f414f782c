import json
import logging

import pytest
from django.apps import apps as installed
from django.db import connection
from django.test import Client

from apps.accounts import roles
from apps.golden.merge import merge
from apps.golden.queries import get_many
from apps.history.recording import Actor
from apps.sources import candidates, queries
from tests.audit.world import CONTACT, LANTERN, ORCHARD

ADDRESS = "/api/v1/customers/match"
STRANGER = {"kind": "organisation", "name": "Quiet Harbour Ltd", "registration_number": "70007919"}


def post(client: Client, *records, address: str = ADDRESS, **rest):
    return client.post(address, {"records": records} | rest, content_type="application/json")


def results(client: Client, *records, **rest):
    answer = post(client, *records, **rest)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def steady(django_assert_num_queries):
    return django_assert_num_queries


@pytest.fixture
def past_cursors(monkeypatch):
    """The reads that go past Django's cursors: candidates, and the names of the records found."""
    asked = []

    def counted(read):
        return lambda *said: (asked.append(read.__name__), read(*said))[1]

    monkeypatch.setattr(candidates, "prepared_rows", counted(candidates.prepared_rows))
    monkeypatch.setattr(queries, "binary_rows", counted(queries.binary_rows))
    return asked


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {model._meta.db_table for model in installed.get_models()} <= set(tables)
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            (counts[table],) = cursor.fetchone()
    return counts


def test_it_names_the_golden_record_that_a_record_would_join(world, integration):
    golden = world.golden("erp", "1001")
    answer = post(integration, {"name": "Lantern Works", "vat_number": "NL123456782B12"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-cache"
    body = answer.json()
    assert body["rulebook"] == 1
    [result] = body["results"]
    assert (result["outcome"], result["golden"]) == ("join", str(golden))
    assert (result["compared"], result["crowded"], result["warnings"]) == (2, [], {})
    assert "vat" in result["looked_by"]
    [found] = result["matches"]
    assert list(found) == [
        "golden", "url", "record", "band", "weight", "probability", "vetoed_by", "proposed_by",
    ]  # fmt: skip
    assert (found["golden"], found["band"], found["vetoed_by"]) == (str(golden), "join", None)
    assert found["record"]["system"] in ("crm", "erp")
    assert "vat" in found["proposed_by"]
    assert 0.99 < found["probability"] <= 1
    assert found["url"] == f"http://testserver/api/v1/customers/{golden}"
    assert integration.get(found["url"]).json()["id"] == str(golden)


def test_it_answers_many_in_their_order_as_it_answers_each(world, integration):
    asked = [STRANGER, CONTACT, ORCHARD, LANTERN]
    together = results(integration, *asked)
    assert [result["outcome"] for result in together] == ["new", "join", "review", "join"]
    assert together == [results(integration, record)[0] for record in asked]


def test_it_answers_with_and_without_the_closing_slash(world, integration):
    assert results(integration, CONTACT, address=f"{ADDRESS}/") == results(integration, CONTACT)


def test_it_explains_in_lines_that_add_up(world, integration):
    [result] = results(integration, CONTACT, explain=True)
    [found] = result["matches"]
    assert sum(line["weight"] for line in found["evidence"]) == found["weight"]
    line = next(line for line in found["evidence"] if line["comparison"] == "vat_number")
    assert line == {
        "comparison": "vat_number", "label": "same VAT number", "weight": line["weight"], "veto": False,
        "asked": "NL123456782", "held": "NL123456782",
    }  # fmt: skip


def test_it_names_what_forbids_a_join(world, integration):
    [result] = results(integration, CONTACT | {"kind": "person", "full_name": "Ada Lantern"})
    assert result["outcome"] == "review"
    assert [(found["band"], found["vetoed_by"]) for found in result["matches"]] == [("review", "kind")]


def test_it_tells_fewer_matches_where_fewer_are_asked_for(world, integration):
    world.say("erp", "2001", {"kind": "organisation", "name": "Orchard & Sons Limited", "vat_number": "DE136695976"})
    world.say("erp", "2002", {"kind": "organisation", "name": "Orchard & Sons Limited", "vat_number": "DE129273398"})
    [whole], [cut] = results(integration, ORCHARD), results(integration, ORCHARD, limit=1)
    assert len(whole["matches"]) > 1
    assert cut == whole | {"matches": whole["matches"][:1]}


def test_it_shows_no_compared_values_to_those_who_may_not_see_personal_ones(world, caller):
    answer = post(caller("auditor"), CONTACT, explain=True)
    [found] = answer.json()["results"][0]["matches"]
    assert {(line["asked"], line["held"]) for line in found["evidence"]} == {(None, None)}
    assert "same VAT number" in {line["label"] for line in found["evidence"]}
    for secret in (CONTACT["email"], "7940000", "lantern"):
        assert secret not in answer.content.decode().lower()


def test_it_says_that_a_record_waits_to_be_resolved_and_where_it_will_be(world, integration):
    world.land("crm", "c/9", STRANGER)
    [result] = results(integration, STRANGER)
    [found] = result["matches"]
    assert (result["outcome"], result["golden"], found["golden"]) == ("wait", None, None)
    assert found["record"] == {"system": "crm", "external_id": "c/9"}
    assert integration.get(found["url"]).json()["code"] == "not_resolved_yet"
    world.say("crm", "c-10", ORCHARD)
    assert integration.get(found["url"]).json()["id"] == results(integration, STRANGER)[0]["matches"][0]["golden"]


def test_it_answers_with_the_heir_of_a_record_that_was_merged_away(world, integration):
    ids = [world.golden("erp", "1001"), world.golden("erp", "1002")]
    versions = {key: row.version for key, row in get_many(ids).items()}
    actor = Actor.machine("test")
    merged = merge(goldens=ids, versions=versions, reason="one shop", actor=actor, seams=world.seams)
    for record in (LANTERN, ORCHARD):
        [found] = results(integration, record)[0]["matches"]
        assert found["golden"] == str(merged.survivor)
        assert integration.get(found["url"]).json()["status"] == "live"


def test_it_knows_nothing_of_a_record_that_its_last_source_withdrew(world, integration):
    world.say("erp", "1002", {}, withdrawn=True)
    assert results(integration, ORCHARD)[0]["matches"] == []


def test_it_goes_by_the_declared_rules_where_nothing_was_resolved_yet(world, integration):
    answer = post(integration, {"name": "Lamp"}, address="/api/v1/products/match").json()
    assert answer["rulebook"] == 0
    assert [result["outcome"] for result in answer["results"]] == ["new"]


def test_it_warns_of_values_that_fail_their_validation(world, integration):
    [result] = results(integration, CONTACT | {"email": "not an address"})
    assert result["outcome"] == "join"
    assert list(result["warnings"]) == ["email"]


def test_it_refuses_records_that_hold_nothing_to_look_by(world, integration):
    answer = post(integration, CONTACT, {}, {"kind": "organisation", "vat_number": "NL0 private", "phone": "n/a"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["records"]) == ("unmatchable", [1, 2])
    assert "records[1] holds nothing to look by; " in problem["detail"]
    assert (
        "records[2] holds nothing to look by (not valid: vat_number, phone). Fill more of kind, name, "
        in problem["detail"]
    )
    assert "private" not in problem["detail"]


def test_it_refuses_what_it_does_not_understand(world, integration):
    answer = post(integration, {"emial": "hello@lantern.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["detail"] == "records[0].emial: no such field; did you mean email?"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", "application/json", 400, "parse_error"),
        ("", "application/json", 400, "invalid"),
        ('"' + "x" * 1_000_001 + '"', "application/json", 413, "too_large"),
        ("name=Ada", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_it_refuses_other_bodies_with_a_problem(world, integration, body, kind, status, code):
    answer = integration.post(ADDRESS, body, content_type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_it_takes_no_body_in_chunks_for_an_empty_one(world, integration):
    answer = integration.post(
        ADDRESS, {"records": [CONTACT]}, content_type="application/json", headers={"Transfer-Encoding": "chunked"}
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_it_is_asked_by_post_alone(world, integration):
    for verb in ("get", "put", "patch", "delete"):
        assert getattr(integration, verb)(ADDRESS).json()["code"] == "method_not_allowed"


def test_it_asks_who_calls(world, client, django_user_model, monkeypatch):
    assert post(client, CONTACT).json()["code"] == "not_authenticated"
    monkeypatch.setitem(roles.PERMISSIONS_OF, "integration", frozenset({"records.view"}))
    client.force_login(django_user_model.objects.create(username="till", role="integration"))
    answer = post(client, CONTACT)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_it_takes_no_question_that_another_site_puts_into_a_persons_browser(world, django_user_model):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(django_user_model.objects.create(username="till", role="integration"))
    assert post(browser, CONTACT).json()["code"] == "permission_denied"


def test_it_stores_nothing_and_answers_the_same_again_whatever_the_idempotency_key(world, integration):
    before = rows()
    asked = [post(integration, CONTACT, STRANGER, explain=True)]
    for key in ("a", "a", "b"):
        body = {"records": [CONTACT, STRANGER], "explain": True}
        asked.append(integration.post(ADDRESS, body, content_type="application/json", headers={"Idempotency-Key": key}))
    assert len({answer.content for answer in asked}) == 1
    post(integration, {})
    assert rows() == before


def test_it_asks_the_database_once_per_record_and_little_besides(world, integration, steady, past_cursors):
    for asked in ([ORCHARD], [ORCHARD, CONTACT, STRANGER, LANTERN]):
        past_cursors.clear()
        with steady(3):  # who calls, the rules, the systems
            post(integration, *asked, explain=True)
        assert past_cursors == ["prepared_rows"] * len(asked) + ["binary_rows"]


def test_it_leaves_nothing_of_a_body_in_the_logs(world, integration, caplog):
    caplog.set_level(logging.DEBUG)
    private = CONTACT | {"email": "ada.lovelace@private.example", "phone": "not a Lovelace number"}
    assert post(integration, private).status_code == 200
    assert post(integration, {"email": "Lovelace"}).status_code == 422
    assert post(integration, private | {"Lovelace": "Lovelace"}).status_code == 400
    assert integration.post(ADDRESS, '{"Lovelace"', content_type="application/json").status_code == 400
    assert caplog.records
    for record in caplog.records:
        assert "lovelace" not in json.dumps(vars(record), default=repr).lower()
