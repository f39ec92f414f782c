"""The table "Outcome for a new or changed record", row by row, and what holds around every batch."""

from __future__ import annotations

import random
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from apps.golden import resolve as resolving
from apps.golden import writer
from apps.golden.models import CrowdedKey, GoldenRecord, Link, Xref
from apps.golden.queries import active_rulebook
from apps.golden.resolve import resolve
from apps.golden.rules import ensure_rulebook
from apps.golden.writer import NewLink
from apps.history.models import ChangeSet
from apps.history.recording import recording
from apps.seams import Seams, utc_now
from apps.sources.land import ReadBack, land_read_back
from apps.sources.models import LandedRecord, SourceRecord
from apps.sync.models import Binding, OutboxMessage, Subscription
from tests.cast import MACHINE
from tests.scenarios import ACME, World, customer, raw

ADDRESS = ACME["billing_address"]
ACME_LIKE = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ADDRESS}


def say(world: World, one: SourceRecord, other: SourceRecord, verdict: str) -> None:
    """Lay a steward's link."""
    ensure_rulebook("customer", now=world.now)
    rulebook = active_rulebook("customer")
    assert rulebook is not None
    with recording(kind="judge", actor=MACHINE, at=world.now):
        writer.lay_links(
            [
                NewLink(
                    world.seams.new_id(),
                    "customer",
                    one.pk,
                    other.pk,
                    verdict,
                    "steward",
                    rulebook.pk,
                    "ann",
                    world.now,
                )
            ]
        )


# The table


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
    assert question.reason.endswith(", vetoed by vat number")


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


# Changes


def test_it_leaves_everything_alone_when_nothing_is_new(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    before = (GoldenRecord.history.count(), Link.history.count(), OutboxMessage.objects.count())
    world.later()
    LandedRecord.objects.create(record=world.record("crm", "a"), domain="customer", since=world.now)
    done = world.resolve()
    assert (done.taken, done.created, done.changed, done.links) == (1, 0, 0, 0)
    assert (GoldenRecord.history.count(), Link.history.count(), OutboxMessage.objects.count()) == before


def test_it_writes_no_change_set_for_an_empty_tray(world: World) -> None:
    world.resolve()
    before = ChangeSet.objects.count()
    assert world.resolve().taken == 0
    assert ChangeSet.objects.count() == before


def test_it_asks_and_does_not_split_when_a_record_drifts_away(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    world.later()
    world.arrive("erp", x=customer(5))
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}
    (question,) = world.questions()
    assert "do not agree" in question.reason


def test_it_closes_a_question_that_is_answered_by_new_values(world: World) -> None:
    world.arrive("crm", a=ACME_LIKE)
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"})
    assert world.questions()
    world.later()
    world.arrive("erp", x=customer(7))  # it shares no key with the other any more
    assert not world.questions()


def test_it_lets_go_of_the_other_record_when_a_question_closes(world: World) -> None:
    world.arrive("crm", a=ACME_LIKE)
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"})
    world.later()
    world.arrive("crm", a=ACME_LIKE | {"segment": "retail"})
    other = world.golden_id("crm", "a")
    assert OutboxMessage.objects.filter(golden_id=other).latest("id").snapshot["held"] is True
    world.later()
    world.arrive("erp", x=customer(7))
    assert OutboxMessage.objects.filter(golden_id=other).latest("id").snapshot["held"] is False


def test_it_closes_the_questions_about_a_record_that_left(world: World) -> None:
    world.arrive("crm", a=ACME_LIKE)
    world.arrive("erp", x=ACME_LIKE | {"name": "Acme Tradings Ltd"})
    world.later()
    world.withdraw("erp", "x")
    world.resolve()
    assert not world.questions()


def test_it_fuses_two_published_golden_records_on_strong_evidence(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.later()
    world.arrive("erp", x=customer(2))
    oldest, younger = world.golden_id("crm", "a"), world.golden_id("erp", "x")
    world.later()
    world.arrive("erp", x=customer(1, vat_number="NL123456782B90"))
    assert world.golden_id("erp", "x") == oldest
    gone = GoldenRecord.objects.get(pk=younger)
    assert (gone.status, gone.merged_into_id, gone.retired_reason) == ("retired", oldest, "merged")
    kinds = dict(OutboxMessage.objects.order_by("id").values_list("golden_id", "kind"))
    assert kinds == {oldest: "merged", younger: "merged"}


def test_it_never_fuses_two_that_stewards_confirmed(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.arrive("erp", x=customer(2))
    with recording(kind="test", actor=MACHINE, at=world.now):
        GoldenRecord.objects.update(confirmed=True)
    world.later()
    world.arrive("erp", x=customer(1, vat_number="NL123456782B90"))
    assert len(world.clusters()) == 2
    assert world.questions()


def test_it_carries_a_stewards_override_along_when_its_golden_record_fuses(world: World) -> None:
    world.arrive("crm", a=customer(1))
    world.later()
    world.arrive("erp", x=customer(2))
    with recording(kind="override", actor=MACHINE, at=world.now):
        writer.add_override(
            id=world.seams.new_id(),
            golden_id=world.golden_id("erp", "x"),
            field="segment",
            value="gold",
            reason="the contract says so",
            author="ann",
            created_at=world.now,
        )
    world.later()
    world.arrive("erp", x=customer(1, vat_number="NL123456782B90"))
    assert world.golden("crm", "a").values["segment"] == "gold"


# Leaving


def test_it_retires_a_golden_record_with_its_last_source_record(world: World) -> None:
    world.arrive("crm", a=ACME)
    first = world.golden_id("crm", "a")
    world.later()
    world.withdraw("crm", "a")
    world.resolve()
    gone = GoldenRecord.objects.get(pk=first)
    assert (gone.status, gone.merged_into_id, gone.retired_reason) == (
        "retired",
        None,
        "the last source record was withdrawn",
    )
    assert gone.values["name"] == "Acme Trading Ltd"
    assert OutboxMessage.objects.latest("id").kind == "retired"
    assert not Xref.objects.exists()


def test_it_gives_a_returning_key_a_new_id(world: World) -> None:
    world.arrive("crm", a=ACME)
    first = world.golden_id("crm", "a")
    world.withdraw("crm", "a")
    world.resolve()
    world.later()
    world.arrive("crm", a=ACME)
    assert world.golden_id("crm", "a") != first
    assert GoldenRecord.objects.get(pk=first).status == "retired"


def test_it_goes_on_with_the_records_that_stay(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    kept = world.golden_id("crm", "a")
    world.later()
    world.withdraw("erp", "x")
    world.resolve()
    assert world.golden_id("crm", "a") == kept
    assert world.clusters() == {frozenset(["crm/a"])}
    assert OutboxMessage.objects.latest("id").snapshot["records"][0]["external_id"] == "a"


def test_it_names_the_heir_where_the_source_merged_its_own_records(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    loser, heir = world.golden_id("crm", "a"), world.golden_id("crm", "b")
    world.later()
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    gone = GoldenRecord.objects.get(pk=loser)
    assert (gone.status, gone.merged_into_id) == ("retired", heir)


def test_it_keeps_redirects_one_hop_when_an_heir_is_merged_away_later(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2), c=customer(3))
    ids = {key: world.golden_id("crm", key) for key in "abc"}
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    world.later()
    world.withdraw("crm", "b", merged_into="c")
    world.resolve()
    assert GoldenRecord.objects.get(pk=ids["a"]).merged_into_id == ids["c"]


def test_it_follows_a_chain_of_merges_at_the_source(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2), c=customer(3))
    ids = {key: world.golden_id("crm", key) for key in "abc"}
    world.later()
    world.withdraw("crm", "a", merged_into="b")
    world.withdraw("crm", "b", merged_into="c")
    world.resolve()
    for key in "ab":
        assert GoldenRecord.objects.get(pk=ids[key]).merged_into_id == ids["c"]


def test_it_survives_a_circle_of_merges_at_the_source(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    world.withdraw("crm", "a", merged_into="b")
    world.withdraw("crm", "b", merged_into="a")
    world.resolve()
    assert not world.clusters()


# Around every batch


def test_it_says_for_every_value_where_it_came_from(world: World) -> None:
    world.arrive("crm", a=ACME | {"name": "Acme of the CRM"})
    world.arrive("erp", x=ACME)
    golden = world.golden("crm", "a")
    assert golden.values["name"] == "Acme Trading Ltd"
    told = golden.provenance["name"]
    assert (told["record"], told["system"], told["rule"]) == (str(world.record("erp", "x").pk), "erp", "owner_first")
    assert golden.provenance["email"]["system"] == "crm"
    assert set(golden.values) <= set(golden.provenance)


def test_it_names_change_set_and_reason_in_one_act(world: World) -> None:
    world.arrive("crm", a=ACME)
    act = ChangeSet.objects.get(kind="resolve")
    assert act.actor == "machine:resolve"
    assert set(GoldenRecord.history.values_list("change_set_id", flat=True)) == {act.pk}
    assert set(Xref.history.values_list("change_set_id", flat=True)) == {act.pk}
    assert OutboxMessage.objects.get().change_set == act.pk


def clean_set() -> list[tuple[str, str, dict[str, Any]]]:
    """(system, key, payload): pairs across the systems, some singles, a double within one system."""
    rows = [("crm", f"c{n}", customer(n)) for n in range(12)]
    rows += [("erp", f"e{n}", customer(n, phone=f"+64 9 300 {1000 + n}")) for n in range(4, 16)]
    return [*rows, ("crm", "double", customer(3, segment="again"))]


def test_it_finds_the_same_clusters_in_any_order_and_batch_size(world: World) -> None:
    found: list[set[frozenset[str]]] = []
    for seed, size in ((1, 1), (3, 7), (5, 5000)):
        rows = clean_set()
        random.Random(seed).shuffle(rows)
        with transaction.atomic():
            for code, key, payload in rows:
                world.land(code, **{key: payload})
                if size == 1:
                    world.resolve()
            while world.resolve(limit=size).taken:
                pass
            found.append(world.clusters())
            transaction.set_rollback(True)
    assert len(found[0]) == 16
    assert all(clusters == found[0] for clusters in found)


def statements(world: World, size: int) -> int:
    with CaptureQueriesContext(connection) as seen:
        world.resolve(limit=size)
    return len(seen)


def test_it_asks_the_database_no_more_for_a_large_batch(world: World) -> None:
    rows = {f"c{n}": customer(n) for n in range(170)}
    twins = {f"e{n}": customer(n) for n in range(170)}
    world.land("crm", **{key: rows[key] for key in list(rows)[:10]})
    world.land("erp", **{key: twins[key] for key in list(twins)[:10]})
    world.resolve(limit=20)
    world.land("crm", **{key: payload | {"segment": "x"} for key, payload in rows.items()})
    small, large = statements(world, 10), statements(world, 160)
    assert large <= small + 2  # the batch of new and known rows needs an insert beside its update


@pytest.fixture
def real_world(transactional_db: None) -> World:
    return World()


def test_it_leaves_nothing_behind_when_it_crashes_and_finishes_when_it_runs_again(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_world.land("crm", a=ACME)
    real_world.resolve()
    real_world.land("erp", x=ACME)
    acts = ChangeSet.objects.count()

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(resolving.writer, "attach", crash)
        with pytest.raises(RuntimeError, match="power cut"):
            real_world.resolve()
    assert LandedRecord.objects.count() == 1
    assert OutboxMessage.objects.count() == 1
    assert ChangeSet.objects.count() == acts
    assert not Link.objects.exists()
    assert real_world.resolve().taken == 1
    assert real_world.clusters() == {frozenset(["crm/a", "erp/x"])}


def test_it_makes_one_golden_record_of_one_thing_when_two_workers_resolve_at_once(real_world: World) -> None:
    real_world.land("crm", **{f"c{n}": customer(n) for n in range(6)})
    real_world.land("erp", **{f"e{n}": customer(n) for n in range(6)})
    seams = Seams(now=utc_now, new_id=uuid4)
    together, failures = threading.Barrier(2), []

    def work() -> None:
        try:
            together.wait()
            while resolve(domain="customer", seams=seams, limit=3).taken:
                pass
        except Exception as error:  # told to the test below
            failures.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert failures == []
    while real_world.resolve().taken:
        pass
    assert real_world.clusters() == {frozenset([f"crm/c{n}", f"erp/e{n}"]) for n in range(6)}


def test_it_refuses_at_commit_a_crosswalk_to_a_retired_golden_record(real_world: World) -> None:
    real_world.arrive("crm", a=ACME, b=customer(1))
    with (
        pytest.raises(IntegrityError, match="xref_golden_is_live"),
        recording(kind="test", actor=MACHINE, at=real_world.now),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE golden_goldenrecord SET status = 'retired'")


def test_it_brings_a_record_home_that_the_post_office_created(world: World) -> None:
    world.arrive("crm", a=ACME)
    home = world.golden_id("crm", "a")
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="77", asked_at=world.now)
    world.later()
    world.arrive("erp", raw("77", {"kind": "organisation", "name": "Somebody Else BV"}))
    assert world.golden_id("erp", "77") == home
    sealed = OutboxMessage.objects.filter(golden_id=home).latest("id").snapshot
    assert {record["external_id"] for record in sealed["records"]} == {"a", "77"}


def test_it_lets_a_record_that_says_nothing_of_its_own_keep_nobody_out(world: World) -> None:
    world.arrive("crm", a=ACME)
    home = world.golden_id("crm", "a")
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="77", asked_at=world.now)
    values = world.record("crm", "a").values
    with recording(kind="push", actor=MACHINE, at=world.now):
        read_back = ReadBack(raw("77", ACME), {field: value for field, value in values.items() if value is not None})
        land_read_back(stream=world.stream("erp"), read_backs=[read_back], seams=world.seams)
    world.resolve()
    assert world.golden_id("erp", "77") == home
    world.later()
    world.arrive("erp", b=ACME)
    assert world.golden_id("erp", "b") == home
    assert world.questions() == []
