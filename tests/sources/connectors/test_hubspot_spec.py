"""What we send to HubSpot and what its stand-in answers, held against HubSpot's own OpenAPI where a copy is present."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from apps.sandbox.hubspot import seed
from apps.sandbox.server import Sandbox
from apps.sources.connectors.base import Connection, PushOperation
from apps.sources.connectors.hubspot.connector import HubspotConnector
from tests.sandbox import plain
from tests.sources.connectors.conftest import pull_all
from tests.sources.connectors.rows import CUSTOMERS, PRODUCTS

ROOT = Path(__file__).resolve().parents[4]
SPECS = ROOT / "shared" / "data" / "specs" / "hubspot"
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}

pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(), reason=f"HubSpot's OpenAPI is not at {SPECS}: requests and replies were NOT held against it"
)


def specification(name: str) -> dict[str, Any]:
    return json.loads((SPECS / f"{name}.2026-03.json").read_text())


def breaches(spec: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Where a value breaks a schema: types, required keys, enumerations; null passes, as HubSpot answers blanks so."""
    if "$ref" in schema:
        return breaches(spec, spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, at)
    if value is None:
        return []
    expected = TYPES.get(schema.get("type", ""))
    if expected and not isinstance(value, expected):
        return [f"{at}: {value!r} is no {schema['type']}"]
    found = [f"{at}: {value!r} is not allowed"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, list):
        for number, each in enumerate(value):
            found += breaches(spec, schema.get("items", {}), each, f"{at}[{number}]")
    if isinstance(value, dict):
        found += [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        known, rest = schema.get("properties", {}), schema.get("additionalProperties")
        for name, each in value.items():
            if name in known or isinstance(rest, dict):
                found += breaches(spec, known.get(name, rest), each, f"{at}.{name}")
            elif known and at.startswith("request"):  # a reply may hold more than is published, a request may not
                found.append(f"{at}.{name} is unknown")
    return found


def operation(spec: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    for pattern, methods in spec["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", pattern), path) and method.lower() in methods:
            return methods[method.lower()]
    raise AssertionError(f"HubSpot has no {method} {path}")


class Watched(httpx.HTTPTransport):
    """Passes requests on and keeps both sides of every exchange."""

    def __init__(self) -> None:
        super().__init__()
        self.exchanges: list[tuple[httpx.Request, int, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.read()
        self.exchanges.append((request, response.status_code, response.json()))
        return response


def check(spec: dict[str, Any], request: httpx.Request, status: int, reply: Any) -> list[str]:
    described = operation(spec, request.method, request.url.path.removeprefix("/hubspot"))
    found: list[str] = []
    if request.content:
        body = described["requestBody"]["content"]["application/json"]["schema"]
        found += breaches(spec, body, json.loads(request.content), "request")
    names = {each["name"] for each in described.get("parameters", ()) if each["in"] == "query"}
    found += [f"query {name} is unknown" for name in request.url.params if name not in names]
    answer = described["responses"].get(str(status))
    if answer is None:
        schema: dict[str, Any] = {"$ref": "#/components/schemas/Error"}
    else:
        schema = next(iter(answer["content"].values()))["schema"]
    return found + [f"{request.url.path} {status} {each}" for each in breaches(spec, schema, reply, "reply")]


@pytest.mark.parametrize(
    ("domain", "name", "rows", "bad"),
    [
        ("customer", "companies", CUSTOMERS, {"credit_limit": "much"}),
        ("product", "products", PRODUCTS, {"list_price": "much"}),
    ],
)
def test_it_keeps_to_the_published_schema(sandbox: Sandbox, domain: str, name: str, rows: list, bad: dict) -> None:
    spec, transport = specification(name), Watched()
    seed.load(sandbox.state, rows, domain)
    token = {"token": sandbox.access.hubspot_token}
    connector = HubspotConnector(Connection(sandbox.hubspot_url, token, transport=transport))
    first = rows[0]["external_id"]
    connector.push(
        domain,
        [
            PushOperation("a", "golden-a", None, {"name": "New"}),
            PushOperation("b", "golden-b", None, bad),
            PushOperation("c", "golden-c", first, {"name": "Changed"}),
            PushOperation("d", "golden-d", "424242", {"name": "Gone"}),
        ],
    )
    portal = f"{sandbox.hubspot_url}/crm/objects/2026-03/{name}"
    headers = {"Authorization": f"Bearer {sandbox.access.hubspot_token}"}
    plain.delete(f"{portal}/{rows[1]['external_id']}", headers=headers)
    pull_all(connector, domain)
    connector.find(domain, ["golden-a", "golden-x"])
    assert {status for _, status, _ in transport.exchanges} >= {200, 207}
    assert [each for exchange in transport.exchanges for each in check(spec, *exchange)] == []


def test_it_merges_and_refuses_as_published(sandbox: Sandbox) -> None:
    spec, transport = specification("companies"), Watched()
    seed.load(sandbox.state, CUSTOMERS)
    portal = f"{sandbox.hubspot_url}/crm/objects/2026-03/companies"
    with httpx.Client(
        transport=transport, headers={"Authorization": f"Bearer {sandbox.access.hubspot_token}"}
    ) as client:
        client.post(f"{portal}/merge", json={"primaryObjectId": "501", "objectIdToMerge": "503"})
        client.post(portal, json={"properties": {"name": "x"}, "associations": []})
        client.post(f"{portal}/batch/create", json={"inputs": [{"properties": {"name": "y"}, "associations": []}]})
        client.get(f"{portal}/501", params={"properties": "name"})
        client.patch(f"{portal}/501", json={"properties": {"name": "z"}})
        client.patch(f"{portal}/501", json={"properties": {"unheard": "z"}})
        client.get(f"{portal}/503")
    assert [status for _, status, _ in transport.exchanges] == [200, 201, 201, 200, 200, 400, 404]
    assert [each for exchange in transport.exchanges for each in check(spec, *exchange)] == []
