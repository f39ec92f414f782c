from __future__ import annotations

from datetime import timedelta

from apps.golden import writer
from apps.golden.standing import among, asked, standing
from apps.history.recording import recording
from tests.cast import MACHINE
from tests.golden.links import say
from tests.scenarios import ACME, World, customer


def test_it_finds_a_link_by_either_end_and_once_by_both(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", x=customer(2))
    say(world, world.record("crm", "a"), world.record("erp", "x"), "suggested")
    one, other = world.record("crm", "a").pk, world.record("erp", "x").pk
    (link,) = standing([one])
    assert standing([other]) == standing([one, other]) == [link]
    assert link.is_question
    assert asked([link.ends]) == {one, other}
    assert among([link], {one}) == []
    assert among([link], {one, other}) == [link]


def test_it_leaves_superseded_links_out(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", x=customer(2))
    say(world, world.record("crm", "a"), world.record("erp", "x"), "related")
    with recording(kind="judge", actor=MACHINE, at=world.now):
        writer.supersede_links([link.id for link in standing([world.record("crm", "a").pk])], world.now)
    assert standing([world.record("crm", "a").pk]) == []


def test_it_knows_a_stewards_word(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.land("erp", x=ACME)
    say(world, world.record("crm", "a"), world.record("erp", "x"), "different")
    (link,) = standing([world.record("erp", "x").pk])
    assert link.is_said(world.now)
    assert link.is_said(world.now + timedelta(days=999))
    assert not link.is_question
