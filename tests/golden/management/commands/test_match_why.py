from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.scenarios import ACME, World, customer


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("match_why", *arguments, stdout=out)
    return out.getvalue()


def test_it_tells_why_two_records_are_one_and_masks_their_values(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", b=ACME)
    text = told("crm:a", "erp:b")
    assert text.startswith("Joins at ")
    assert "same VAT number" in text
    assert f"Golden record of both: {world.golden_id('crm', 'a')}" in text
    assert "acme" not in text.lower()
    assert "•••" in text


def test_it_shows_values_only_where_they_are_asked_for(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", b=ACME)
    assert "acme trading" in told("crm:a", "erp:b", "--values")


def test_it_tells_why_two_records_are_not_one(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", b=customer(2))
    text = told("crm:a", "erp:b")
    assert text.startswith("Stays apart at ")
    assert "bits to join are missing." in text
    assert "Golden records: " in text


def test_it_tells_how_the_golden_record_came_to_be(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", b=ACME)
    text = told("crm:a", "erp:b", "--history")
    assert "resolve by machine:resolve: crm/a joins; is created with " in text


@pytest.mark.parametrize("key", ["crm:missing", "nobody:a", "crm"])
def test_it_refuses_what_it_does_not_know(world: World, key: str) -> None:
    world.arrive("crm", a=customer(1))
    with pytest.raises(CommandError):
        told("crm:a", key)
