from __future__ import annotations

from apps.golden import writer
from apps.golden.why import why
from apps.history.recording import recording
from tests.cast import MACHINE
from tests.golden.acts import say
from tests.scenarios import ACME, World, customer


def test_it_tells_what_the_rules_find_and_where_the_records_belong(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", b=ACME)
    one, other = world.record("crm", "a").pk, world.record("erp", "b").pk
    story = why("customer", one, other)
    assert story.found.why.band == "join"
    assert "vat" in story.found.why.proposed_by
    assert story.goldens == (world.golden_id("crm", "a"),) * 2
    assert story.link is not None
    assert story.link.verdict == "same"
    assert story.crowded == {}


def test_it_shows_what_stands_between_them_whatever_the_rules_find(three: World) -> None:
    say(three, "crm/a", "crm/b", "related", relation="branch")
    story = why("customer", three.record("crm", "a").pk, three.record("crm", "b").pk)
    assert story.found.why.band == "none"
    assert story.link is not None
    assert (story.link.verdict, story.link.origin) == ("related", "steward")
    assert story.goldens[0] != story.goldens[1]


def test_it_says_that_a_common_key_is_shared_by_too_many(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", b=customer(1))
    one, other = world.record("crm", "a").pk, world.record("erp", "b").pk
    found = why("customer", one, other).found.why
    with recording(kind="test", actor=MACHINE, at=world.now):
        writer.note_crowded_keys("customer", [(found.proposed_by[0], found.keys[0], 1200)], world.now)
    assert why("customer", one, other).crowded == {found.proposed_by[0]: 1200}
