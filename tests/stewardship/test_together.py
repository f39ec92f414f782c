from __future__ import annotations

import pytest

from apps.golden import queries
from apps.stewardship.together import Together, together
from tests.golden.acts import join
from tests.scenarios import ACME, World, customer


@pytest.fixture
def world(db: None) -> World:
    return World()


def shown(world: World) -> Together | None:
    golden = world.golden_id("crm", "a")
    row = queries.get(golden)
    assert row is not None
    return together(row, queries.members([golden]).get(golden, []))


def test_it_shows_nothing_of_a_single_record(world: World) -> None:
    world.arrive("crm", a=ACME)
    assert shown(world) is None


def test_it_tells_how_sure_a_pair_is(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    found = shown(world)
    assert found is not None
    assert found.words.startswith("Their pair weighs ")
    assert not found.thin


def test_it_names_the_two_sides_of_a_bridge_that_a_steward_laid(world: World) -> None:
    other = customer(5)
    world.arrive("crm", a=ACME, b=other)
    world.arrive("erp", x=ACME, y=other)
    join(world, "crm/a", "erp/y")
    found = shown(world)
    assert found is not None
    assert "2 of 6 pairs agree" in found.words
    assert not found.thin
    assert {tuple(sorted(one.external_id for one in side)) for side in found.sides} == {("a", "x"), ("b", "y")}
    assert found.bridge == "A steward called them the same."


def test_it_marks_what_no_longer_joins_of_itself(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    world.later()
    world.arrive("erp", x=customer(7))
    found = shown(world)
    assert found is not None
    assert found.thin
    assert found.bridge.endswith("less than joins of itself.")
