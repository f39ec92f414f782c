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
    assert all(line.label != "missing" for line in found.evidence)
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
    monkeypatch.setattr("apps.golden.candidates.MOST_PER_KEY", 2)
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


def test_it_says_what_would_become_of_a_record(world: World) -> None:
    world.arrive("crm", a=ACME)
    records = [ACME, asked(kind="person", full_name="Ada Acme"), customer(5)]
    answers = match(domain=CUSTOMER, records=records)
    acme = world.golden_id("crm", "a")
    assert [(each.outcome, each.joins) for each in answers] == [("join", acme), ("review", None), ("new", None)]
    world.arrive("erp", **{f"r{number}": record for number, record in enumerate(records)})
    assert world.clusters() == {frozenset({"crm/a", "erp/r0"}), frozenset({"erp/r1"}), frozenset({"erp/r2"})}
    assert {link.right_id for link in world.questions()} == {world.record("erp", "r1").pk}


def test_it_lets_a_person_decide_between_two_golden_records_whatever_the_limit(world: World) -> None:
    abroad = {"city": "Berlin", "postcode": "10115", "country": "DE"}
    known_by = {name: ACME[name] for name in ("kind", "name", "phone", "email")}
    world.arrive("crm", a=ACME, b=known_by | {"billing_address": abroad})
    assert world.golden_id("crm", "a") != world.golden_id("crm", "b")
    both, one = (match(domain=CUSTOMER, records=[known_by], limit=limit)[0] for limit in (2, 1))
    assert [found.band for found in both.matches] == ["join", "join"]
    assert (both.outcome, one.outcome, len(one.matches)) == ("review", "review", 1)
    assert both.joins is None


def test_it_waits_for_a_record_that_is_not_resolved_unless_a_golden_record_is_as_good(world: World) -> None:
    world.land("crm", a=ACME)
    assert match(domain=CUSTOMER, records=[ACME])[0].outcome == "wait"
    world.resolve()
    world.land("erp", x=ACME)
    assert match(domain=CUSTOMER, records=[ACME])[0].outcome == "join"


def test_it_names_the_rules_that_it_looked_by(world: World) -> None:
    found, nothing = match(domain=CUSTOMER, records=[ACME, {"kind": "organisation"}])
    assert {"vat", "phone"} <= set(found.looked_by)
    assert nothing.looked_by == ()


def test_it_tells_what_is_wrong_with_the_asked_values(world: World) -> None:
    [answer] = match(domain=CUSTOMER, records=[asked(email="nobody at home", phone="n/a", website="", birth_date=None)])
    assert set(answer.problems) == {"email", "phone"}
    assert answer.problems["phone"] == module.BLANK
