import json
from typing import Any

import httpx
import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.tryton import seed
from apps.sandbox.tryton.setup import replace_party
from apps.sources.connectors.base import (
    Connection,
    Connector,
    PushOperation,
    RawRecord,
    SystemicFailure,
    TransientFailure,
)
from apps.sources.connectors.tryton.connector import TrytonConnector
from apps.sources.connectors.tryton.reading import marks_of
from tests.sources.connectors.conftest import pull_all, tryton_at
from tests.sources.connectors.rows import BARE, CUSTOMERS, ORGANISATION, PERSON, PRODUCTS, PUMP, VALVE


def create(key: str, **fields: Any) -> PushOperation:
    return PushOperation(key=key, golden_id=f"golden-{key}", external_id=None, fields=fields)


def update(record: RawRecord, **fields: Any) -> PushOperation:
    return PushOperation("u", "golden-u", record.external_id, fields, record.payload)


def made(connector: Connector, domain: str = "customer", **fields: Any) -> RawRecord:
    result = connector.push(domain, [create("new", **fields)])[0]
    assert result.record is not None, result.error
    return result.record


def call(connector: TrytonConnector, method: str, *params: Any) -> Any:
    """Act as somebody else who works in Tryton."""
    return connector._client.call(method, *params, context={"company": 1})


ADDRESS = {"street": "Dam", "house_number": "1", "city": "Amsterdam", "postcode": "1012 JS", "country": "NL"}


@pytest.mark.parametrize(("domain", "rows"), [("customer", CUSTOMERS), ("product", PRODUCTS)])
def test_it_receives_exactly_the_payload_that_a_seed_promises(
    sandbox: Sandbox, tryton: Connector, domain: str, rows: list
) -> None:
    seed.load(sandbox.state, rows, domain)
    records, _ = pull_all(tryton, domain)
    assert [dict(each.payload) for each in records] == [seed.payload(row, domain) for row in rows]


def test_it_gives_back_the_fields_of_an_organisation(sandbox: Sandbox, tryton: Connector) -> None:
    found = tryton.canonical("customer", seed.payload(ORGANISATION))
    same = ("kind", "name", "vat_number", "registration_number", "tax_number", "email", "phone", "website", "language")
    finance = ("payment_terms", "currency", "credit_limit", "balance", "overdue_amount", "credit_status", "status")
    assert {name: found[name] for name in same + finance} == {name: ORGANISATION[name] for name in same + finance}
    assert found["billing_address"] == ORGANISATION["billing_address"]
    assert found["shipping_address"] == {**ORGANISATION["shipping_address"], "country": "DE"}
    assert found["full_name"] is None


def test_it_tells_a_person_by_the_category(sandbox: Sandbox, tryton: Connector) -> None:
    found = tryton.canonical("customer", seed.payload(PERSON))
    assert (found["kind"], found["full_name"], found["name"]) == ("person", "Aroha Smith", None)
    assert found["national_id"] == "123-456"
    assert found["billing_address"] is None
    assert found["shipping_address"]["street"] == "Flat 2"


def test_it_gives_back_the_fields_of_a_product(sandbox: Sandbox, tryton: Connector) -> None:
    found = tryton.canonical("product", seed.payload(PUMP, "product"))
    assert found == {name: value for name, value in PUMP.items() if name != "external_id"}
    assert tryton.canonical("product", seed.payload(VALVE, "product"))["list_price"] is None


def test_it_pulls_page_by_page_and_each_record_once(sandbox: Sandbox, tryton: Connector) -> None:
    seed.load(sandbox.state, [{**BARE, "external_id": str(n)} for n in range(1, 451)])
    records, _ = pull_all(tryton, "customer")
    assert [each.external_id for each in records] == [str(n) for n in range(1, 451)]


def test_it_pulls_what_changed_also_where_only_a_child_did(sandbox: Sandbox) -> None:
    tryton = tryton_at(sandbox, look_back_s=60)
    assert isinstance(tryton, TrytonConnector)
    seed.load(sandbox.state, CUSTOMERS)
    _, cursor = pull_all(tryton, "customer")
    call(tryton, "party.party.write", [503], {"name": "Changed"})
    records, cursor = pull_all(tryton, "customer", cursor)
    assert [each.external_id for each in records] == ["501", "503"]
    call(tryton, "party.address.write", [5022], {"city": "Hamilton"})
    records, cursor = pull_all(tryton, "customer", cursor)
    assert {each.external_id for each in records} == {"502", "503"}
    call(tryton, "party.contact_mechanism.create", [{"party": 501, "type": "phone", "value": "1"}])
    records, _ = pull_all(tryton, "customer", cursor)
    assert "501" in {each.external_id for each in records}


def test_it_pulls_a_product_whose_template_changed(sandbox: Sandbox) -> None:
    tryton = tryton_at(sandbox, look_back_s=60)
    assert isinstance(tryton, TrytonConnector)
    seed.load(sandbox.state, PRODUCTS, "product")
    _, cursor = pull_all(tryton, "product")
    call(tryton, "product.template.write", [702], {"name": "Better valve"})
    records, _ = pull_all(tryton, "product", cursor)
    names = {each.external_id: each.payload["name"] for each in records}
    assert names["702"] == "Better valve"


def test_it_reports_a_merge_and_a_retired_party(sandbox: Sandbox, tryton: Connector) -> None:
    assert isinstance(tryton, TrytonConnector)
    seed.load(sandbox.state, CUSTOMERS)
    _, cursor = pull_all(tryton, "customer")
    replace_party(sandbox.state, 502, 501)
    call(tryton, "party.party.write", [503], {"active": False})
    records, _ = pull_all(tryton, "customer", cursor)
    found = {each.external_id: (each.withdrawn, each.merged_into) for each in records}
    assert found == {"501": (False, ""), "502": (True, "501"), "503": (True, "")}
    winner = next(each for each in records if each.external_id == "501")
    assert tryton.canonical("customer", winner.payload)["phone"] == ORGANISATION["phone"]


def test_it_creates_a_party_with_its_children(sandbox: Sandbox, tryton: Connector) -> None:
    fields = {"name": "Kiwi Ltd", "phone": "+31201234567", "email": "a@kiwi.example", "website": "kiwi.example"}
    numbers = {"vat_number": "NL004495445B01", "registration_number": "33011433", "tax_number": "9"}
    record = made(
        tryton,
        national_id="111222333",
        language="nl",
        billing_address=ADDRESS,
        shipping_address=ADDRESS,
        **fields,
        **numbers,
    )
    held = tryton.canonical("customer", record.payload)
    wanted = {**fields, **numbers, "language": "nl", "kind": "organisation"}
    assert {name: held[name] for name in wanted} == wanted
    assert held["national_id"] == "1112.22.333"  # as it formats some numbers
    assert held["billing_address"] == {"street": "Dam 1", **{k: ADDRESS[k] for k in ("city", "postcode", "country")}}
    assert len(record.payload["addresses"]) == 2
    assert tryton.find("customer", ["golden-new", "other"]).keys() == {"golden-new"}


@pytest.mark.parametrize("domain", ["customer", "product"])
def test_it_takes_the_mark_of_a_golden_record_off_what_left_it(
    sandbox: Sandbox, tryton: Connector, domain: str
) -> None:
    record = made(tryton, domain, name="A")
    off = PushOperation("m", "golden-2", record.external_id, {}, record.payload, unmark=frozenset({"golden-new"}))
    again = tryton.push(domain, [off])[0].record
    assert again is not None
    assert marks_of(again.payload) == ["golden-2"]
    assert tryton.find(domain, ["golden-new"]) == {}
    off = PushOperation("m", "golden-other", record.external_id, {}, again.payload, unmark=frozenset({"golden-new"}))
    assert tryton.push(domain, [off])[0].record is not None
    assert tryton.find(domain, ["golden-2"])["golden-2"].external_id == record.external_id
    assert tryton.find(domain, ["golden-other"]) == {}


def test_it_creates_a_person(sandbox: Sandbox, tryton: Connector) -> None:
    record = made(tryton, kind="person", full_name="Jane Doe", given_name="Jane")
    held = tryton.canonical("customer", record.payload)
    assert (held["kind"], held["full_name"]) == ("person", "Jane Doe")


def test_it_changes_children_in_place_and_blanks_them(sandbox: Sandbox, tryton: Connector) -> None:
    record = made(tryton, name="A", phone="+31201234567", email="a@b.example", shipping_address=ADDRESS)
    new = {**ADDRESS, "house_number": "2", "district": "Centrum"}
    changed = tryton.push("customer", [update(record, phone="+31207654321", email=None, shipping_address=new)])[
        0
    ].record
    assert changed is not None
    phones = [each for each in changed.payload["contact_mechanisms"] if each["type"] == "phone"]
    before = [each for each in record.payload["contact_mechanisms"] if each["type"] == "phone"]
    assert [(each["id"], each["value"]) for each in phones] == [(before[0]["id"], "+31207654321")]
    held = tryton.canonical("customer", changed.payload)
    assert held["email"] is None
    assert (held["shipping_address"]["street"], held["shipping_address"]["district"]) == ("Dam 2", "Centrum")
    assert [each["id"] for each in changed.payload["addresses"]] == [each["id"] for each in record.payload["addresses"]]


def test_it_splits_an_address_that_served_for_both_before_it_changes_one(sandbox: Sandbox, tryton: Connector) -> None:
    assert isinstance(tryton, TrytonConnector)
    record = made(tryton, name="A", billing_address=ADDRESS)
    address = record.payload["addresses"][0]["id"]
    call(tryton, "party.address.write", [address], {"invoice": True, "delivery": True})
    operation = PushOperation("u", "golden-new", record.external_id, {"shipping_address": {**ADDRESS, "city": "Zeist"}})
    changed = tryton.push("customer", [operation])[0].record
    assert changed is not None
    held = tryton.canonical("customer", changed.payload)
    assert (held["billing_address"]["city"], held["shipping_address"]["city"]) == ("Amsterdam", "Zeist")


def test_it_lets_one_refused_row_not_fail_its_neighbours(sandbox: Sandbox, tryton: Connector) -> None:
    operations = [
        create("good", name="Good"),
        create("vat", name="Bad VAT", vat_number="NL123"),
        create("land", name="Nowhere", billing_address={"city": "X", "country": "QQ"}),
        create("tongue", name="Babel", language="xx"),
        create("also", name="Also"),
    ]
    results = {each.key: each for each in tryton.push("customer", operations)}
    assert results["good"].record
    assert results["also"].record
    assert "NL123" in results["vat"].error
    assert "country 'QQ'" in results["land"].error
    assert "language 'xx'" in results["tongue"].error
    assert sandbox.counts()["tryton_party_party"] == 2


def test_it_does_not_overwrite_what_somebody_changed_meanwhile(sandbox: Sandbox, tryton: Connector) -> None:
    assert isinstance(tryton, TrytonConnector)
    record = made(tryton, name="A", phone="+31201234567", email="a@b.example")
    mechanism = record.payload["contact_mechanisms"][1]["id"]
    call(tryton, "party.contact_mechanism.write", [mechanism], {"value": "+31200000000"})
    error = tryton.push("customer", [update(record, phone="+31207654321")])[0].error
    assert error.startswith("conflict: changed meanwhile (phone)")
    assert tryton.push("customer", [update(record, email="new@b.example")])[0].record


def test_it_names_a_conflict_that_tryton_finds_itself() -> None:
    party = {"id": 5, "name": "A", "_timestamp": "1.0", "active": True}
    answers = {
        "common.db.login": {"result": [1, "token", None]},
        "model.company.company.search_read": {"result": []},
        "model.party.party.fields_get": {"result": {"name": {}}},
        "model.party.address.fields_get": {"result": {"delivery": {}}},
        "model.party.party.search_read": {"result": [party]},
        "model.party.party.write": {"error": ["ConcurrencyException", "changed"]},
    }

    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": 1, **answers[json.loads(request.content)["method"]]})

    connection = Connection(
        "http://erp.test", {"user": "u", "password": "p"}, {"database": "d"}, httpx.MockTransport(reply)
    )
    operation = PushOperation("u", "g", "5", {"name": "B"})
    result = TrytonConnector(connection).push("customer", [operation])[0]
    assert result.error == "conflict: changed meanwhile"


def test_it_refuses_to_write_to_what_was_merged_away_or_has_gone(sandbox: Sandbox, tryton: Connector) -> None:
    seed.load(sandbox.state, CUSTOMERS)
    replace_party(sandbox.state, 502, 501)
    operations = [PushOperation(key, f"golden-{key}", key, {"name": "x"}) for key in ("502", "9999")]
    errors = {each.key: each.error for each in tryton.push("customer", operations)}
    assert errors["502"] == "conflict: merged into 501 there"
    assert "not there any more" in errors["9999"]


@pytest.mark.parametrize("method", ["party.party.create", "party.party.write"])
def test_it_makes_no_second_record_when_the_reply_is_lost(sandbox: Sandbox, tryton: Connector, method: str) -> None:
    operation = create("a", name="Once", phone="+31201234567", shipping_address=ADDRESS)
    if method.endswith("write"):
        record = made(tryton, name="Before")
        fields = {"name": "Once", "phone": "+31201234567", "shipping_address": ADDRESS}
        operation = PushOperation("a", "golden-new", record.external_id, fields, record.payload)
    sandbox.fault("tryton", "lost_reply", count=1, match=method)
    with pytest.raises(TransientFailure):
        tryton.push("customer", [operation])
    result = tryton.push("customer", [operation])[0]
    assert result.record, result.error
    counts = sandbox.counts()
    assert [counts[f"tryton_party_{name}"] for name in ("party", "address", "contact_mechanism")] == [1, 1, 1]


def test_it_creates_and_changes_a_product(sandbox: Sandbox) -> None:
    tryton = tryton_at(sandbox, extras=["sales_description"])
    fields = {"sku": "P-1", "name": "Pump", "gtin": "04006381333931", "mpn": "M", "brand": "Bosch", "unit": "kg"}
    record = made(tryton, "product", list_price="12.50", cost="3", sales_description="Buy!", **fields)
    held = tryton.canonical("product", record.payload)
    wanted = {**fields, "gtin": "4006381333931", "list_price": "12.50", "cost": "3", "sales_description": "Buy!"}
    assert {name: held[name] for name in wanted} == wanted
    changed = tryton.push("product", [update(record, name="Pump 2", gtin=None, sku="P-2", brand="Makita")])[0].record
    assert changed is not None
    held = tryton.canonical("product", changed.payload)
    assert (held["name"], held["gtin"], held["sku"], held["brand"]) == ("Pump 2", None, "P-2", "Makita")
    refused = tryton.push(
        "product", [create("x", sku="P-2", name="Other"), create("y", sku="P-3", gtin="4006381333932")]
    )
    assert {each.key: bool(each.error) for each in refused} == {"x": True, "y": True}
    assert sandbox.counts()["tryton_product_template"] == 1


def test_it_does_not_offer_fields_that_only_some_servers_have(sandbox: Sandbox, tryton: Connector) -> None:
    assert "sales_description" not in tryton.writable("product")
    assert "sales_description" in tryton_at(sandbox, extras=["sales_description"]).writable("product")
    assert {"credit_limit", "balance", "payment_terms"}.isdisjoint(tryton.writable("customer"))


def test_it_reads_back_what_tryton_made_of_the_values(sandbox: Sandbox, tryton: Connector) -> None:
    sandbox.fault("tryton", "normalise")
    record = made(tryton, name=" Kiwi  Ltd ", phone="+31201234567", shipping_address=ADDRESS)
    held = tryton.canonical("customer", record.payload)
    assert (held["name"], held["phone"], held["shipping_address"]["city"]) == (
        "Kiwi Ltd",
        "+31 20 123 4567",
        "AMSTERDAM",
    )


def test_it_logs_in_again_once_when_its_session_has_expired(sandbox: Sandbox, tryton: Connector) -> None:
    tryton.pull("customer", "")
    sandbox.state.run("DELETE FROM session")
    tryton.pull("customer", "")
    logins = [each for each in sandbox.journal("tryton") if "common.db.login" in each["path"]]
    assert len(logins) == 2


def test_it_keeps_its_password_out_of_failures_and_journal(sandbox: Sandbox) -> None:
    credentials = {"user": "mdm", "password": "very-secret"}
    connector = TrytonConnector(Connection(sandbox.tryton_url, credentials, {"database": "sandbox"}))
    with pytest.raises(SystemicFailure) as caught:
        connector.pull("customer", "")
    assert "very-secret" not in repr(caught.value)
    assert "very-secret" not in str(sandbox.journal())


def test_it_stops_for_an_unknown_database_and_for_missing_settings(sandbox: Sandbox) -> None:
    with pytest.raises(SystemicFailure, match="database"):
        tryton_at(sandbox, database="nowhere").pull("customer", "")
    with pytest.raises(SystemicFailure, match="configured"):
        TrytonConnector(Connection(sandbox.tryton_url, {"user": "mdm"}, {"database": "sandbox"}))


@pytest.mark.parametrize(
    ("fault", "options", "wait"),
    [
        ("rate_limit", {"retry_after": 7}, 7.0),
        ("error", {"status": 500}, None),
        ("html", {}, None),
        ("truncated", {}, None),
        ("down", {}, None),
    ],
)
def test_it_takes_a_bad_answer_for_a_pause(
    sandbox: Sandbox, tryton: Connector, fault: str, options: dict, wait: float | None
) -> None:
    sandbox.fault("tryton", fault, count=1, **options)
    with pytest.raises(TransientFailure) as caught:
        tryton.pull("customer", "")
    assert caught.value.retry_after == wait
    assert tryton.pull("customer", "").records == ()
