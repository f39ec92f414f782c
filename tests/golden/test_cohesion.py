from __future__ import annotations

import pytest

from apps.golden import cohesion as module
from apps.golden.cohesion import Cohesion, cohesion, weakest
from apps.sources.models import SourceRecord
from apps.sync.models import Binding, Subscription
from tests.golden.acts import join
from tests.golden.links import ACME_LIKE, say
from tests.scenarios import ACME, World, customer


def held(world: World, key: str = "a") -> Cohesion:
    found = cohesion(world.golden_id("crm", key))
    assert found is not None
    return found


def keys(found: Cohesion) -> set[frozenset[str]]:
    names = dict(SourceRecord.objects.values_list("pk", "external_id"))
    return {frozenset(names[record] for record in side) for side in found.sides}


def test_it_says_nothing_of_a_single_record(world: World) -> None:
    world.arrive("crm", a=ACME)
    assert cohesion(world.golden_id("crm", "a")) is None
    assert weakest("customer") == []


def test_it_tells_how_firmly_two_records_hang_together(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    found = held(world)
    assert (found.records, found.coverage, found.firm, found.said) == (2, 1.0, True, False)
    assert found.minimum == found.mean == found.strength > 20
    assert keys(found) == {frozenset({"a"}), frozenset({"x"})}


def test_it_leaves_out_a_record_that_we_created(world: World) -> None:
    world.arrive("crm", a=ACME)
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    home = world.golden_id("crm", "a")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="x", asked_at=world.now)
    world.arrive("erp", x={"kind": "organisation", "phone": "+6493009999"})
    assert world.golden_id("erp", "x") == home
    assert cohesion(home) is None
    assert weakest("customer") == []


def test_it_finds_the_bridge_between_two_pairs_that_a_steward_put_together(world: World) -> None:
    other = customer(5)
    world.arrive("crm", a=ACME, b=other)
    world.arrive("erp", x=ACME, y=other)
    join(world, "crm/a", "erp/y")
    found = held(world)
    assert keys(found) == {frozenset({"a", "x"}), frozenset({"b", "y"})}
    assert (found.records, found.firm, found.said) == (4, False, True)
    assert found.minimum <= found.strength < 0
    assert found.coverage == pytest.approx(2 / 6)


def test_it_knows_a_bridge_that_a_steward_laid(world: World) -> None:
    world.land("crm", a=ACME, b=ACME_LIKE | {"vat_number": "NL004495445B01"})
    say(world, world.record("crm", "a"), world.record("crm", "b"), "same")
    world.resolve()
    found = held(world)
    assert (found.said, found.firm, found.forbidden, found.coverage) == (True, False, True, 0)


def test_it_lists_the_weakest_first(world: World) -> None:
    world.arrive("crm", a=ACME, c=customer(3), alone=customer(9))
    world.land("erp", x=ACME, z=customer(4))
    say(world, world.record("crm", "c"), world.record("erp", "z"), "same")
    world.resolve()
    found = weakest("customer")
    assert [each.golden for each in found] == [world.golden_id("crm", "c"), world.golden_id("crm", "a")]
    assert weakest("customer", 1) == found[:1]
    assert found[1] == held(world)


def test_it_leaves_out_what_is_too_large_to_compare(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.arrive("crm", a=ACME, b=ACME)
    world.arrive("erp", x=ACME)
    assert held(world).records == 3
    monkeypatch.setattr(module, "MOST", 2)
    assert cohesion(world.golden_id("crm", "a")) is None
    assert weakest("customer") == []
