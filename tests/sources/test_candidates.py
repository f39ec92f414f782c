from __future__ import annotations

import pytest

from apps.domains import get
from apps.matching.blocking import keys
from apps.sources.candidates import Reach, candidates
from apps.sources.models import BlockingKey, MatchFeatures
from tests.scenarios import ACME, World, customer


@pytest.fixture
def world(db: None) -> World:
    return World()


def keys_of(world: World, key: str) -> list[int]:
    features = MatchFeatures.objects.get(record=world.record("crm", key)).features
    return [number for _, number in keys(get("customer").spec.blocking, features)]


def test_it_finds_the_records_that_share_a_key(world: World) -> None:
    world.land("crm", a=ACME, b=customer(1), c=customer(2, phone=ACME["phone"]))
    asked = keys_of(world, "a")
    found = {
        candidate.record_id: candidate for candidate in candidates("customer", asked, [10] * len(asked), Reach(9)).found
    }
    assert set(found) == {str(world.record("crm", key).pk) for key in ("a", "c")}
    mine = found[str(world.record("crm", "a").pk)]
    assert sorted(mine.keys) == list(range(len(asked)))
    assert mine.features == MatchFeatures.objects.get(record=mine.record_id).features


def test_it_tells_of_a_crowded_key_and_does_not_follow_it(world: World) -> None:
    world.land("crm", **{f"k{number}": ACME for number in range(3)})
    asked = keys_of(world, "k0")
    seen = candidates("customer", asked, [2] + [3] * (len(asked) - 1), Reach(9))
    assert seen.crowded == [0]
    assert all(0 not in candidate.keys for candidate in seen.found)


def test_it_asks_within_its_domain(world: World) -> None:
    world.land("crm", a=ACME)
    asked = keys_of(world, "a")
    BlockingKey.objects.update(domain="product")
    assert candidates("customer", asked, [10] * len(asked), Reach(9)).found == ()


def test_it_asks_nothing_without_keys(db: None) -> None:
    assert candidates("customer", [], [], Reach(9)).found == ()


@pytest.mark.parametrize(
    ("reach", "within"), [(Reach(2), {"a", "d"}), (Reach(9, 0.05), {"a", "d"}), (Reach(9), {*"abcd"})]
)
def test_it_prefers_those_who_share_more_and_rarer_keys(world: World, reach: Reach, within: set[str]) -> None:
    phone = {"phone": ACME["phone"]}
    world.land(
        "crm", a=ACME, b=customer(1, **phone), c=customer(2, **phone), d=customer(3, **phone, email=ACME["email"])
    )
    asked = keys_of(world, "a")
    found = candidates("customer", asked, [10] * len(asked), reach).found
    assert {candidate.record_id for candidate in found} == {str(world.record("crm", key).pk) for key in within}
