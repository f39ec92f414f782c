import base64
from typing import Any

import httpx
import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.tryton import seed
from apps.sandbox.tryton.setup import replace_party
from tests.sandbox import plain


class Erp:
    """A thin caller that gives back what stands in the answer, error or result."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = f"{sandbox.tryton_url}/sandbox/rpc/"
        login = self.post("common.db.login", ["mdm", {"password": "sandbox-password"}]).json()["result"]
        self.headers = {"Authorization": "Session " + base64.b64encode(f"mdm:{login[0]}:{login[1]}".encode()).decode()}

    def post(self, method: str, params: list, headers: dict | None = None) -> httpx.Response:
        return plain.post(self.url, json={"id": 1, "method": method, "params": params}, headers=headers)

    def __call__(self, method: str, *params: Any, **context: Any) -> Any:
        reply = self.post(f"model.{method}", [*params, {"company": 1, **context}], self.headers)
        assert reply.status_code == 200
        return reply.json().get("result", reply.json().get("error"))


@pytest.fixture
def erp(sandbox: Sandbox) -> Erp:
    return Erp(sandbox)


def moment(year: int) -> dict:
    rest = dict.fromkeys(("hour", "minute", "second", "microsecond"), 0)
    return {"__class__": "datetime", "year": year, "month": 1, "day": 1, **rest}


def test_it_lets_in_only_who_has_logged_in(erp: Erp) -> None:
    assert erp.post("model.party.party.search", [[], 0, None, None, {}]).status_code == 401
    assert erp.post("common.db.login", ["mdm", {"password": "wrong"}]).status_code == 401
    assert erp.post("common.db.login", ["mdm", {}]).json()["error"][0] == "LoginException"
    assert plain.post(erp.url.replace("sandbox/rpc", "other/rpc"), json={}).status_code == 404


def test_it_creates_nested_and_reads_nested(erp: Erp) -> None:
    lang = erp("ir.lang.search", [("code", "=", "nl")], 0, None, None)
    land = erp("country.country.search", [("code", "=", "NL")], 0, None, None)
    values = {
        "name": "Acme",
        "lang": lang[0],
        "addresses": [["create", [{"city": "Utrecht", "country": land[0]}]]],
        "identifiers": [["create", [{"type": None, "code": "mdm:1"}, {"type": "eu_vat", "code": "NL004495445B01"}]]],
    }
    made = erp("party.party.create", [values])
    paths = ["name", "write_date", "lang.code", "addresses.city", "addresses.country.code", "identifiers"]
    (found,) = erp("party.party.read", made, paths)
    assert found["lang."] == {"id": lang[0], "code": "nl"}
    assert found["addresses."] == [{"id": 1, "city": "Utrecht", "country.": {"id": land[0], "code": "NL"}}]
    assert (found["identifiers"], found["write_date"]) == ([1, 2], None)
    assert erp("party.party.search", [("identifiers.code", "in", ["mdm:1"])], 0, None, None) == made
    assert erp("party.party.search", [("addresses.country.code", "=", "NL")], 0, None, None) == made


def test_it_stamps_the_party_only_when_it_is_written_itself(erp: Erp) -> None:
    made = erp("party.party.create", [{"name": "A", "addresses": [["create", [{"city": "x"}]]]}])
    erp("party.address.write", [1], {"city": "y"})
    assert erp("party.party.read", made, ["write_date"])[0]["write_date"] is None
    erp("party.party.write", made, {"addresses": [["write", [1], {"city": "z"}]]})
    assert erp("party.party.read", made, ["write_date"])[0]["write_date"] is not None


def test_it_understands_domains(erp: Erp) -> None:
    erp("party.party.create", [{"name": name} for name in ("Alpha", "Beta", "Gamma")])
    erp("party.party.write", [2], {"name": "Beta 2"})

    def search(domain: list) -> list:
        return erp("party.party.search", domain, 0, None, [("id", "ASC")])

    assert search([("name", "ilike", "%a%"), ("id", ">", 1)]) == [2, 3]
    assert search(["OR", ("name", "=", "Alpha"), [("id", "=", 3), ("name", "=", "Gamma")]]) == [1, 3]
    assert search([("write_date", "=", None)]) == [1, 3]
    unwritten = [("write_date", "=", None), ("create_date", ">=", moment(2020))]
    assert search([["OR", ("write_date", ">=", moment(2020)), unwritten]]) == [1, 2, 3]
    assert search([("create_date", ">=", moment(2999))]) == []
    newest = erp("party.party.search_read", [], 0, 1, [("last_modified_at", "DESC")], ["name"])
    assert newest == [{"id": 2, "name": "Beta 2"}]


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("party.party.create", [[{"unheard": 1}]], ["'unheard'", ""]),
        ("party.party.search", [[("unheard", "=", 1)], 0, None, None], ["'unheard'", ""]),
        ("party.party.read", [[99], ["name"]], "UserError"),
        ("party.party.write", [[99], {"name": "x"}], "UserError"),
        ("party.party.create", [[{"replaced_by": 1}]], "UserError"),
        ("party.unheard.search", [[], 0, None, None], ["'party.unheard'", ""]),
        ("product.template.create", [[{"name": "x"}]], "UserError"),
    ],
)
def test_it_answers_a_mistake_with_status_200(erp: Erp, method: str, params: list, error: Any) -> None:
    answer = erp(method, *params)
    assert answer == error if isinstance(error, list) else answer[0] == error


def test_it_takes_nothing_of_a_refused_call(erp: Erp, sandbox: Sandbox) -> None:
    bad = {"name": "B", "identifiers": [["create", [{"type": "nl_vat", "code": "NL1"}]]]}
    assert erp("party.party.create", [{"name": "A"}, bad])[0] == "UserError"
    assert sandbox.counts()["tryton_party_party"] == 0


def test_it_finds_a_conflict(erp: Erp) -> None:
    made = erp("party.party.create", [{"name": "A"}])
    (stamp,) = erp("party.party.read", made, ["_timestamp"])
    assert (
        erp("party.party.write", made, {"name": "B"}, _timestamp={"party.party,1": "1.0"})[0] == "ConcurrencyException"
    )
    assert erp("party.party.write", made, {"name": "B"}, _timestamp={"party.party,1": stamp["_timestamp"]}) is None


def test_it_hides_what_is_inactive(erp: Erp, sandbox: Sandbox) -> None:
    contact = [["create", [{"type": "phone", "value": "1"}]]]
    erp("party.party.create", [{"name": "A"}, {"name": "B", "contact_mechanisms": contact}])
    replace_party(sandbox.state, 2, 1)
    assert erp("party.party.search", [], 0, None, None) == [1]
    paths = ["active", "replaced_by", "contact_mechanisms.active"]
    found = erp("party.party.search_read", [], 0, None, [("id", "ASC")], paths, active_test=False)
    assert [each["replaced_by"] for each in found] == [None, 1]
    assert found[0]["contact_mechanisms."] == [{"id": 1, "active": 0}]
    assert erp("party.party.read", [1], ["contact_mechanisms"])[0]["contact_mechanisms"] == []


def test_it_keeps_products_and_their_templates(erp: Erp) -> None:
    price = {"__class__": "Decimal", "decimal": "12.5"}
    variant = {"suffix_code": "1", "list_price": price, "identifiers": [["create", [{"type": "brand", "code": "B"}]]]}
    values = {"name": "Pump", "code": "P-", "default_uom": 1, "products": [["create", [variant]]]}
    assert erp("product.template.create", [values]) == [1]
    (found,) = erp("product.product.read", [1], ["code", "name", "list_price_used", "default_uom.symbol"])
    assert found == {
        "id": 1,
        "code": "P-1",
        "name": "Pump",
        "list_price_used": price,
        "default_uom.": {"id": 1, "symbol": "u"},
    }
    assert erp("product.product.write", [1], {"name": "x"})[0] == "UserError"
    assert erp("product.product.create", [{"template": 1, "suffix_code": "1"}])[0] == "UserError"
    assert erp("product.product.search", [("template.name", "=", "Pump")], 0, None, None) == [1]
    assert erp("product.template.write", [1], {"products": [["write", [1], {"list_price": price}]]}, company=None)[0]


def test_it_tells_its_fields(erp: Erp) -> None:
    assert {"name", "credit_limit_amount", "addresses"} <= erp("party.party.fields_get", []).keys()
    assert erp("party.party.fields_get", ["name", "unheard"]).keys() == {"name"}
    assert erp("party.party.search_count", []) == 0


def test_it_deletes_with_children(erp: Erp, sandbox: Sandbox) -> None:
    erp("party.party.create", [{"name": "A", "addresses": [["create", [{"city": "x"}]]]}])
    erp("party.party.delete", [1])
    assert sandbox.counts()["tryton_party_address"] == 0


def test_it_loads_ten_thousand_rows_in_seconds(sandbox: Sandbox) -> None:
    rows = ({"external_id": str(n), "name": "x", "phone": "1"} for n in range(1, 10_001))
    assert seed.load(sandbox.state, rows) == 10_000
