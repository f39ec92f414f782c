"""kill -9 while a system is writing what we asked for: its answer finds nobody. The next worker finds the work done."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.sandbox import faults
from apps.sync.models import Delivery
from tests.journeys import processes
from tests.journeys.house import House, wait_for
from tests.journeys.people import crm_companies, erp_companies

COUNT = 7
GIVEN = {"crm": ("erp", erp_companies), "erp": ("crm", crm_companies)}
CREATING = {"crm": "batch/upsert", "erp": "party.party.create"}


@pytest.mark.parametrize("target", ["crm", "erp"])
def test_it_loses_nothing_and_creates_nothing_twice(house: House, target: str, tmp_path: Path) -> None:
    house.clock.run()
    source, people = GIVEN[target]
    house.load(source, "customer", people(COUNT))
    house.pull()
    house.resolve()
    house.dispatch()
    house.fault(target, "slow", seconds=3, count=1, match=CREATING[target])
    worker = processes.start(tmp_path, *processes.DELIVER)
    try:
        wait_for(lambda: not faults.active(house.sandbox.state), "the creation is under way")
    finally:
        processes.kill(worker)
    flying = Delivery.objects.filter(subscription__system__code=target, state="in_flight")
    assert flying.count() == COUNT
    wait_for(lambda: house.creations(target) == COUNT, "the system has done what it was asked")
    assert house.held_there(target, "customer").keys()
    house.deliver()
    assert flying.count() == COUNT  # a lease is not broken before its time
    house.later(minutes=6)
    assert house.deliver().found == COUNT
    house.settle()
    assert house.creations(target) == COUNT
    assert len(house.held_there(target, "customer")) == COUNT
    assert len(set(house.groups("customer").values())) == COUNT
    assert house.states().keys() <= {"delivered", "superseded"}
    house.assert_sound()


def test_it_asks_again_where_the_killed_worker_was_not_heard(house: House, tmp_path: Path) -> None:
    house.clock.run()
    house.load("crm", "customer", crm_companies(COUNT))
    house.pull()
    house.resolve()
    house.dispatch()
    house.fault("erp", "slow", seconds=2, count=1, match="party.party.search_read")  # killed before it could write
    worker = processes.start(tmp_path, *processes.DELIVER)
    try:
        wait_for(lambda: not faults.active(house.sandbox.state), "the worker talks to the system")
    finally:
        processes.kill(worker)
    assert house.creations("erp") == 0
    house.later(minutes=6)
    house.settle()
    assert house.creations("erp") == len(house.held_there("erp", "customer")) == COUNT
    house.assert_sound()
