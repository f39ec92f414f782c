from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.golden.links import say
from tests.scenarios import ACME, World, customer


def said(*words: str) -> str:
    out = StringIO()
    call_command("match_bridges", "customer", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def bound(world: World) -> World:
    """A pair that joined, and two unlike ones that a steward called the same."""
    world.arrive("crm", a=ACME)
    world.land("crm", c=customer(3))
    world.land("erp", x=ACME, z=customer(4))
    say(world, world.record("crm", "c"), world.record("erp", "z"), "same")
    world.resolve()
    return world


def test_it_lists_the_weakest_first_without_values(bound: World) -> None:
    first, _, second, *_ = said().splitlines()
    assert first.startswith(str(bound.golden_id("crm", "c")))
    assert "called the same by a steward" in first
    assert "crm:a erp:x" in second
    assert ACME["name"] not in said()


def test_it_speaks_json(bound: World) -> None:
    [found] = json.loads(said("--json", "--most", "1"))
    assert found["sides"] == [["crm:c"], ["erp:z"]]
    assert found["strength"] is None or found["strength"] < 0


def test_it_says_when_there_is_nothing_to_list(world: World) -> None:
    assert "No golden record has two" in said()


def test_it_refuses_to_list_none(world: World) -> None:
    with pytest.raises(CommandError, match="one at least"):
        said("--most", "0")
