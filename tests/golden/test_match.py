from __future__ import annotations

import pytest

from apps.domains import get
from apps.golden import match as module
from apps.golden.match import match
from apps.sources.candidates import Reach
from tests.scenarios import ACME, World, customer

CUSTOMER = get("customer")


def asked(**changed: object) -> dict[str, object]:
    return ACME | changed


def test_it_names_the_golden_record_that_a_record_would_join(world: World) -> None:
    world.arrive("crm", a=ACME)
    [answer] = match(domain=CUSTOMER, records=[asked(name="ACME TRADING LIMITED")], explain=True)
    [found] = answer.matches
    assert found.golden == world.golden_id("crm", "a")
    assert found.record == world.record("crm", "a").pk
    assert found.band == "join"
    assert "vat" in found.proposed_by
    assert sum(line.weight for line in found.evidence) == found.weight
    assert answer.compared == 1


def test_it_answers_once_for_a_golden_record_with_several_members(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    [answer] = match(domain=CUSTOMER, records=[ACME])
    assert answer.compared == 2
    assert [found.golden for found in answer.matches] == [world.golden_id("crm", "a")]


def test_it_tells_of_a_record_that_waits_to_be_resolved(world: World) -> None:
    world.land("crm", a=ACME)
    [answer] = match(domain=CUSTOMER, records=[ACME])
    assert [(found.golden, found.record) for found in answer.matches] == [(None, world.record("crm", "a").pk)]


def test_it_names_the_comparison_that_forbids_a_join(world: World) -> None:
    world.arrive("crm", a=ACME)
    [answer] = match(domain=CUSTOMER, records=[asked(kind="person", full_name="Ada Acme")])
    assert [(found.vetoed_by, found.band) for found in answer.matches] == [("kind", "review")]


def test_it_keeps_silent_about_strangers_and_empty_records(world: World) -> None:
    world.arrive("crm", a=ACME)
    for answer in match(domain=CUSTOMER, records=[customer(5), {}]):
        assert answer.matches == ()


def test_it_does_not_see_withdrawn_records(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.withdraw("crm", "a")
    assert match(domain=CUSTOMER, records=[ACME])[0].matches == ()


def test_it_answers_many_as_it_answers_each(three: World) -> None:
    three.arrive("crm", x=ACME, y=customer(1, phone="+6493001234"))
    records = [ACME, customer(1), customer(2, phone="+6493005678"), customer(8)]
    together = match(domain=CUSTOMER, records=records)
    assert together == [match(domain=CUSTOMER, records=[record])[0] for record in records]
    assert [len(answer.matches) for answer in together] == [1, 1, 1, 0]


def test_it_says_which_keys_too_many_records_share(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PER_KEY", 2)
    world.arrive("crm", **{f"k{number}": customer(number, phone="+6493001234") for number in range(3)})
    [answer] = match(domain=CUSTOMER, records=[{"kind": "organisation", "phone": "+6493001234"}])
    assert answer.compared == 0
    assert "phone" in answer.crowded


def test_it_compares_those_who_share_the_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.arrive("crm", a=ACME, b=customer(1, phone=ACME["phone"], email=ACME["email"]))
    assert match(domain=CUSTOMER, records=[ACME])[0].compared == 2
    monkeypatch.setattr(module, "REACH", Reach(1))
    [answer] = match(domain=CUSTOMER, records=[ACME])
    assert (answer.compared, answer.matches[0].record) == (1, world.record("crm", "a").pk)


def test_it_gives_no_more_than_the_limit(world: World) -> None:
    world.land("crm", **{f"k{number}": ACME for number in range(4)})
    assert len(match(domain=CUSTOMER, records=[ACME], limit=3)[0].matches) == 3
