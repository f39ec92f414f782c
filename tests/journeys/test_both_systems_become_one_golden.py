"""A CRM and an ERP with their own customers and products become one house: joined, told, quiet."""

from __future__ import annotations

from typing import Any

import pytest

from apps.domains import get
from apps.golden import linked
from apps.matching.measure import Quality, group_pair_quality
from apps.sandbox.population import Population, populate
from apps.sources import queries as sources
from apps.sources.connectors.hubspot.mapping import TYPES
from apps.sync import queries as post_office
from tests.journeys.house import House, body_of

DOMAINS = ("customer", "product")


@pytest.fixture(scope="module")
def population() -> Population:
    return populate(customers=120, products=40, seed=7)


def quality(house: House, population: Population, domain: str) -> Quality:
    """Precision and recall of the groups, over the records that the systems brought along."""
    truth, found = population.truth(domain), house.groups(domain)
    numbers = {true_id: number for number, true_id in enumerate(dict.fromkeys(truth.values()))}
    homes = {home: number for number, home in enumerate(dict.fromkeys(found.values()))}
    return group_pair_quality([numbers[truth[key]] for key in truth], [homes[found[key]] for key in truth])


def test_it_joins_what_is_one_and_tells_both_systems_until_all_is_quiet(house: House, population: Population) -> None:
    house.fill(population)
    pulled = house.pull()
    assert {each.state for each in pulled} == {"done"}
    assert sum(each.read for each in pulled) == sum(len(population.truth(domain)) for domain in DOMAINS)
    house.resolve()
    for domain in DOMAINS:
        assert quality(house, population, domain).precision >= 0.99
        assert quality(house, population, domain).recall >= 0.5
        assert 0 < house.counts()[domain] < len(population.truth(domain))
    house.push()
    house.settle()
    house.forget_journal()
    house.cycle()
    house.cycle()
    assert house.writes() == []
    assert "failed" not in house.states()
    house.assert_sound()


def test_it_never_writes_what_the_system_owns_except_in_a_new_record(house: House, population: Population) -> None:
    house.fill(population)
    before = {(s, d): house.said_there(s, d) for s in ("crm", "erp") for d in DOMAINS}
    house.pull()
    house.resolve()
    house.push()
    house.settle()
    for (system, domain), held in before.items():
        owned = [field.name for field in get(domain).fields if field.owner == system]
        now = house.said_there(system, domain)
        for external_id, values in held.items():
            assert {name: now[external_id].get(name) for name in owned} == {name: values.get(name) for name in owned}
    for row in house.writes("crm"):
        if row["path"].endswith("batch/update"):
            domain = "product" if "products" in row["path"] else "customer"
            assert owned_properties(domain).isdisjoint(
                name for each in body_of(row)["inputs"] for name in each["properties"]
            )
    assert any(row["path"].endswith("batch/upsert") for row in house.writes("crm"))
    parties = [row for row in house.writes("erp") if row["path"].endswith("party.party.write")]
    assert parties
    for values in (values for row in parties for values in body_of(row)["params"][1:-1:2]):
        assert_only_marks(values.get("identifiers", []))


def owned_properties(domain: str) -> set[str]:
    """The properties in which HubSpot holds what the CRM owns."""
    kind = TYPES[domain]
    owned = {field.name for field in get(domain).fields if field.owner == "crm"}
    parts = {name for line in kind.addresses if line.field in owned for name in line.parts.values()}
    return {line.property for line in kind.lines if line.field in owned} | parts


def assert_only_marks(commands: list[Any]) -> None:
    """VAT and register numbers are the ERP's: nothing is written among them but our own mark."""
    for verb, rows in ((command[0], command[1]) for command in commands):
        assert verb == "create", commands
        assert all(row["type"] is None for row in rows), commands


def test_it_makes_every_system_hold_what_is_wanted(house: House, population: Population) -> None:
    house.fill(population)
    house.pull()
    house.resolve()
    house.push()
    house.settle()
    assert {each.circuit for each in post_office.health(now=house.clock())} == {"closed"}
    check = next(check for check in house.verify().checks if check.name == "target_holds_what_is_wanted")
    assert check.checked > 0
    assert not check.violations
    for domain in DOMAINS:  # and what is on file is what the systems show, for all they hold
        for system in sources.systems():
            there, here = house.held_there(system.code, domain), house.groups(domain)
            assert there.keys() == {key for code, key in here if code == system.code}


def test_it_comes_to_the_same_groups_whichever_system_is_read_first(house: House, population: Population) -> None:
    found = []
    for order in (("crm", "erp"), ("erp", "crm")):
        house.begin_again()
        house.fill(population)
        for system in order:
            house.pull(system)
        house.resolve()
        found.append({domain: partition(house, domain) for domain in DOMAINS})
    assert found[0] == found[1]


@pytest.mark.parametrize("order", [("crm", "erp"), ("erp", "crm")], ids="-then-".join)
def test_it_asks_a_person_where_a_late_system_would_change_what_is_published(
    house: House, population: Population, order: tuple[str, str]
) -> None:
    house.fill(population)
    house.pull()
    house.resolve()
    at_once = {domain: partition(house, domain) for domain in DOMAINS}
    house.begin_again()
    house.fill(population)
    for system in order:
        house.pull(system)
        house.resolve()
    for domain in DOMAINS:
        assert quality(house, population, domain).precision >= 0.99
        separate = at_once[domain] - partition(house, domain)
        asked = records_asked_about(house, domain)
        for group in separate:
            assert len(group) == 1 or group & asked, f"{sorted(group)} is apart and nobody is asked"
        assert len(separate) <= 0.1 * len(at_once[domain])


def records_asked_about(house: House, domain: str) -> set[tuple[str, str]]:
    """The records with an open question to a steward."""
    ids = {record for link in linked.open_links(domain) for record in (link.left_id, link.right_id)}
    codes = {system.id: system.code for system in sources.systems()}
    return {(codes[each.system_id], each.external_id) for each in sources.observed(ids, raw=False).values()}


def partition(house: House, domain: str) -> set[frozenset[tuple[str, str]]]:
    members: dict[Any, set[tuple[str, str]]] = {}
    for record, home in house.groups(domain).items():
        members.setdefault(home, set()).add(record)
    return {frozenset(each) for each in members.values()}
