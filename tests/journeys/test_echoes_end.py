"""Systems that rewrite what they are given: trimmed, re-cased, rounded. Our own words coming back start nothing."""

from __future__ import annotations

import pytest

from apps.golden import linked, queries
from apps.sandbox.population import populate
from tests.journeys.house import House
from tests.journeys.people import crm_companies, erp_companies


@pytest.mark.parametrize("system", ["crm", "erp"])
def test_it_falls_silent_though_the_system_rewrites_every_value(house: House, system: str) -> None:
    house.fault(system, "normalise")
    house.fill(populate(customers=60, products=20, seed=3))
    house.cycle()
    house.settle()
    versions = house.versions()
    house.forget_journal()
    for _ in range(3):
        house.cycle()
    assert house.writes() == []
    assert house.versions() == versions
    house.assert_sound()


def test_it_asks_nobody_whether_a_record_still_belongs_where_our_own_words_stand_in_it(house: House) -> None:
    house.fill(populate(customers=150, products=60, seed=3))
    house.cycle()
    house.settle()
    assert len(house.writes()) > 0
    assert questions_within_a_golden_record(house) == []


def test_it_does_not_take_its_own_words_for_somebodys_opinion(house: House) -> None:
    house.fault("erp", "normalise")
    house.load("crm", "customer", crm_companies(3))
    house.cycle()
    house.settle()
    there = house.held_there("erp", "customer")
    assert len(there) == 3
    assert {each["shipping_address"]["city"] for each in there.values()} == {"AUCKLAND"}
    for golden_id in set(house.groups("customer").values()):
        assert house.golden(golden_id).values["shipping_address"]["city"] == "Auckland"


def test_it_does_hear_a_person_who_edits_what_we_wrote(house: House) -> None:
    house.fault("erp", "normalise")
    house.load("crm", "customer", crm_companies(1))
    house.cycle()
    house.settle()
    (party,) = house.held_there("erp", "customer")
    house.forget_journal()
    house.later(minutes=30)
    house.sandbox.state.run("UPDATE tryton_party_party SET name = 'Harbour Auckland Holdings Limited'")
    house.touch_parties()
    house.settle()
    (golden_id,) = set(house.groups("customer").values())
    assert house.golden(golden_id).values["name"] == "Harbour Auckland Holdings Limited"
    assert next(iter(house.held_there("crm", "customer").values()))["name"] == "Harbour Auckland Holdings Limited"
    assert list(house.held_there("erp", "customer")) == [party]


def test_it_does_not_make_a_record_newer_by_writing_to_it(house: House) -> None:
    """Of two records in one system the one that a person changed last wins, whenever we wrote to either."""
    older, newer = crm_companies(1)[0], crm_companies(1)[0]
    older |= {"account_manager": "A. Older", "business_at": "2024-05-06T07:08:09Z"}
    newer |= {"account_manager": "B. Newer", "business_at": "2025-05-06T07:08:09Z", "external_id": "9010000009"}
    house.load("crm", "customer", [older, newer])
    house.load("erp", "customer", erp_companies(1))
    house.cycle()
    house.settle()
    (golden_id,) = set(house.groups("customer").values())
    assert house.golden(golden_id).values["account_manager"] == "B. Newer"
    assert len(house.writes("crm")) > 0
    house.assert_sound()


def questions_within_a_golden_record(house: House) -> list[str]:
    found = []
    for domain in ("customer", "product"):
        home = queries.goldens_of({end for link in linked.open_links(domain) for end in (link.left_id, link.right_id)})
        found += [link.reason for link in linked.open_links(domain) if home[link.left_id] == home[link.right_id]]
    return found
