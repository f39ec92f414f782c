"""The table "Outcome for a new or changed record", row by row."""

from __future__ import annotations

import pytest

from apps.golden.linked import open_links
from apps.golden.models import CrowdedKey, Link
from apps.sources.systems import declare
from apps.sync.models import OutboxMessage
from tests.cast import MACHINE
from tests.golden.links import ACME_LIKE, ADDRESS, say
from tests.scenarios import ACME, World, customer


def test_it_gives_a_record_without_its_like_a_golden_record_of_its_own(world: World) -> None:
    done = world.arrive("crm", a=customer(1), b=customer(2))
    assert (done.taken, done.created, done.changed, done.links) == (2, 2, 0, 0)
    assert world.clusters() == {frozenset(["crm/a"]), frozenset(["crm/b"])}
    assert not world.questions()


def test_it_joins_a_record_to_the_one_golden_record_it_fits(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    done = world.arrive("erp", x=ACME)
    assert (done.created, done.changed, done.links) == (0, 1, 1)
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}
    link = Link.objects.get()
    assert (link.verdict, link.origin, link.decided_by) == ("same", "key", "machine:resolve")
    assert link.evidence
    assert link.fingerprint
    assert link.weight > 6


def test_it_joins_records_that_come_in_one_batch(world: World) -> None:
    world.land("crm", a=ACME)
    assert world.arrive("erp", x=ACME).created == 1
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}


def test_it_never_glues_two_golden_records_through_a_third_record(world: World) -> None:
    one = {"kind": "organisation", "name": "Acme Trading Ltd", "vat_number": ACME["vat_number"]}
    two = {"kind": "organisation", "email": ACME["email"], "phone": ACME["phone"], "billing_address": ADDRESS}
    world.arrive("crm", a=one, b=two)
    world.later()
    world.arrive("erp", x=one | two)
    assert len(world.clusters()) == 3
    bridge_id = world.record("erp", "x").pk
    asked = {frozenset((link.left_id, link.right_id)) for link in world.questions()}
    assert asked == {frozenset((bridge_id, world.record("crm", key).pk)) for key in ("a", "b")}
    assert "two or more" in world.questions()[0].reason


def test_it_asks_when_the_best_and_the_second_best_are_too_close(world: World) -> None:
    twin = ACME_LIKE | {"vat_number": "NL123456782B90"}
    other = ACME_LIKE | {"vat_number": "NL111222333B11"}
    world.arrive("crm", a=twin)
    world.arrive("crm", b=other)
    assert len(world.clusters()) == 2  # the VAT numbers keep these two apart
    world.later()
    world.arrive("erp", x=ACME_LIKE)
    assert len(world.clusters()) == 3
    mine = world.record("erp", "x").pk
    assert sum(mine in (link.left_id, link.right_id) for link in world.questions()) == 2


def test_it_asks_about_a_record_that_is_only_alike(world: World) -> None:
    world.arrive("crm", a=ACME_LIKE)
    world.later()
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"})
    assert len(world.clusters()) == 2
    (question,) = world.questions()
    assert question.reason.startswith("alike, but not enough to join without a person")


def test_it_holds_both_golden_records_back_while_a_question_is_open(world: World) -> None:
    world.arrive("crm", a=ACME_LIKE)
    world.later()
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"})
    letter = OutboxMessage.objects.get(golden_id=world.golden_id("erp", "x"))
    assert letter.snapshot["held"] is True


def test_it_lets_a_veto_stop_any_score_and_says_so(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    world.arrive("erp", x=ACME | {"vat_number": "NL111222333B11"})
    assert len(world.clusters()) == 2
    (question,) = world.questions()
    assert question.reason.startswith("would be ")
    assert question.reason.endswith(", vetoed by VAT number")


def test_it_joins_no_two_records_of_a_system_that_holds_each_thing_once(world: World) -> None:
    declare(code="erp", duplicate_free=True, actor=MACHINE, seams=world.seams)
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    world.arrive("erp", y=ACME)
    assert world.golden_id("erp", "x") == world.golden_id("crm", "a")
    assert world.golden_id("erp", "y") != world.golden_id("crm", "a")
    [link] = open_links("customer")
    assert "declared to hold each thing once" in link.reason


def test_it_heeds_a_stewards_different(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.land("erp", x=ACME)
    say(world, world.record("crm", "a"), world.record("erp", "x"), "different")
    world.resolve()
    assert len(world.clusters()) == 2
    assert not world.questions()
    assert Link.objects.get().verdict == "different"


def test_it_heeds_a_stewards_same(world: World) -> None:
    world.land("crm", a=customer(1))
    world.land("erp", x=customer(2))
    say(world, world.record("crm", "a"), world.record("erp", "x"), "same")
    world.resolve()
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}


def test_it_asks_when_a_third_record_would_lead_round_a_different(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.land("erp", x=ACME)
    say(world, world.record("crm", "a"), world.record("erp", "x"), "different")
    world.resolve()
    world.later()
    world.arrive("erp", y=ACME)
    assert not any({"crm/a", "erp/x"} <= group for group in world.clusters())
    mine = world.record("erp", "y").pk
    assert any(mine in (link.left_id, link.right_id) for link in world.questions())


def test_it_flags_a_record_with_nothing_to_match_by(world: World) -> None:
    world.arrive("crm", a={"segment": "retail"}, b=customer(1))
    assert world.golden("crm", "a").unmatchable is True
    assert world.golden("crm", "b").unmatchable is False
    world.later()
    world.arrive("crm", a={"segment": "retail", "name": "Acme Ltd", "kind": "organisation"})
    assert world.golden("crm", "a").unmatchable is False


def test_it_keeps_the_flag_when_one_of_several_records_leaves(world: World) -> None:
    world.land("crm", a={"segment": "retail"}, b={"segment": "retail"})
    say(world, world.record("crm", "a"), world.record("crm", "b"), "same")
    world.resolve()
    world.later()
    world.withdraw("crm", "b")
    world.resolve()
    assert world.golden("crm", "a").unmatchable is True


def test_it_notes_a_crowded_key_instead_of_following_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.golden.candidates.MOST_PER_KEY", 3)
    world.arrive("crm", **{f"c{n}": customer(n, email="info@shared.example") for n in range(5)})
    noted = CrowdedKey.objects.get(rule="e-mail")
    assert (noted.size, noted.domain) == (5, "customer")
    world.later()
    world.arrive("crm", c9=customer(9, email="info@shared.example"))
    noted.refresh_from_db()
    assert noted.size == 6
