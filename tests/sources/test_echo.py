"""Our own words in a source record: recognised when they come back, and no mark that a record is known by."""

from __future__ import annotations

from apps.domains.values import CLEARED
from apps.sources.models import LandedRecord, MatchFeatures
from tests.scenarios import World, customer


def tray() -> set[str]:
    return set(LandedRecord.objects.values_list("record__external_id", flat=True))


def empty_tray() -> None:
    LandedRecord.objects.all().delete()


def forms(world: World, key: str) -> dict[str, str]:
    return MatchFeatures.objects.get(record_id=world.record("crm", key).pk).features


def test_it_recognises_its_own_value_when_the_target_hands_it_back(world: World) -> None:
    world.land("crm", a=customer(1))
    empty_tray()
    world.wrote("crm", "a", customer(1, payment_terms="net 30"), payment_terms="net 30")
    row = world.record("crm", "a")
    assert row.echo == {"payment_terms": {"sent": "net 30", "held": "net 30"}}
    assert tray() == set()
    assert world.land("crm", a=customer(1, payment_terms="net 30")).unchanged == 1
    assert world.record("crm", "a").echo == row.echo


def test_it_recognises_its_own_value_as_the_target_rewrote_it(world: World) -> None:
    world.land("crm", a=customer(1))
    empty_tray()
    world.wrote("crm", "a", customer(1, payment_terms="NET30"), payment_terms="net 30")
    assert world.record("crm", "a").echo == {"payment_terms": {"sent": "net 30", "held": "NET30"}}
    assert tray() == set()


def test_it_hears_a_person_who_changes_our_value_there(world: World) -> None:
    world.land("crm", a=customer(1))
    world.wrote("crm", "a", customer(1, payment_terms="net 30"), payment_terms="net 30")
    empty_tray()
    assert world.land("crm", a=customer(1, payment_terms="net 60")).updated == 1
    assert world.record("crm", "a").echo == {}
    assert tray() == {"a"}


def test_it_hears_a_person_who_empties_our_value_there(world: World) -> None:
    world.land("crm", a=customer(1))
    world.wrote("crm", "a", customer(1, payment_terms="net 30"), payment_terms="net 30")
    empty_tray()
    world.land("crm", a=customer(1, payment_terms=None))
    assert world.record("crm", "a").values["payment_terms"] == CLEARED
    assert tray() == {"a"}


def test_it_hears_what_a_person_changed_between_our_read_and_our_write(world: World) -> None:
    world.land("crm", a=customer(1))
    empty_tray()
    world.wrote("crm", "a", customer(1, payment_terms="net 30", segment="gold"), payment_terms="net 30")
    assert tray() == {"a"}


def test_it_does_not_take_its_own_blank_for_the_systems_opinion(world: World) -> None:
    world.land("crm", a=customer(1, payment_terms="net 30"))
    world.wrote("crm", "a", customer(1, payment_terms=None), payment_terms=None)
    row = world.record("crm", "a")
    assert row.echo["payment_terms"]["sent"] is None
    assert row.echo["payment_terms"]["held"] == row.values["payment_terms"]


def test_it_lands_a_record_that_we_created_there(world: World) -> None:
    world.wrote("crm", "new", customer(1), name=customer(1)["name"])
    assert tray() == {"new"}
    assert set(world.record("crm", "new").echo) == {"name"}


# What a record is known by


def test_a_record_stays_known_by_what_its_system_said_before_we_wrote(world: World) -> None:
    world.land("crm", a=customer(1))
    before = forms(world, "a")
    named = customer(1, name="Another Name BV")
    world.wrote("crm", "a", named, name="Another Name BV")
    said = {"sent": "Another Name BV", "held": "Another Name BV", "said": customer(1)["name"]}
    assert world.record("crm", "a").echo == {"name": said}
    assert forms(world, "a") == before
    world.wrote("crm", "a", named | {"name": "A Third Name BV"}, name="A Third Name BV")
    assert world.record("crm", "a").echo["name"]["said"] == customer(1)["name"]
    assert forms(world, "a") == before


def test_a_record_is_known_by_what_a_person_writes_over_our_value(world: World) -> None:
    world.land("crm", a=customer(1))
    world.wrote("crm", "a", customer(1, name="Another Name BV"), name="Another Name BV")
    world.land("crm", a=customer(1, name="Theirs BV"))
    assert world.record("crm", "a").echo == {}
    assert forms(world, "a")["organisation"] == "theirs"


def test_a_record_is_not_known_by_what_we_filled_in(world: World) -> None:
    world.land("crm", a=customer(1))
    before = forms(world, "a")
    phone = "+6493001234"
    world.wrote("crm", "a", customer(1, phone=phone), phone=phone)
    assert world.record("crm", "a").echo == {"phone": {"sent": phone, "held": phone}}
    assert forms(world, "a") == before


def test_a_value_that_was_pulled_before_we_read_it_back_is_not_the_systems_own(world: World) -> None:
    phone = "+6493001234"
    world.land("crm", a=customer(1, phone=phone))
    world.wrote("crm", "a", customer(1, phone=phone), phone=phone)
    assert "said" not in world.record("crm", "a").echo["phone"]
    assert "phone" not in forms(world, "a")


def test_a_record_is_not_known_by_a_value_that_was_wrong_before_we_wrote(world: World) -> None:
    world.land("crm", a=customer(1, email="not an address"))
    assert "email" in world.record("crm", "a").problems
    world.wrote("crm", "a", customer(1, email="a@b.example"), email="a@b.example")
    assert "said" not in world.record("crm", "a").echo["email"]


def test_a_record_keeps_its_own_word_where_the_target_spoils_ours(world: World) -> None:
    world.land("crm", a=customer(1))
    before = forms(world, "a")
    world.wrote("crm", "a", customer(1, email="spoiled"), email="a@b.example")
    assert "email" in world.record("crm", "a").problems
    assert forms(world, "a") == before
