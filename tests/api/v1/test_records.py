import json
from uuid import UUID

import pytest
from django.test import Client

from apps.api.v1 import parameters
from tests.audit.tamper import asleep, tamper
from tests.audit.world import ORCHARD

LIST = "/api/v1/customers/"
TREES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")


@pytest.fixture
def steady(django_assert_num_queries):
    return django_assert_num_queries


def read(client: Client, golden: UUID, query: str = "", **headers: str):
    return client.get(f"{LIST}{golden}{query}", headers=headers)


def test_it_answers_a_golden_record_with_values_and_sources(world, integration):
    golden = world.golden("erp", "1001")
    answer = read(integration, golden)
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert list(body) == [
        "id", "domain", "status", "version", "created_at", "changed_at", "merged_into", "values", "masked", "sources",
    ]  # fmt: skip
    assert (body["id"], body["domain"], body["status"], body["version"]) == (str(golden), "customer", "live", 2)
    assert body["values"]["name"] == "Lantern Works B.V."
    assert body["values"]["email"] == "hello@lantern.example"
    assert body["masked"] == []
    assert body["sources"] == [
        {"system": "crm", "external_id": "c-1"}, {"system": "erp", "external_id": "1001"},
    ]  # fmt: skip
    assert body["created_at"].startswith("2026-03-02T09:00:00")


def test_it_explains_where_each_value_comes_from(world, integration):
    body = read(integration, world.golden("erp", "1001"), "?explain=fields").json()
    assert body["provenance"]["name"]["system"] == "erp"
    assert set(body["provenance"]) >= set(body["values"])


@pytest.mark.parametrize("role", ["auditor", "operator", "admin"])
def test_it_masks_personal_fields_from_roles_that_may_not_see_them(world, caller, role):
    body = read(caller(role), world.golden("erp", "1001"), "?explain=fields").json()
    assert body["masked"] == ["email", "phone"]
    assert (body["values"]["email"], body["values"]["phone"]) == (None, None)
    assert body["values"]["name"] == "Lantern Works B.V."
    assert "hello@lantern.example" not in json.dumps(body)


def test_it_masks_in_the_list_too(world, caller):
    assert b"hello@lantern.example" not in caller("auditor").get(LIST).content


def test_it_hides_notes_on_masked_fields(world, caller):
    golden = world.golden("erp", "1001")
    tamper(
        "UPDATE golden_goldenrecord SET provenance = jsonb_set(provenance, '{email,note}', '\"was x@y.example\"')"
        " WHERE id = %s",
        [golden],
    )
    told = read(caller("auditor"), golden, "?explain=fields").json()["provenance"]["email"]
    assert "note" not in told
    assert told["system"] == "crm"


def test_it_answers_by_the_key_of_a_source(world, integration):
    body = integration.get(f"{LIST}by-source/crm/c-1").json()
    assert body["id"] == str(world.golden("erp", "1001"))
    assert integration.get(f"{LIST}by-source/crm/c-1/").json() == body


def test_it_finds_keys_that_hold_a_slash(world, integration):
    world.say("erp", "NL/7", {"kind": "organisation", "name": "Seven Bridges GmbH"})
    assert integration.get(f"{LIST}by-source/erp/NL/7").status_code == 200


@pytest.mark.parametrize("key", ["crm/c-404", "nowhere/c-1"])
def test_it_says_that_a_key_is_unknown(world, integration, key):
    answer = integration.get(f"{LIST}by-source/{key}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_it_says_that_a_record_waits_to_be_resolved(world, integration):
    world.land("erp", "1003", ORCHARD)
    assert integration.get(f"{LIST}by-source/erp/1003").json()["code"] == "not_resolved_yet"


def test_it_says_that_a_source_withdrew_its_record(world, integration):
    golden = world.golden("erp", "1002")
    world.say("erp", "1002", {}, withdrawn=True)
    by_source = integration.get(f"{LIST}by-source/erp/1002")
    assert (by_source.status_code, by_source.json()["code"]) == (410, "source_withdrawn")
    by_id = read(integration, golden)
    assert (by_id.status_code, by_id.json()["code"]) == (410, "retired")
    assert by_id.json()["detail"]


def test_it_knows_nothing_of_an_id_that_never_was(world, integration):
    answer = read(integration, UUID(int=404))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_it_keeps_the_domains_apart(world, integration):
    golden = world.golden("erp", "1001")
    assert integration.get(f"/api/v1/products/{golden}").status_code == 404
    assert integration.get("/api/v1/products/").json() == {"results": [], "next": None}


@pytest.fixture
def merged(world):
    """Orchard & Sons were merged into Lantern Works."""
    survivor, loser = world.golden("erp", "1001"), world.golden("erp", "1002")
    with asleep():
        tamper("UPDATE golden_xref SET golden_id = %s WHERE golden_id = %s", [survivor, loser])
        tamper(
            "UPDATE golden_goldenrecord SET status = 'retired', merged_into_id = %s, retired_reason = 'merged',"
            " version = 2 WHERE id = %s",
            [survivor, loser],
        )
    return survivor, loser


def test_it_answers_for_ever_for_an_id_that_was_merged_away(merged, integration):
    survivor, loser = merged
    answer = read(integration, loser)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["merged_into"]) == ("retired", str(survivor))
    assert body["survivor"] == read(integration, survivor).json()
    assert answer["ETag"] == '"v2.2"'


def test_it_names_the_successors_of_a_record_that_was_split_up(world, integration):
    golden, heir = world.golden("erp", "1002"), world.golden("erp", "1001")
    tamper(
        "UPDATE golden_goldenrecord SET status = 'retired', successors = to_jsonb(ARRAY[%s::text]) WHERE id = %s",
        [heir, golden],
    )
    body = read(integration, golden).json()
    assert (body["status"], body["successors"]) == ("retired", [str(heir)])


def test_it_answers_an_unchanged_record_with_304(world, integration):
    golden = world.golden("erp", "1001")
    tag = read(integration, golden)["ETag"]
    assert tag == '"v2"'
    for given in (tag, f"W/{tag}", f'"v1", {tag}', "*"):
        answer = read(integration, golden, **{"If-None-Match": given})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert read(integration, golden, **{"If-None-Match": '"v1"'}).status_code == 200


def test_it_forbids_caches_to_share_an_answer(world, integration):
    answer = read(integration, world.golden("erp", "1001"))
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].replace(" ", "").split(","))


def test_it_lists_page_by_page_without_gap_or_repetition(world, integration):
    for number in range(5):
        world.say(
            "erp",
            f"2{number}",
            {"kind": "organisation", "name": f"{TREES[number]} GmbH"},
        )
    whole = [record["id"] for record in integration.get(LIST).json()["results"]]
    seen, url = [], f"{LIST}?limit=2"
    while url:
        page = integration.get(url).json()
        seen += [record["id"] for record in page["results"]]
        url = page["next"]
        assert url is None or url.startswith(f"http://testserver{LIST}?limit=2&cursor=")
    assert seen == whole == sorted(whole)
    assert len(seen) == 7


def test_it_gives_no_next_where_the_last_page_is_full(world, integration):
    assert integration.get(f"{LIST}?limit=2").json()["next"] is None


def test_it_lists_the_same_body_that_it_answers_one_by_one(world, integration):
    for query in ("", "?explain=fields"):
        for record in integration.get(f"{LIST}{query}").json()["results"]:
            assert record == read(integration, record["id"], query).json()


def test_it_lists_no_retired_record(merged, integration):
    assert [record["id"] for record in integration.get(LIST).json()["results"]] == [str(merged[0])]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "limit=-1", "limit=²", "cursor=x", "explain=all"])
def test_it_refuses_what_it_does_not_understand(world, integration, query):
    answer = integration.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_it_takes_the_largest_page(world, integration):
    assert integration.get(f"{LIST}?limit={parameters.LIMIT_MAX}").status_code == 200


def test_it_answers_with_and_without_the_closing_slash(world, integration):
    golden = world.golden("erp", "1001")
    assert integration.get(f"{LIST}{golden}/").json() == read(integration, golden).json()
    assert integration.get("/api/v1/customers").json()["results"] == integration.get(LIST).json()["results"]


def test_it_writes_nothing(world, integration):
    for verb in ("post", "put", "patch", "delete"):
        answer = getattr(integration, verb)(LIST)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_it_asks_the_database_the_same_number_of_times_however_long_the_page(world, integration, steady):
    for number in range(4):
        with steady(2):  # who calls, and the page
            integration.get(f"{LIST}?explain=fields")
        world.say("erp", f"3{number}", {"kind": "organisation", "name": f"Harbour {number} GmbH"})


def test_it_asks_the_database_little_for_one_record(world, integration, steady, merged):
    survivor, loser = merged
    with steady(2):
        read(integration, survivor)
    with steady(3):
        read(integration, loser)
    with steady(3):
        integration.get(f"{LIST}by-source/crm/c-1")
