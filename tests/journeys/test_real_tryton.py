"""A real Tryton server and the CRM's stand-in become one: pulled, matched, pushed, read back, quiet."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

import httpx
import pytest

from apps.domains import get
from apps.history.recording import Actor
from apps.sources import queries as sources
from apps.sources.models import PullRun
from apps.sources.systems import NewSystem, register
from apps.sync.subscribe import subscribe
from tests.journeys.house import House
from tests.journeys.people import address, company

pytestmark = pytest.mark.tryton

COUNT = 4
# What Tryton has no place for in the form in which we hold it, or completes by itself.
UNCOMPARED = frozenset({"kind"})


class Counting(httpx.HTTPTransport):
    """The network, with a count of the calls that write to Tryton."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/rpc/"):
            method = json.loads(request.content)["method"]
            if method.endswith((".create", ".write", ".delete")):
                self.writes.append(method)
        return super().handle_request(request)


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def joined(house: House, counting: Counting) -> House:
    """The house with the real Tryton in the place of the ERP's stand-in."""
    house.transport = lambda: counting
    house.clock.run()
    erp = NewSystem(
        code="erp",
        name="Tryton",
        kind="tryton",
        role="erp",
        priority=20,
        base_url=os.environ["MDM_TRYTON_URL"],
        credentials={
            "user": os.environ.get("MDM_TRYTON_USER", "admin"),
            "password": os.environ["MDM_TRYTON_PASSWORD"],
        },
        settings={"database": os.environ.get("MDM_TRYTON_DATABASE", "mdm"), "look_back_s": 0},
        pull_every_s=1,
    )
    system_id = register(system=erp, actor=Actor.machine("test"), seams=house.seams)
    for domain in ("customer", "product"):
        subscribe(system_id=system_id, domain=domain, creates=True)
    return house


@pytest.fixture
def tag() -> str:
    """This run's own word: the server keeps what earlier tests left there."""
    return uuid.uuid4().hex[:8]


def call(house: House, method: str, *params: Any) -> Any:
    connector: Any = sources.connector(sources.system("erp").id, house.seams)
    return connector._client.call(method, *params, context={})


def fill(house: House, tag: str) -> None:
    """Half of the companies in both systems, the others in one only; a product on either side and one in both."""
    both, crm_only, erp_only = range(COUNT), range(COUNT, COUNT + 2), range(COUNT + 2, COUNT + 4)
    parties = [
        {
            "name": f"{company(number, '')['name']} {tag}{number}",
            "contact_mechanisms": [
                ["create", [{"type": "email", "value": f"office@{tag}-{number}.example"}]],
                ["create", [{"type": "phone", "value": f"+64 9 300 {1000 + number}"}]],
            ],
            "addresses": [["create", [{"street": address(number)["street"], "city": address(number)["city"]}]]],
        }
        for number in (*both, *erp_only)
    ]
    call(house, "party.party.create", parties)
    rows = [
        company(number, str(9_010_000_000 + number))
        | {"name": f"{company(number, '')['name']} {tag}{number}", "email": f"office@{tag}-{number}.example"}
        | {"phone": f"+64 9 300 {1000 + number}", "website": f"{tag}-{number}.example"}
        | {"shipping_address": address(number)}
        for number in (*both, *crm_only)
    ]
    house.load("crm", "customer", rows)
    unit = call(house, "product.uom.search", [("symbol", "=", "u")], 0, 1, None)[0]
    goods = [
        {
            "name": f"Pump {tag} {suffix}",
            "type": "goods",
            "default_uom": unit,
            "products": [["create", [{"suffix_code": f"{tag}-{suffix}"}]]],
        }
        for suffix in ("A1", "B2")
    ]
    call(house, "product.template.create", goods)
    words = {"business_at": "2024-05-06T07:08:09Z", "sales_description": "Pumps anything."}
    products = [
        {"external_id": str(7_300_000_000 + number), "sku": f"{tag}-{suffix}", "name": f"Pump {tag} {suffix}"} | words
        for number, suffix in enumerate(("A1", "C3"))
    ]
    house.load("crm", "product", products)


def test_it_makes_one_of_a_crm_and_a_real_tryton(joined: House, counting: Counting, tag: str) -> None:
    house = joined
    fill(house, tag)
    house.cycle()
    assert set(PullRun.objects.values_list("state", flat=True)) == {"done"}
    house.settle_with(lambda: len(counting.writes) + len(house.writes("crm")))
    ours = {key: home for key, home in house.groups("customer").items() if tag in name_of(house, home)}
    assert len(set(ours.values())) == COUNT + 4
    assert sum(system == "erp" for system, _ in ours) == COUNT + 4
    assert sum(system == "crm" for system, _ in ours) == COUNT + 4
    for domain in ("customer", "product"):
        assert_held_there(house, domain, tag)
    before = len(counting.writes)
    house.forget_journal()
    for _ in range(2):
        house.cycle()
    assert counting.writes[before:] == []
    assert house.writes("crm") == []
    house.assert_sound()


def name_of(house: House, golden_id: uuid.UUID) -> str:
    return str(house.golden(golden_id).values.get("name") or "")


def assert_held_there(house: House, domain: str, tag: str) -> None:
    """Tryton shows what the golden record says, in every field that it can be given and does not own."""
    connector = sources.connector(sources.system("erp").id, house.seams)
    given = {f.name for f in get(domain).fields if f.owner != "erp"} & connector.writable(domain) - UNCOMPARED
    there, compared = house.held_there("erp", domain), 0
    for (system, external_id), home in house.groups(domain).items():
        golden = house.golden(home)
        if system != "erp" or tag not in str(golden.values.get("name")):
            continue
        for name in given:
            wanted = golden.values.get(name)
            if wanted is not None and not isinstance(wanted, dict):
                assert there[external_id].get(name) == wanted, (external_id, name)
                compared += 1
    assert compared or domain == "product"  # a plain server has no field for what the CRM owns of a product
