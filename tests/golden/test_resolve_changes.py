"""What resolving does about records that change, and about golden records that fuse."""

from __future__ import annotations

from typing import Any

from apps.golden import writer
from apps.golden.models import GoldenRecord, Link
from apps.history.models import ChangeSet
from apps.history.recording import recording
from apps.sources.models import LandedRecord
from apps.sync.models import Binding, OutboxMessage, Subscription
from tests.cast import MACHINE
from tests.golden.links import ACME_LIKE
from tests.scenarios import ACME, World, customer


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
    assert "does not fit" in question.reason


def test_it_asks_nobody_about_what_the_post_office_wrote(world: World) -> None:
    world.arrive("crm", a=ACME | {"vat_number": None, "email": None})
    world.arrive("erp", x=ACME | {"phone": None, "email": None})
    world.later()
    renamed = {"name": "The New Name Of It BV", "billing_address": None}
    world.wrote("crm", "a", ACME | renamed, vat_number=ACME["vat_number"], email=ACME["email"], **renamed)
    assert world.resolve().taken == 1
    assert world.clusters() == {frozenset(["crm/a", "erp/x"])}
    assert not world.questions()


def made_by_us(world: World) -> dict[str, Any]:
    """An ERP's record that was created for the golden record of the CRM's; returns what it holds."""
    world.arrive("crm", a=ACME)
    subscription = Subscription.objects.create(system=world.systems["erp"], domain="customer")
    home = world.golden_id("crm", "a")
    Binding.objects.create(subscription=subscription, golden_id=home, external_id="x", asked_at=world.now)
    given = {name: value for name, value in world.record("crm", "a").values.items() if value is not None}
    world.wrote("erp", "x", given, **given)
    world.resolve()
    world.later()
    return given


def test_it_asks_nobody_about_one_new_value_in_a_record_that_we_created(world: World) -> None:
    given = made_by_us(world)
    world.arrive("erp", x=given | {"phone": "+6493009999"})
    assert not world.questions()
    world.arrive("erp", x=given | {"phone": "+6493009999", "name": "Acme Trading Holdings Ltd"})
    assert not world.questions()
    world.arrive("erp", y=ACME)
    assert world.clusters() == {frozenset(["crm/a", "erp/x", "erp/y"])}


def test_it_asks_about_a_record_that_we_created_when_it_became_somebody_else(world: World) -> None:
    made_by_us(world)
    other = {"street": "Damrak 70", "city": "Amsterdam", "postcode": "1012 LM", "country": "NL"}
    stranger = customer(5, phone="+6493009999", billing_address=other)
    world.arrive("erp", x=stranger)
    (question,) = world.questions()
    assert "does not fit" in question.reason
    world.arrive("erp", x=stranger | {"vat_number": "NL004495445B01"})
    (question,) = world.questions()
    assert "vetoed" in question.reason


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
