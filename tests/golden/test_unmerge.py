"""`merge` then `unmerge` is the identity on everything but history; also later, after edits and further merges."""

from __future__ import annotations

from random import Random

import pytest

from apps.golden.judge import judge
from apps.golden.models import GoldenRecord, Link
from apps.golden.unmerge import AlreadyUndone, NotAMerge
from apps.history.models import ChangeSet
from apps.sync.models import OutboxMessage
from tests import cast
from tests.golden.acts import join, part, pin, say, unpin
from tests.golden.portrait import differences, portrait, without_questions
from tests.golden.promises import every_promise_holds
from tests.scenarios import ACME, World, customer

KIWI = {"kind": "organisation", "name": "Kiwi Ltd", "email": "hi@kiwi.example", "website": "https://kiwi.example"}


def test_it_brings_everything_back_as_it_was(three: World) -> None:
    before = portrait()
    merged = join(three, "crm/a", "crm/b", "erp/c")
    assert portrait()["goldens"] != before["goldens"]
    undone = part(three, merged.change_set)
    assert set(undone.restored) == set(merged.retired)
    assert differences(without_questions(portrait()), without_questions(before)) == []
    every_promise_holds(three)


def test_it_brings_back_since_and_origin_of_every_value(three: World) -> None:
    """The survivor's own value comes back with its own moment, not as news."""
    before = portrait()
    merged = join(three, "crm/b", "erp/c")
    assert three.golden("crm", "b").values["name"] != before["goldens"][three.golden_id("crm", "b")][1]["name"]
    part(three, merged.change_set)
    assert portrait()["goldens"] == before["goldens"]


def test_it_brings_overrides_back_to_whom_they_belonged(three: World) -> None:
    pin(three, "crm/a", "phone", "+64 9 300 9999")
    pin(three, "crm/b", "phone", "+64 9 300 8888")
    pin(three, "crm/b", "segment", "silver", "until_source_changes")
    pin(three, "crm/a", "account_manager", "Bea", "until_owner_changes")
    before = portrait()
    merged = join(three, "crm/a", "crm/b")
    assert three.golden("crm", "a").values["phone"] == "+6493009999"
    assert three.golden("crm", "a").values["segment"] == "silver"
    part(three, merged.change_set)
    assert differences(without_questions(portrait()), without_questions(before)) == []
    every_promise_holds(three)


def test_it_leaves_an_override_ended_that_a_person_ended_since(three: World) -> None:
    pin(three, "crm/b", "segment", "silver")
    merged = join(three, "crm/a", "crm/b")
    unpin(three, "crm/a", "segment")
    part(three, merged.change_set)
    assert three.golden("crm", "b").values["segment"] == "gold"


def test_it_keeps_an_override_laid_since_with_the_survivor(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    pin(three, "crm/a", "segment", "silver")
    part(three, merged.change_set)
    assert three.golden("crm", "a").values["segment"] == "silver"
    assert three.golden("crm", "b").values["segment"] == "gold"
    every_promise_holds(three)


def test_it_returns_values_that_were_edited_since(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    three.later()
    edited = three.now
    three.arrive("crm", b=customer(2, phone="+6493005679", segment="gold"))
    three.later()
    part(three, merged.change_set)
    assert three.golden("crm", "a").values["phone"] == "+6493001234"
    assert three.golden("crm", "b").values["phone"] == "+6493005679"
    assert three.golden("crm", "b").provenance["name"]["since"] < edited.isoformat()
    every_promise_holds(three)


def test_it_leaves_with_the_survivor_what_joined_since(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    three.later()
    three.arrive("erp", d=customer(1))
    join(three, "crm/a", "erp/d")
    part(three, merged.change_set)
    assert three.clusters() == {frozenset({"crm/a", "erp/d"}), frozenset({"crm/b"}), frozenset({"erp/c"})}
    every_promise_holds(three)


def test_it_undoes_a_tree_of_merges_from_the_last_to_the_first(three: World) -> None:
    before = portrait()
    first = join(three, "crm/b", "erp/c")
    between = portrait()
    second = join(three, "crm/a", "crm/b")
    assert GoldenRecord.objects.filter(merged_into=second.survivor).count() == 2
    part(three, second.change_set)
    assert differences(without_questions(portrait()), without_questions(between)) == []
    part(three, first.change_set)
    assert differences(without_questions(portrait()), without_questions(before)) == []
    every_promise_holds(three)


def test_it_undoes_a_tree_of_merges_from_the_first_to_the_last(three: World) -> None:
    pin(three, "erp/c", "segment", "silver")
    before = portrait()
    first = join(three, "crm/b", "erp/c")
    second = join(three, "crm/a", "crm/b")
    part(three, first.change_set)
    assert three.clusters() == {frozenset({"crm/a", "crm/b"}), frozenset({"erp/c"})}
    every_promise_holds(three)
    part(three, second.change_set)
    assert differences(without_questions(portrait()), without_questions(before)) == []
    every_promise_holds(three)


def test_it_takes_back_a_merge_of_some_records(three: World) -> None:
    three.arrive("erp", d=customer(2))
    before = portrait()
    merged = join(three, "crm/a", "crm/b", records=[three.record("erp", "d").pk])
    assert merged.retired == ()
    part(three, merged.change_set)
    assert differences(without_questions(portrait()), without_questions(before)) == []
    every_promise_holds(three)


def test_it_takes_back_a_fuse_of_the_machine(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.later()
    world.arrive("erp", b=customer(2))
    before = portrait()
    world.later()
    world.arrive("erp", b=customer(1, payment_terms="30 days"))
    assert len(world.clusters()) == 1
    fuse = ChangeSet.objects.filter(kind="resolve").latest("pk")
    part(world, fuse.pk, world.golden_id("crm", "a"))
    assert len(world.clusters()) == 2
    assert portrait()["crosswalk"] == before["crosswalk"]
    every_promise_holds(world)


def test_it_is_not_joined_again_by_the_next_run(three: World) -> None:
    three.arrive("erp", e=ACME)
    three.later()
    three.arrive("crm", d=KIWI)
    merged = join(three, "erp/e", "crm/d")
    part(three, merged.change_set)
    three.later()
    three.arrive("crm", d=ACME)
    assert three.golden_id("crm", "d") != three.golden_id("erp", "e")


def test_it_brings_back_what_a_steward_had_said_before(three: World) -> None:
    pair = (three.record("crm", "a").pk, three.record("crm", "b").pk)
    say(three, "crm/a", "crm/b", "related", relation="parent")
    before = portrait()
    merged = join(three, "crm/a", "crm/b")
    assert portrait()["links"][pair][1] == "same"
    part(three, merged.change_set)
    assert portrait() == before


def test_it_keeps_the_flag_that_a_later_decision_set(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    say(three, "crm/a", "erp/c", "different")
    part(three, merged.change_set)
    assert three.golden("crm", "a").confirmed
    assert not three.golden("crm", "b").confirmed


def test_it_lays_different_between_the_halves(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    part(three, merged.change_set)
    link = Link.objects.get(superseded_at=None)
    assert (link.verdict, link.origin, link.decided_by, link.reason) == (
        "different", "steward", cast.actor().name, "not the same firm"
    )  # fmt: skip


def test_it_posts_a_letter_for_each_part(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    OutboxMessage.objects.all().delete()
    part(three, merged.change_set)
    letters = {row.golden_id: row for row in OutboxMessage.objects.all()}
    assert letters.keys() == {merged.survivor, *merged.retired}
    for key, letter in letters.items():
        assert letter.kind == "split"
        assert letter.version == GoldenRecord.objects.get(pk=key).version
        assert len(letter.snapshot["records"]) == 1


def test_it_refuses_a_merge_that_is_undone(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    part(three, merged.change_set)
    acts = ChangeSet.objects.count()
    with pytest.raises(AlreadyUndone):
        part(three, merged.change_set)
    join(three, "crm/a", "crm/b")
    with pytest.raises(AlreadyUndone):
        part(three, merged.change_set)
    assert ChangeSet.objects.count() == acts + 1


def test_it_refuses_what_is_no_merge(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    undone = part(three, merged.change_set)
    pull = ChangeSet.objects.filter(kind="pull").latest("pk")
    for other in (undone.change_set, pull.pk, 999_999):
        with pytest.raises(NotAMerge):
            part(three, other)


def test_it_asks_which_of_several_merges_is_meant(three: World) -> None:
    three.arrive("erp", d=customer(4))
    pairs = [("a", "b"), ("c", "d")]
    systems = {"a": "crm", "b": "crm", "c": "erp", "d": "erp"}
    ids = [(three.record(systems[one], one).pk, three.record(systems[other], other).pk) for one, other in pairs]
    before = portrait()
    judged = judge(pairs=ids, verdict="same", reason="both", actor=cast.actor(), seams=three.seams)
    with pytest.raises(NotAMerge):
        part(three, judged.change_set)
    part(three, judged.change_set, three.golden_id("crm", "a"))
    assert len(three.clusters()) == 3
    part(three, judged.change_set, three.golden_id("erp", "c"))
    assert differences(without_questions(portrait()), without_questions(before)) == []


def test_it_retires_a_survivor_whose_own_records_are_gone(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    three.later()
    three.withdraw("crm", "a")
    three.resolve()
    part(three, merged.change_set)
    assert GoldenRecord.objects.get(pk=merged.survivor).status == "retired"
    assert three.golden_id("crm", "b") == merged.retired[0]
    every_promise_holds(three)


def test_it_leaves_nothing_behind_when_it_crashes(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    merged = join(three, "crm/a", "crm/b")
    before = portrait()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("apps.golden.unmerge.save", crash)
        with pytest.raises(RuntimeError):
            part(three, merged.change_set)
    assert portrait() == before
    part(three, merged.change_set)
    every_promise_holds(three)


def test_it_is_told_by_history_with_actor_and_reason(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    undone = part(three, merged.change_set)
    rows = GoldenRecord.history.filter(change_set_id=undone.change_set)
    assert {row.history_change_reason for row in rows} == {"not the same firm"}
    assert {row.history_user_id for row in rows} == {cast.actor().user_id}
    act = ChangeSet.objects.get(pk=undone.change_set)
    assert (act.kind, act.actor, act.detail["undoes"]) == ("unmerge", cast.actor().name, merged.change_set)


@pytest.mark.parametrize("seed", range(6))
def test_it_undoes_any_tree_of_merges_in_any_order(world: World, seed: int) -> None:
    chance = Random(seed)
    keys = [f"{system}/{letter}" for letter, system in zip("abcdef", ("crm", "erp") * 3, strict=True)]
    for number, key in enumerate(keys):
        system, letter = key.split("/")
        world.arrive(system, **{letter: customer(number, phone=f"+6493001{number:03}", segment=f"s{number % 2}")})
        world.later()
        if chance.random() < 0.5:
            pin(world, key, "phone", chance.choice(("+64 9 300 9999", "")))
    before = portrait()
    merges = []
    while len(world.clusters()) > 1:
        chosen = chance.sample(sorted({world.golden_id(*key.split("/")): key for key in keys}.values()), 2)
        merges.append(join(world, *chosen).change_set)
    every_promise_holds(world)
    chance.shuffle(merges)
    for change_set in merges:
        part(world, change_set)
        every_promise_holds(world)
    assert differences(without_questions(portrait()), without_questions(before)) == []
