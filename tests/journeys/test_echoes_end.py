"""Systems that rewrite what they are given: trimmed, re-cased, rounded. Our own words coming back end the conversation."""

from __future__ import annotations

import pytest

from apps.sandbox.population import populate
from tests.journeys.house import House
from tests.journeys.people import crm_companies


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
