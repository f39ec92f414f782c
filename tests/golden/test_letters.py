from __future__ import annotations

from apps.golden.letters import snapshot
from apps.sync.models import OutboxMessage
from tests.scenarios import ACME, World, customer


def test_it_seals_all_that_a_target_needs(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    key = world.golden_id("crm", "a")
    sealed = snapshot([key])[key]
    assert set(sealed) >= {"values", "status", "merged_into", "records", "held", "overridden", "cleared", "owners"}
    assert [(r["system"], r["external_id"]) for r in sealed["records"]] == [("crm", "a"), ("erp", "x")]
    assert (sealed["status"], sealed["held"], sealed["owners"]) == ("live", False, {})
    assert OutboxMessage.objects.latest("id").snapshot == sealed


def test_it_names_what_the_owner_emptied(world: World) -> None:
    world.arrive("crm", a=customer(1, segment="gold"))
    world.arrive("crm", a=customer(1, segment=None))
    assert OutboxMessage.objects.latest("id").snapshot["cleared"] == ["segment"]


def test_it_points_from_a_merged_record_to_its_survivor(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    loser, heir = world.golden_id("crm", "a"), world.golden_id("crm", "b")
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    letter = OutboxMessage.objects.filter(golden_id=loser).latest("id")
    assert (letter.kind, letter.snapshot["merged_into"], letter.snapshot["records"]) == ("merged", str(heir), [])
