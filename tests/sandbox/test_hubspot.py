import httpx
import pytest

from apps.sandbox.hubspot import seed
from apps.sandbox.server import Sandbox
from tests.sandbox import plain

PATH = "/hubspot/crm/objects/2026-03/companies"
SEARCH = {"filterGroups": [], "limit": 10, "after": "0", "properties": ["name"], "sorts": []}


def call(sandbox: Sandbox, method: str, path: str, body: object = None, token: str = "sandbox-token") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return plain.request(method, f"{sandbox.url}{PATH}{path}", json=body, headers=headers)


@pytest.mark.parametrize("token", ["", "wrong"])
def test_it_wants_a_token(sandbox: Sandbox, token: str) -> None:
    reply = call(sandbox, "GET", "", token=token)
    assert (reply.status_code, reply.json()["category"]) == (401, "INVALID_AUTHENTICATION")


@pytest.mark.parametrize("missing", sorted(SEARCH))
def test_it_wants_the_required_fields_of_a_search(sandbox: Sandbox, missing: str) -> None:
    body = {name: value for name, value in SEARCH.items() if name != missing}
    assert call(sandbox, "POST", "/search", body).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/search", {**SEARCH, "limit": 201}),
        ("/search", {**SEARCH, "after": "9991"}),
        ("/search", {**SEARCH, "properties": ["unheard"]}),
        ("/search", {**SEARCH, "filterGroups": [{"filters": [{"propertyName": "unheard", "operator": "EQ"}]}]}),
        ("/batch/upsert", {"inputs": [{"properties": {}}]}),
        ("/batch/update", {"inputs": [{"id": "1", "properties": {"unheard": "x"}}]}),
        ("/batch/read", {"inputs": []}),
        ("", {"name": "no properties"}),
    ],
)
def test_it_refuses_a_malformed_request(sandbox: Sandbox, path: str, body: dict) -> None:
    reply = call(sandbox, "POST", path, body)
    assert (reply.status_code, reply.json()["category"]) == (400, "VALIDATION_ERROR")


def test_it_searches_by_filters_sort_and_page(sandbox: Sandbox) -> None:
    seed.load(sandbox.state, [{"external_id": str(n), "name": f"Firm {n % 3}"} for n in range(1, 10)])
    filters = [
        {"propertyName": "name", "operator": "EQ", "value": "Firm 1"},
        {"propertyName": "hs_object_id", "operator": "GTE", "value": "2"},
    ]
    body = {**SEARCH, "filterGroups": [{"filters": filters}], "sorts": ["-hs_object_id"], "limit": 1}
    reply = call(sandbox, "POST", "/search", body).json()
    assert (reply["total"], [each["id"] for each in reply["results"]]) == (2, ["7"])
    reply = call(sandbox, "POST", "/search", {**body, "after": reply["paging"]["next"]["after"]}).json()
    assert [each["id"] for each in reply["results"]] == ["4"]
    assert "paging" not in reply


def test_it_upserts_by_the_golden_id(sandbox: Sandbox) -> None:
    def upsert(name: str) -> dict:
        properties = {"golden_id": "g", "name": name}
        body = {"inputs": [{"id": "g", "idProperty": "golden_id", "properties": properties}]}
        return call(sandbox, "POST", "/batch/upsert", body).json()["results"][0]

    first, second = upsert("A"), upsert("B")
    assert (first["new"], second["new"], first["id"] == second["id"]) == (True, False, True)
    assert second["properties"]["name"] == "B"


def test_it_answers_207_and_names_the_refused_rows(sandbox: Sandbox) -> None:
    call(sandbox, "POST", "", {"properties": {"name": "A", "golden_id": "g"}})
    call(sandbox, "POST", "", {"properties": {"name": "B"}})
    inputs = [
        {"id": "1001", "properties": {"name": "A2"}},
        {"id": "1002", "properties": {"golden_id": "g"}},
        {"id": "9999", "properties": {"name": "x"}},
        {"id": "1002", "properties": {"credit_limit": 5}},
        {"id": "1002", "properties": {"hs_merged_object_ids": "5"}},
    ]
    reply = call(sandbox, "POST", "/batch/update", {"inputs": inputs})
    assert reply.status_code == 207
    assert [each["id"] for each in reply.json()["results"]] == ["1001"]
    assert [each["context"]["ids"] for each in reply.json()["errors"]] == [["1002"], ["9999"], ["1002"], ["1002"]]


def test_it_merges_for_good(sandbox: Sandbox) -> None:
    for name in ("A", "B", "C"):
        call(sandbox, "POST", "", {"properties": {"name": name, "city": f"city of {name}"}})
    for primary, other in (("1002", "1003"), ("1001", "1002")):
        body = {"primaryObjectId": primary, "objectIdToMerge": other}
        assert call(sandbox, "POST", "/merge", body).status_code == 200
    survivor = call(sandbox, "GET", "/1001?properties=hs_merged_object_ids,name").json()
    assert survivor["properties"]["name"] == "A"
    assert set(survivor["properties"]["hs_merged_object_ids"].split(";")) == {"1002", "1003"}
    assert call(sandbox, "GET", "/1002").status_code == 404
    assert call(sandbox, "POST", "/merge", body).status_code == 404


def test_it_keeps_archived_objects_apart(sandbox: Sandbox) -> None:
    for name in ("A", "B", "C"):
        call(sandbox, "POST", "", {"properties": {"name": name}})
    assert call(sandbox, "DELETE", "/1001").status_code == 204
    call(sandbox, "POST", "/batch/archive", {"inputs": [{"id": "1002"}, {"id": "9"}]})
    page = call(sandbox, "GET", "?archived=true&limit=1").json()
    assert [(each["id"], each["archived"]) for each in page["results"]] == [("1001", True)]
    page = call(sandbox, "GET", f"?archived=true&limit=1&after={page['paging']['next']['after']}").json()
    assert [each["id"] for each in page["results"]] == ["1002"]
    assert [each["id"] for each in call(sandbox, "GET", "").json()["results"]] == ["1003"]


def test_it_loads_ten_thousand_rows_in_seconds(sandbox: Sandbox) -> None:
    assert seed.load(sandbox.state, ({"external_id": str(n), "name": "x"} for n in range(1, 10_001))) == 10_000
