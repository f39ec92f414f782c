from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

import pytest

from apps.domains import get
from apps.sources import neighbours as module
from apps.sources.models import BlockingKey
from apps.sources.neighbours import Neighbours, neighbours
from apps.sources.queries import features, features_in_order
from tests.scenarios import ACME, World, customer

RULES = get("customer").spec.blocking
CAPS = [100] * len(RULES)
PHONE = next(number for number, rule in enumerate(RULES) if rule.name == "phone")


@pytest.fixture
def world(db: None) -> World:
    return World()


def ids(world: World, *keys: str) -> list[UUID]:
    return [world.record("crm", key).pk for key in keys]


def pairs(found: Neighbours) -> set[frozenset[UUID]]:
    numbers = zip(found.left.tolist(), found.right.tolist(), strict=True)
    together = [frozenset((found.records[left], found.records[right])) for left, right in numbers]
    assert len(set(together)) == len(together)
    return set(together)


def named(bits: int) -> set[str]:
    return {rule.name for place, rule in enumerate(RULES) if bits >> place & 1}


def by_table(asked: Sequence[UUID]) -> set[frozenset[UUID]]:
    """The pairs with one end asked about, by a look at every key."""
    holders: dict[int, set[UUID]] = {}
    for record, key in BlockingKey.objects.values_list("record_id", "key"):
        holders.setdefault(key, set()).add(record)
    every = {frozenset(pair) for block in holders.values() for pair in combinations(block, 2)}
    return {pair for pair in every if pair & set(asked)}


def test_it_pairs_each_record_asked_about_with_all_that_share_a_key(world: World) -> None:
    shared = {"phone": ACME["phone"]}
    world.land("crm", a=ACME, b=ACME, c=customer(1, **shared), d=customer(2), e=customer(2, **shared))
    asked = ids(world, "b", "d")
    found = neighbours("customer", asked, caps=CAPS)
    assert found.records[:2] == asked
    assert (found.left < 2).all()
    assert pairs(found) == by_table(asked)
    assert found.crowded == []


def test_it_tells_which_rules_brought_a_pair_together(world: World) -> None:
    world.land("crm", a=customer(1, phone=ACME["phone"], email="a@one.example"), b=customer(2, phone=ACME["phone"]))
    found = neighbours("customer", ids(world, "a", "b"), caps=CAPS)
    assert [named(bits) for bits in found.rules.tolist()] == [{"phone", "rare word"}]
    world.land("crm", c=ACME, d=ACME)
    shared = [named(bits) for bits in neighbours("customer", ids(world, "d"), caps=CAPS).rules.tolist()]
    assert sorted(map(len, shared))[:2] == [1, 1]
    assert any({"vat", "phone", "e-mail", "name"} <= names for names in shared)


def test_it_names_nobody_twice(world: World) -> None:
    world.land("crm", a=ACME, b=ACME, c=ACME)
    found = neighbours("customer", ids(world, "c", "a"), caps=CAPS)
    assert sorted(found.records) == sorted(ids(world, "a", "b", "c"))
    assert len(pairs(found)) == 3


def test_it_tells_of_a_crowded_key_with_its_size(world: World) -> None:
    world.land("crm", **{f"k{number}": customer(number, phone=ACME["phone"]) for number in range(5)})
    caps = [3 if number == PHONE else 100 for number in range(len(RULES))]
    found = neighbours("customer", ids(world, "k0"), caps=caps)
    assert [(rule, size) for rule, _, size in found.crowded] == [(PHONE, 5)]


def test_it_counts_a_crowded_key_no_further_than_people_need(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COUNTED", 4)
    world.land("crm", **{f"k{number}": customer(number, phone=ACME["phone"]) for number in range(6)})
    caps = [3 if number == PHONE else 100 for number in range(len(RULES))]
    assert [size for *_, size in neighbours("customer", ids(world, "k0"), caps=caps).crowded] == [4]


def test_it_follows_a_crowded_key_to_those_who_share_most_of_such_keys(world: World) -> None:
    def titled(words: str) -> dict[str, object]:
        return {"name": f"{words} Limited"}

    crowd = {f"k{number}": titled(f"Harbour {word} Works") for number, word in enumerate(("Iron", "Steel", "Paper"))}
    world.land("crm", **crowd, near=titled("Harbour Lantern Foundry"), mine=titled("Lantern Foundry by Harbour"))
    caps = [1 if rule.nearest else 100 for rule in RULES]
    rare = {number: 1 for number, rule in enumerate(RULES) if rule.nearest}
    mine, near = ids(world, "mine", "near")
    without = neighbours("customer", [mine], caps=caps)
    assert frozenset((mine, near)) not in pairs(without)
    assert {rule for rule, _, _ in without.crowded} == set(rare)
    found = neighbours("customer", [mine], caps=caps, closest=rare, most=200)
    assert pairs(found) - pairs(without) == {frozenset((mine, near))}
    assert found.crowded == []
    tight = neighbours("customer", [mine], caps=caps, closest=rare, most=3)
    assert [size for _, _, size in tight.crowded] == [5]


def test_it_finds_nobody_for_nobody(world: World) -> None:
    world.land("crm", a=ACME)
    found = neighbours("customer", [], caps=CAPS)
    assert (found.records, len(found.left), found.crowded) == ([], 0, [])


def test_it_stays_within_its_domain(world: World) -> None:
    world.land("crm", a=ACME, b=ACME)
    BlockingKey.objects.filter(record=world.record("crm", "b")).update(domain="product")
    assert pairs(neighbours("customer", ids(world, "a"), caps=CAPS)) == set()


def test_it_gives_features_in_the_order_asked(world: World) -> None:
    world.land("crm", a=ACME, b=customer(1))
    nobody = UUID(int=7)
    one, other = ids(world, "a", "b")
    forms = features_in_order([other, nobody, one])
    assert forms[1] is None
    assert features([one, nobody, other]) == {one: forms[2], other: forms[0]}
