from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.golden.worth_asking import worth_asking
from tests.golden.acts import say
from tests.golden.links import ACME_LIKE
from tests.scenarios import World, customer


def said(*words: str) -> str:
    out = StringIO()
    call_command("match_ask", "customer", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def unsure(world: World) -> World:
    """Two that join without a doubt, and one that a person is asked about."""
    world.arrive("crm", a=ACME_LIKE, b=customer(1))
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"}, y=customer(1))
    return world


def test_it_asks_what_is_open_before_what_is_settled(unsure: World) -> None:
    found = worth_asking(domain="customer", seams=unsure.seams)
    assert {found[0].one, found[0].other} == {unsure.record("crm", "a").pk, unsure.record("erp", "x").pk}
    assert (found[0].band, found[0].waits) == ("review", True)
    assert abs(found[0].weight - 6) < abs(found[1].weight - 6)
    assert [each.waits for each in found[1:]] == [False] * (len(found) - 1)


def test_it_does_not_ask_again_what_was_answered(unsure: World) -> None:
    say(unsure, "crm/a", "erp/x", "different")
    asked = {frozenset((each.one, each.other)) for each in worth_asking(domain="customer", seams=unsure.seams)}
    assert frozenset((unsure.record("crm", "a").pk, unsure.record("erp", "x").pk)) not in asked


def test_it_speaks_on_the_command_line_without_values(unsure: World) -> None:
    first = said("--most", "1")
    assert "crm:a erp:x" in first
    assert "in the queue; 1 pairs look so" in first
    assert "Acme" not in said()
    [told] = json.loads(said("--json", "--most", "1"))
    assert ({told["one"], told["other"]}, told["waits"]) == ({"crm:a", "erp:x"}, True)


def test_it_says_when_nothing_is_open(world: World) -> None:
    assert "Nothing is open" in said()
    with pytest.raises(CommandError, match="one at least"):
        said("--most", "0")
