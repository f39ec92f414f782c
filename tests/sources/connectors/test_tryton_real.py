"""The Tryton connector against a real Tryton server (.ci/tryton/server.sh), not its stand-in."""

import os
import uuid
from typing import Any

import pytest

from apps.sources.connectors.base import Connection, PushOperation, RawRecord
from apps.sources.connectors.tryton.connector import TrytonConnector
from tests.sources.connectors.conftest import pull_all

URL = os.environ.get("MDM_TRYTON_URL", "")

pytestmark = [
    pytest.mark.tryton,
    pytest.mark.skipif(
        not URL, reason="MDM_TRYTON_URL is not set: the connector was NOT tried on a real Tryton server"
    ),
]
DAM = {"street": "Dam", "house_number": "1", "city": "Amsterdam", "region": "Noord-Holland", "country": "NL"}
QUEEN = {"street": "Queen Street", "house_number": "12", "district": "CBD", "city": "Auckland", "country": "NZ"}


@pytest.fixture
def tryton() -> TrytonConnector:
    credentials = {
        "user": os.environ.get("MDM_TRYTON_USER", "admin"),
        "password": os.environ.get("MDM_TRYTON_PASSWORD", ""),
    }
    settings = {"database": os.environ.get("MDM_TRYTON_DATABASE", "mdm"), "look_back_s": 0}
    return TrytonConnector(Connection(URL, credentials, settings))


def operation(key: str, **fields: Any) -> PushOperation:
    return PushOperation(key=key, golden_id=str(uuid.uuid4()), external_id=None, fields=fields)


def update(made: PushOperation, record: RawRecord, **fields: Any) -> PushOperation:
    return PushOperation("u", made.golden_id, record.external_id, fields, record.payload)


def one(connector: TrytonConnector, asked: PushOperation, domain: str = "customer") -> RawRecord:
    result = connector.push(domain, [asked])[0]
    assert result.record is not None, result.error
    return result.record


def call(connector: TrytonConnector, method: str, *params: Any) -> Any:
    return connector._client.call(method, *params, context={})


def test_it_creates_reads_and_finds_an_organisation(tryton: TrytonConnector) -> None:
    fields = {"kind": "organisation", "name": "Kiwi Ltd", "phone": "+6493001234", "email": "info@kiwi.example"}
    more = {"website": "kiwi.example", "language": "nl", "vat_number": "NL004495445B01"}
    asked = operation(
        "a",
        billing_address=DAM,
        shipping_address=QUEEN,
        registration_number="33011433",
        national_id="111222333",
        **fields,
        **more,
    )
    held = tryton.canonical("customer", one(tryton, asked).payload)
    assert {name: held[name] for name in (fields | more)} == fields | more
    assert held["registration_number"] == "33011433"
    assert held["national_id"] == "1112.22.333"  # Tryton formats some numbers as it stores them
    assert held["billing_address"] == {
        "street": "Dam 1",
        "city": "Amsterdam",
        "region": "Noord-Holland",
        "country": "NL",
    }
    assert held["shipping_address"] == {
        "street": "12 Queen Street",
        "district": "CBD",
        "city": "Auckland",
        "country": "NZ",
    }
    assert tryton.find("customer", [asked.golden_id, "unheard"]).keys() == {asked.golden_id}
    again = one(tryton, asked)
    assert again.external_id == tryton.find("customer", [asked.golden_id])[asked.golden_id].external_id


def test_it_creates_a_person_and_turns_it_into_an_organisation(tryton: TrytonConnector) -> None:
    asked = operation("a", kind="person", full_name="Jane Doe")
    record = one(tryton, asked)
    assert tryton.canonical("customer", record.payload)["full_name"] == "Jane Doe"
    changed = one(tryton, update(asked, record, kind="organisation", name="Doe Ltd"))
    held = tryton.canonical("customer", changed.payload)
    assert (held["kind"], held["name"], held["full_name"]) == ("organisation", "Doe Ltd", None)


def test_it_changes_children_in_place_and_blanks_them(tryton: TrytonConnector) -> None:
    asked = operation("a", name="A", phone="+31201234567", email="a@b.example", shipping_address=DAM)
    record = one(tryton, asked)
    fields = {"phone": "+31207654321", "email": None, "language": None, "shipping_address": {**DAM, "city": "Zeist"}}
    changed = one(tryton, update(asked, record, **fields))
    assert len(changed.payload["contact_mechanisms"]) == len(record.payload["contact_mechanisms"])
    held = tryton.canonical("customer", changed.payload)
    assert (held["phone"], held["email"], held["shipping_address"]["city"]) == ("+31207654321", None, "Zeist")
    stale = update(asked, record, phone="+31200000000")
    assert tryton.push("customer", [stale])[0].error.startswith("conflict: changed meanwhile")
    repeated = update(asked, record, **fields)  # as after a lost reply: what we want is there already
    assert tryton.push("customer", [repeated])[0].error == ""


def test_it_lets_one_refused_row_not_fail_its_neighbours(tryton: TrytonConnector) -> None:
    rows = [operation("a", name="Good"), operation("b", name="B", vat_number="NL123"), operation("c", name="Also")]
    results = {each.key: each for each in tryton.push("customer", rows)}
    assert results["a"].record
    assert results["c"].record
    assert "is not valid" in results["b"].error


def test_it_pulls_what_changed_also_where_only_a_child_did(tryton: TrytonConnector) -> None:
    asked = [operation("a", name="A", phone="+31201234567"), operation("b", name="B")]
    first, second = (one(tryton, each) for each in asked)
    _, cursor = pull_all(tryton, "customer")
    _, cursor = pull_all(tryton, "customer", cursor)
    mechanism = first.payload["contact_mechanisms"][0]["id"]
    call(tryton, "party.contact_mechanism.write", [mechanism], {"value": "+31209999999"})
    call(tryton, "party.party.write", [int(second.external_id)], {"active": False})
    records, _ = pull_all(tryton, "customer", cursor)
    found = {each.external_id: each for each in records}
    assert tryton.canonical("customer", found[first.external_id].payload)["phone"] == "+31209999999"
    assert found[second.external_id].withdrawn


def test_it_follows_a_merge_made_there(tryton: TrytonConnector) -> None:
    asked = [operation("w", name="Winner"), operation("l", name="Loser", phone="+31201234567")]
    winner, loser = (one(tryton, each) for each in asked)
    _, cursor = pull_all(tryton, "customer")
    merge(tryton, int(loser.external_id), int(winner.external_id))
    records, _ = pull_all(tryton, "customer", cursor)
    found = {each.external_id: each for each in records}
    assert (found[loser.external_id].withdrawn, found[loser.external_id].merged_into) == (True, winner.external_id)
    assert tryton.find("customer", [asked[1].golden_id])[asked[1].golden_id].external_id == winner.external_id
    error = tryton.push("customer", [update(asked[1], loser, name="x")])[0].error
    assert error == f"conflict: merged into {winner.external_id} there"


def merge(connector: TrytonConnector, source: int, destination: int) -> None:
    """Tryton's own wizard party.replace; the warnings that it raises are accepted as a person would."""
    session = wizard(connector, "create")["result"][0]
    asked = {"ask": {"source": source, "destination": destination}}
    for _ in range(4):
        reply = wizard(connector, "execute", session, asked, "replace")
        if "error" not in reply:
            return
        kind, detail = reply["error"]
        assert kind == "UserWarning", reply["error"]
        call(connector, "res.user.warning.create", [{"user": 1, "name": detail[0], "always": True}])
    raise AssertionError("Tryton keeps warning")


def wizard(connector: TrytonConnector, verb: str, *params: Any) -> dict[str, Any]:
    body = {"id": 1, "method": f"wizard.party.replace.{verb}", "params": [*params, {}]}
    reply: dict[str, Any] = connector._client._send(body).json()
    return reply


def test_it_creates_changes_and_pulls_a_product(tryton: TrytonConnector) -> None:
    sku = f"P-{uuid.uuid4().hex[:8]}"
    fields = {"sku": sku, "name": "Pump", "mpn": "M1", "brand": "Bosch", "description": "A pump.", "unit": "kg"}
    asked = operation("p", gtin="04006381333931", list_price="12.50", cost="3.00", **fields)
    record = one(tryton, asked, "product")
    held = tryton.canonical("product", record.payload)
    wanted = {**fields, "gtin": "4006381333931", "list_price": "12.50", "cost": "3.00", "currency": "EUR"}
    assert {name: held[name] for name in wanted} == wanted
    _, cursor = pull_all(tryton, "product")
    changed = one(tryton, update(asked, record, name="Pump 2", gtin=None, brand="Makita", list_price="13"), "product")
    held = tryton.canonical("product", changed.payload)
    assert (held["name"], held["gtin"], held["brand"], held["list_price"]) == ("Pump 2", None, "Makita", "13")
    records, cursor = pull_all(tryton, "product", cursor)
    assert record.external_id in {each.external_id for each in records}
    call(tryton, "product.template.write", [record.payload["template"]["id"]], {"name": "Pump 3"})
    records, _ = pull_all(tryton, "product", cursor)
    names = {each.external_id: each.payload["name"] for each in records}
    assert names[record.external_id] == "Pump 3"
    refused = tryton.push("product", [operation("x", sku=sku, name="Other"), operation("y", name="Y", gtin="1234")])
    assert {each.key: bool(each.error) for each in refused} == {"x": True, "y": True}
    assert tryton.find("product", [asked.golden_id])[asked.golden_id].external_id == record.external_id
