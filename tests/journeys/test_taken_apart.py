"""What was one is taken apart: each system gets its own record back, and a new one for the other part."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from apps.golden import queries
from apps.golden.merge import merge
from apps.golden.split import split
from apps.golden.unmerge import unmerge
from apps.history.recording import Actor
from tests.journeys.house import House
from tests.journeys.people import crm_companies, erp_companies

ANA = Actor("Ana")
CRM, ERP = ("crm", "9010000000"), ("erp", "1001")


def homes(house: House) -> dict[UUID, set[str]]:
    """Golden record by golden record, whose source records it has: "crm/9010000000"."""
    found: dict[UUID, set[str]] = {}
    for (system, key), golden in house.groups("customer").items():
        found.setdefault(golden, set()).add(f"{system}/{key}")
    return found


def record_of(house: House, system: str, key: str) -> UUID:
    members = queries.members([house.groups("customer")[(system, key)]])
    return next(m.record_id for group in members.values() for m in group if (m.system, m.external_id) == (system, key))


def take_out(house: House, system: str, key: str) -> None:
    golden = house.golden(house.groups("customer")[(system, key)])
    split(
        golden=golden.id, records=[record_of(house, system, key)], version=golden.version, reason="another firm",
        actor=ANA, seams=house.seams,
    )  # fmt: skip


def joined_at_first(house: House) -> Callable[[], None]:
    house.load("crm", "customer", crm_companies(1))
    house.load("erp", "customer", [erp_companies(1)[0] | {"name": "Harbour Auckland Trading Limited"}])
    house.cycle()
    house.settle()
    return lambda: take_out(house, *ERP)


def joined_at_first_the_other_leaves(house: House) -> Callable[[], None]:
    joined_at_first(house)
    return lambda: take_out(house, *CRM)


@pytest.mark.parametrize("world", [joined_at_first, joined_at_first_the_other_leaves])
def test_each_part_gets_a_record_of_its_own_in_either_system(
    house: House, world: Callable[[House], Callable[[], None]]
) -> None:
    part = world(house)
    assert len(homes(house)) == 1
    erp_name = "Harbour Auckland Trading Limited"
    crm_before = house.held_there("crm", "customer")[CRM[1]]
    house.later(minutes=5)
    part()
    house.settle()
    parted = homes(house)
    assert len(parted) == 2
    assert {frozenset(system.split("/")[0] for system in group) for group in parted.values()} == {
        frozenset(("crm", "erp"))
    }
    erp, crm = house.held_there("erp", "customer"), house.held_there("crm", "customer")
    assert (len(erp), len(crm)) == (2, 2)
    assert erp[ERP[1]]["name"] == erp_name
    assert erp[ERP[1]]["payment_terms"] == "30 days"
    assert crm[CRM[1]]["email"] == crm_before["email"]
    assert not crm[CRM[1]].get("payment_terms")
    house.assert_sound()
    house.forget_journal()
    for _ in range(2):
        house.cycle()
    assert house.writes() == []


def test_a_merge_that_is_taken_back_leaves_no_system_with_the_others_record(house: House) -> None:
    house.load("crm", "customer", crm_companies(1))
    house.cycle()
    stranger = erp_companies(5)[4]
    house.load("erp", "customer", [stranger])
    house.later(minutes=1)
    house.pull()
    house.resolve()
    both = [house.golden(house.groups("customer")[key]) for key in (CRM, ("erp", "1005"))]
    assert both[0].id != both[1].id
    done = merge(
        goldens=[row.id for row in both], versions={row.id: row.version for row in both}, reason="one firm",
        actor=ANA, seams=house.seams,
    )  # fmt: skip
    house.settle()
    house.later(minutes=5)
    unmerge(change_set=done.change_set, reason="two firms", actor=ANA, seams=house.seams)
    house.settle()
    assert house.held_there("erp", "customer")["1005"]["name"] == stranger["name"]
    assert {len(group) for group in homes(house).values()} == {2}
    house.assert_sound()
