from __future__ import annotations

from apps.domains import get
from apps.golden.candidates import Scene, gather, is_matchable, look_around
from apps.sources import queries as sources
from tests.scenarios import ACME, World, customer

PLACE = {"billing_address": {"city": "Napier", "country": "NZ"}}


def scene_of(world: World, code: str, key: str) -> Scene:
    """The scene of a batch that has claimed one record."""
    domain, claimed = get("customer"), sources.observed([world.record(code, key).pk])
    return gather(domain, claimed, look_around(domain, claimed))


def test_it_takes_in_the_whole_golden_record_of_a_candidate(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME | {"registration_number": "12345678"})
    world.land("crm", c={"kind": "organisation", "registration_number": "12345678"})
    scene = scene_of(world, "crm", "c")
    assert {record.external_id for record in scene.records.values()} == {"a", "x", "c"}
    assert set(scene.goldens) == {world.golden_id("crm", "a")}


def test_it_leaves_out_candidates_that_no_pair_of_review_strength_speaks_for(world: World) -> None:
    world.arrive("crm", a=ACME | {"registration_number": "12345678"})
    world.land("crm", c=customer(9, registration_number="12345678"))
    scene = scene_of(world, "crm", "c")
    assert [record.external_id for record in scene.records.values()] == ["c"]
    assert (len(scene.edges), scene.home, scene.goldens) == (0, {}, {})


def test_it_finds_by_several_common_words_whom_no_single_key_proposes(world: World) -> None:
    def named(name: str, **changed: object) -> dict[str, object]:
        return {"kind": "organisation", "name": name, "website": "lantern.example"} | PLACE | changed

    few = next(rule.cap for rule in get("customer").spec.blocking if rule.nearest)
    words = ("Harbour", "Lantern", "Foundry")
    crowd = {f"{word}{n}": named(f"{customer(n)['name']} {word}", website="") for word in words for n in range(few + 1)}
    world.arrive("crm", **crowd, near=named("The Old Harbour Lantern Foundry"))
    world.land("erp", x=named("Foundry Lantern Harbour Napier"))
    scene = scene_of(world, "erp", "x")
    assert "near" in {record.external_id for record in scene.records.values()}


def test_it_leaves_withdrawn_records_out(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.withdraw("crm", "a")
    world.land("erp", x=ACME)
    scene = scene_of(world, "erp", "x")
    assert [record.external_id for record in scene.records.values()] == ["x"]


def test_it_does_not_recognise_anybody_by_kind_and_country() -> None:
    assert not is_matchable(get("customer"), {"kind": "organisation", "country": "NL"})
    assert is_matchable(get("customer"), {"kind": "organisation", "phone": "+6493001234"})
