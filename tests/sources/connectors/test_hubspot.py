from datetime import UTC, datetime

import httpx
import pytest

from apps.sandbox.hubspot import seed
from apps.sandbox.server import Sandbox
from apps.sources.connectors.base import (
    Connection,
    Connector,
    PushOperation,
    SystemicFailure,
    TransientFailure,
)
from apps.sources.connectors.hubspot.connector import HubspotConnector
from tests.sandbox import plain
from tests.sources.connectors.conftest import hubspot_at, pull_all
from tests.sources.connectors.rows import CUSTOMERS, ORGANISATION, PRODUCTS


def call(sandbox: Sandbox, method: str, path: str, body: object = None) -> dict:
    headers = {"Authorization": f"Bearer {sandbox.access.hubspot_token}"}
    reply = plain.request(method, f"{sandbox.hubspot_url}/crm/objects/2026-03/{path}", json=body, headers=headers)
    assert reply.status_code < 300, reply.text
    return reply.json() if reply.content else {}


def create(key: str, **fields: object) -> PushOperation:
    return PushOperation(key=key, golden_id=f"golden-{key}", external_id=None, fields=fields)


@pytest.mark.parametrize(("domain", "rows"), [("customer", CUSTOMERS), ("product", PRODUCTS)])
def test_it_receives_exactly_the_payload_that_a_seed_promises(
    sandbox: Sandbox, hubspot: Connector, domain: str, rows: list
) -> None:
    seed.load(sandbox.state, rows, domain)
    records, _ = pull_all(hubspot, domain)
    assert [dict(each.payload) for each in records] == [seed.payload(row, domain) for row in rows]


def test_it_gives_back_the_fields_of_a_row(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, CUSTOMERS)
    records, _ = pull_all(hubspot, "customer")
    found = hubspot.canonical("customer", records[0].payload)
    plain = {name: value for name, value in ORGANISATION.items() if isinstance(value, str)}
    assert {name: found.get(name) for name in plain if name not in ("external_id", "business_at")} == {
        name: value for name, value in plain.items() if name not in ("external_id", "business_at")
    }
    assert found["billing_address"]["street"] == "Hauptstraße 12a"
    assert found["shipping_address"] == {
        "street": "Am Hafen 3",
        "district": "Tor 4",
        "city": "Bremen",
        "country": "Germany",
    }
    assert found["birth_date"] is None
    assert records[0].business_at == datetime(2026, 3, 1, 12, 30, 0, 250000, tzinfo=UTC)


def test_it_pulls_page_by_page_and_each_record_once(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, [{"external_id": str(n), "name": f"Firm {n}"} for n in range(1, 1001)])
    records, _ = pull_all(hubspot, "customer")
    assert len(records) == 1000
    assert len({each.external_id for each in records}) == 1000


def test_it_reads_past_ten_thousand_records_that_share_one_stamp(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, [{"external_id": str(n), "name": f"Firm {n}"} for n in range(1, 10_402)])
    records, _ = pull_all(hubspot, "customer")
    assert len({each.external_id for each in records}) == 10_401


def test_it_pulls_only_what_changed_since_then_with_the_look_back(sandbox: Sandbox) -> None:
    hubspot = hubspot_at(sandbox, look_back_s=60)
    seed.load(sandbox.state, CUSTOMERS)  # the newest stamp is that of 501; the others are older than the look-back
    _, cursor = pull_all(hubspot, "customer")
    call(sandbox, "PATCH", "companies/503", {"properties": {"city": "Utrecht"}})
    records, cursor = pull_all(hubspot, "customer", cursor)
    assert [each.external_id for each in records] == ["501", "503"]
    records, _ = pull_all(hubspot, "customer", cursor)
    assert [each.external_id for each in records] == ["503"]


def test_it_does_not_lose_a_record_that_changes_while_it_pulls(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, [{"external_id": str(n), "name": f"Firm {n}"} for n in range(1, 401)])
    first = hubspot.pull("customer", "")
    call(sandbox, "PATCH", "companies/7", {"properties": {"name": "changed"}})
    _, cursor = pull_all(hubspot, "customer", first.cursor)
    records, _ = pull_all(hubspot, "customer", cursor)
    assert "changed" in [each.payload["properties"]["name"] for each in records]


def test_it_reports_a_merge_and_an_archived_record(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, [*CUSTOMERS, {"external_id": "504", "name": "Gone"}])
    _, cursor = pull_all(hubspot, "customer")
    call(sandbox, "POST", "companies/merge", {"primaryObjectId": "501", "objectIdToMerge": "503"})
    call(sandbox, "DELETE", "companies/504")
    records, cursor = pull_all(hubspot, "customer", cursor)
    found = {each.external_id: each for each in records}
    assert (found["503"].withdrawn, found["503"].merged_into, found["503"].payload) == (True, "501", {})
    assert found["501"].withdrawn is False
    assert (found["504"].withdrawn, found["504"].merged_into) == (True, "")


def test_it_creates_updates_and_blanks(sandbox: Sandbox, hubspot: Connector) -> None:
    address = {"street": "Queen Street", "house_number": "12", "city": "Auckland", "country": "NZ"}
    made = hubspot.push(
        "customer", [create("a", name="Kiwi Ltd", phone="+6493001234", billing_address=address, credit_limit="10.00")]
    )[0]
    assert made.record is not None
    assert made.key == "a"
    held = hubspot.canonical("customer", made.record.payload)
    assert held["billing_address"] == {"street": "12 Queen Street", "city": "Auckland", "country": "NZ"}
    assert made.record.payload["properties"]["golden_id"] == "golden-a"
    fields = {"name": "Kiwi Limited", "phone": None, "billing_address": {"cleared": True}}
    operation = PushOperation("u", "golden-a", made.record.external_id, fields, made.record.payload)
    record = hubspot.push("customer", [operation])[0].record
    assert record is not None
    assert record.external_id == made.record.external_id
    held = hubspot.canonical("customer", record.payload)
    assert (held["name"], held["phone"], held["billing_address"]) == ("Kiwi Limited", None, None)
    assert held["credit_limit"] == "10.00"


def test_it_pushes_measures_as_text(sandbox: Sandbox, hubspot: Connector) -> None:
    fields = {
        "sku": "X",
        "pack_size": {"count": 12, "size": "0.5", "unit": "l"},
        "weight": {"size": "1.2", "unit": "kg"},
    }
    record = hubspot.push("product", [create("p", **fields)])[0].record
    assert record is not None
    held = hubspot.canonical("product", record.payload)
    assert (held["pack_size"], held["weight"]) == ("12 x 0.5 l", "1.2 kg")


def test_it_lets_one_refused_row_not_fail_its_neighbours(sandbox: Sandbox, hubspot: Connector) -> None:
    operations = [create("good", name="Good"), create("bad", credit_limit="much"), create("also", name="Also")]
    results = {each.key: each for each in hubspot.push("customer", operations)}
    assert results["good"].record
    assert results["also"].record
    assert "not a valid number" in results["bad"].error
    vanished = PushOperation("v", "golden-v", "99999", {"name": "x"})
    kept = PushOperation("k", "golden-good", results["good"].record.external_id, {"name": "Better"})
    results = {each.key: each for each in hubspot.push("customer", [vanished, kept])}
    assert "not found" in results["v"].error
    assert results["k"].record


def test_it_marks_a_record_with_its_golden_id_unless_a_sibling_has_it(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, CUSTOMERS)
    first, second = (PushOperation(key, "golden-1", key, {"name": "N"}) for key in ("501", "503"))
    assert hubspot.push("customer", [first])[0].record
    result = hubspot.push("customer", [second])[0]
    assert result.record
    assert not result.record.payload["properties"]["golden_id"]
    assert hubspot.find("customer", ["golden-1", "golden-2"]).keys() == {"golden-1"}
    assert hubspot.find("customer", ["golden-1"])["golden-1"].external_id == "501"


def test_it_takes_the_mark_of_a_golden_record_off_what_left_it(sandbox: Sandbox, hubspot: Connector) -> None:
    seed.load(sandbox.state, CUSTOMERS)
    marked = hubspot.push("customer", [PushOperation("a", "golden-1", "501", {"name": "N"})])[0].record
    assert marked is not None
    off = PushOperation("m", "golden-2", "501", {}, marked.payload, unmark=frozenset({"golden-1"}))
    again = hubspot.push("customer", [off])[0].record
    assert again is not None
    assert {key: each.external_id for key, each in hubspot.find("customer", ["golden-1", "golden-2"]).items()} == {
        "golden-2": "501"
    }
    assert hubspot.push("customer", [PushOperation("b", "golden-3", "503", {"name": "N"})])[0].record
    off = PushOperation("m", "golden-3", "501", {}, again.payload, unmark=frozenset({"golden-2"}))
    bare = hubspot.push("customer", [off])[0].record
    assert bare is not None
    assert not bare.payload["properties"]["golden_id"]


def test_it_makes_no_second_record_when_the_reply_is_lost(sandbox: Sandbox, hubspot: Connector) -> None:
    sandbox.fault("hubspot", "lost_reply", count=1)
    with pytest.raises(TransientFailure):
        hubspot.push("customer", [create("a", name="Once")])
    assert hubspot.push("customer", [create("a", name="Once")])[0].record
    assert sandbox.counts()["hubspot_object"] == 1


def test_it_reads_back_what_the_portal_made_of_the_values(sandbox: Sandbox, hubspot: Connector) -> None:
    sandbox.fault("hubspot", "normalise")
    fields = {"name": " Kiwi   Ltd", "shipping_address": {"street": "Dam 1", "city": "Utrecht"}, "credit_limit": "5"}
    record = hubspot.push("customer", [create("a", **fields)])[0].record
    assert record is not None
    held = hubspot.canonical("customer", record.payload)
    assert (held["name"], held["shipping_address"]["city"], held["credit_limit"]) == ("Kiwi Ltd", "UTRECHT", "5.00")


@pytest.mark.parametrize(
    ("fault", "options", "wait"),
    [
        ("rate_limit", {"retry_after": 7}, 7.0),
        ("rate_limit", {"retry_after": "soon"}, None),
        ("error", {"status": 502}, None),
        ("html", {}, None),
        ("truncated", {}, None),
        ("down", {}, None),
    ],
)
def test_it_takes_a_bad_answer_for_a_pause(
    sandbox: Sandbox, hubspot: Connector, fault: str, options: dict, wait: float | None
) -> None:
    sandbox.fault("hubspot", fault, count=1, **options)
    with pytest.raises(TransientFailure) as caught:
        hubspot.pull("customer", "")
    assert caught.value.retry_after == wait
    assert hubspot.pull("customer", "").records == ()


def test_it_stops_for_a_wrong_token_without_telling_it(sandbox: Sandbox) -> None:
    connector = HubspotConnector(Connection(sandbox.hubspot_url, {"token": "very-secret"}))
    with pytest.raises(SystemicFailure) as caught:
        connector.pull("customer", "")
    assert "very-secret" not in repr(caught.value)


def test_it_stops_for_a_property_that_the_portal_lacks(sandbox: Sandbox) -> None:
    reply = {"status": "error", "category": "VALIDATION_ERROR", "message": 'Property "segment" does not exist'}
    body = {**reply, "correlationId": "0", "errors": [{"message": "x", "code": "PROPERTY_DOESNT_EXIST"}]}
    transport = httpx.MockTransport(lambda request: httpx.Response(400, json=body))
    connector = HubspotConnector(Connection("http://portal.test", {"token": "t"}, transport=transport))
    with pytest.raises(SystemicFailure, match="segment"):
        connector.push("customer", [PushOperation("u", "g", "1", {"segment": "A"}, {"properties": {"golden_id": "g"}})])


def test_it_stops_without_a_token_and_for_a_foreign_cursor(hubspot: Connector) -> None:
    with pytest.raises(SystemicFailure, match="token"):
        HubspotConnector(Connection("http://127.0.0.1:9", {}))
    with pytest.raises(SystemicFailure, match="cursor"):
        hubspot.pull("customer", '{"foreign": 1}')
