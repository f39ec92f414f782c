from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from apps.history.recording import Actor, recording
from apps.sandbox.hubspot import seed
from apps.sources.connectors.base import PushOperation, PushResult
from apps.sources.connectors.hubspot.connector import HubspotConnector
from apps.sources.models import PullRun, SourceRecord
from apps.sync import acknowledge, circuit, lanes, queries
from apps.sync.deliver import deliver_due
from apps.sync.models import Binding, Delivery
from tests.sync.conftest import ACME, GOLDEN, Office
from tests.threads import at_once

THEIRS = {
    "external_id": "501",
    "kind": "organisation",
    "name": "ACME",
    "email": "own@crm.example",
    "phone": "030 901820",
}


def seeded(office: Office) -> SourceRecord:
    seed.load(office.sandbox.state, [THEIRS], "customer")
    return office.pull(office.crm)[0]


class Killed(BaseException):
    """The worker dies: nothing catches it."""


def kill(*_: object, **__: object) -> None:
    raise Killed


# -- creating


def test_it_creates_what_the_target_lacks_and_binds_it_at_once(office: Office) -> None:
    office.post()
    done = office.send(office.crm)
    assert (done.written, done.failed) == (1, 0)
    record = office.records(office.crm)[0]
    assert queries.bound(office.crm.system_id, "customer", [record.external_id, "", "9"]) == {
        record.external_id: GOLDEN
    }
    assert record.echo["name"] == {"sent": "Acme Ltd", "held": "Acme Ltd"}
    assert {name: office.held_there(office.crm)[0][name] for name in ACME} == ACME
    assert office.last(office.crm).sent == {record.external_id: sorted(ACME)}


def test_it_creates_nothing_before_all_that_is_there_has_been_read(office: Office) -> None:
    PullRun.objects.all().delete()
    office.post()
    assert office.send(office.crm).waiting == 1
    assert office.records(office.crm) == []
    office.has_been_read(office.crm)
    office.later(seconds=11)
    assert office.send(office.crm).written == 1


def test_it_creates_in_the_erp_too(office: Office) -> None:
    office.post()
    assert office.send(office.erp).written == 1
    assert office.held_there(office.erp)[0]["name"] == "Acme Ltd"


def test_it_is_quiet_the_second_time(office: Office) -> None:
    office.post()
    office.send(office.crm)
    writes = office.writes("hubspot")
    office.post(version=2, records=office.records(office.crm))
    done = office.send(office.crm)
    assert (done.quiet, done.written) == (1, 0)
    assert office.writes("hubspot") == writes


def test_it_updates_its_new_record_before_the_letters_name_it(office: Office) -> None:
    office.post()
    office.send(office.crm)
    office.post({**ACME, "credit_limit": "500.00"}, version=2)
    assert office.send(office.crm).written == 1
    assert [each["credit_limit"] for each in office.held_there(office.crm)] == ["500.00"]


def test_it_writes_nothing_to_its_record_once_another_golden_record_holds_it(office: Office) -> None:
    office.post()
    office.send(office.crm)
    office.post(golden=UUID(int=2), kind="split", records=office.records(office.crm))
    office.post({**ACME, "credit_limit": "500.00"}, version=2)
    office.send(office.crm)
    mine = Delivery.objects.filter(subscription=office.crm, golden_id=GOLDEN).order_by("-pk")[0]
    assert mine.state == "failed"
    assert str(UUID(int=2)) in mine.reason


def test_it_does_not_create_where_that_is_not_wanted(office: Office) -> None:
    type(office.crm).objects.filter(pk=office.crm.pk).update(creates=False)
    office.post()
    assert office.send(office.crm).quiet == 1
    assert office.sandbox.journal("hubspot") == []


def test_it_holds_a_creation_under_review_and_goes_when_it_is_released(office: Office) -> None:
    office.post(held=True)
    assert office.send(office.crm).waiting == 1
    row = office.last(office.crm)
    assert (row.state, row.reason, row.attempts) == ("waiting", "waits for review", 0)
    assert row.due_at > office.now
    assert office.writes("hubspot") == []
    office.post(held=False)
    assert office.send(office.crm).written == 1
    assert len(office.held_there(office.crm)) == 1


def test_it_updates_a_record_under_review(office: Office) -> None:
    office.post(held=True, records=[seeded(office)])
    assert office.send(office.crm).written == 1


def test_it_creates_nothing_for_a_record_retired_meanwhile(office: Office) -> None:
    office.post()
    office.dispatch()
    office.post(kind="retired", status="retired")
    office.deliver(office.crm)
    assert office.states(office.crm) == ["superseded"]
    assert office.writes("hubspot") == []


# -- updating


def test_it_never_writes_what_the_target_owns(office: Office) -> None:
    office.post(records=[seeded(office)])
    assert office.send(office.crm).written == 1
    held = office.held_there(office.crm)[0]
    assert (held["name"], held["email"], held["phone"]) == ("Acme Ltd", "own@crm.example", "030 901820")
    assert office.last(office.crm).sent == {"501": ["name"]}


def test_it_writes_a_stewards_override_to_the_owner(office: Office) -> None:
    office.post(records=[seeded(office)], overridden=["email"])
    office.send(office.crm)
    assert office.held_there(office.crm)[0]["email"] == "info@acme.example"


def test_it_recognises_what_the_target_made_of_its_value(office: Office) -> None:
    record = seeded(office)
    values = {**ACME, "billing_address": {"street": "Dam", "house_number": "2", "city": "Amsterdam", "country": "NL"}}
    office.sandbox.fault("hubspot", "normalise")
    office.post(values, records=[record])
    assert office.send(office.crm).written == 1
    assert office.held_there(office.crm)[0]["billing_address"]["city"] == "AMSTERDAM"
    office.pull(office.crm)
    office.post(values, version=2, records=[record])
    assert office.send(office.crm).quiet == 1


def test_it_leaves_a_withdrawn_record_alone_and_makes_no_new_one(office: Office) -> None:
    record = seeded(office)
    with recording(kind="test", actor=Actor.machine("test"), at=office.now):
        SourceRecord.objects.filter(pk=record.pk).update(withdrawn_at=office.now)
    office.post(records=[record])
    assert office.send(office.crm).quiet == 1
    assert office.writes("hubspot") == []


# -- lost replies and lost workers


@pytest.mark.parametrize(("system", "match"), [("hubspot", "upsert"), ("tryton", "party.party.create")])
def test_it_creates_once_when_the_reply_is_lost(office: Office, system: str, match: str) -> None:
    target = office.crm if system == "hubspot" else office.erp
    office.sandbox.fault(system, "lost_reply", count=1, match=match)
    office.post()
    assert office.send(target).unreachable == 1
    assert Binding.objects.get(subscription=target).external_id == ""
    office.later(seconds=31)
    done = office.send(target)
    assert done.found == 1
    assert len(office.held_there(target)) == 1
    creations = [path for path in office.writes(system) if match in path]
    assert len(creations) == 1
    record = office.records(target)[0]
    assert Binding.objects.get(subscription=target).external_id == record.external_id
    assert record.echo["email"]["sent"] == "info@acme.example"
    assert office.states(target) == ["delivered"]


def test_it_does_not_take_somebodys_edit_for_its_own_value(office: Office) -> None:
    office.sandbox.fault("hubspot", "lost_reply", count=1, match="upsert")
    office.post()
    office.send(office.crm)
    state = office.sandbox.state
    state.run("UPDATE hubspot_object SET properties = replace(properties, 'info@acme', 'new@acme')")
    office.later(seconds=31)
    office.send(office.crm)
    record = office.records(office.crm)[0]
    assert "email" not in record.echo
    assert "phone" in record.echo
    assert record.values["email"] == "new@acme.example"


@pytest.mark.parametrize("creating", [True, False])
def test_it_survives_a_kill_between_push_and_acknowledgement(
    office: Office, monkeypatch: pytest.MonkeyPatch, creating: bool
) -> None:
    office.post(records=[] if creating else [seeded(office)])
    office.dispatch()
    with monkeypatch.context() as dying:
        dying.setattr(acknowledge, "land_read_back", kill)
        with pytest.raises(Killed):
            office.deliver(office.crm)
    assert office.states(office.crm) == ["in_flight"]
    assert office.deliver(office.crm).claimed == 0
    office.later(minutes=6)
    assert office.deliver(office.crm).reclaimed == 1
    office.send(office.crm)
    assert office.states(office.crm) == ["delivered"]
    assert [each["name"] for each in office.held_there(office.crm)] == ["Acme Ltd"]
    assert len(office.records(office.crm)) == 1


def test_it_is_not_closed_by_a_claim_that_was_lost_but_lands_what_is_true(office: Office) -> None:
    office.post()
    office.dispatch()
    push = HubspotConnector.push

    def slowly(connector: HubspotConnector, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        results = push(connector, domain, operations)
        Delivery.objects.update(claim=UUID(int=77))
        return results

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HubspotConnector, "push", slowly)
        assert office.deliver(office.crm).written == 0
    assert office.states(office.crm) == ["in_flight"]
    assert Binding.objects.get().external_id == office.records(office.crm)[0].external_id


# -- failures


def test_it_opens_the_circuit_without_counting_attempts(office: Office) -> None:
    for number in range(1, 4):
        office.post(golden=UUID(int=number))
    office.sandbox.fault("hubspot", "down")
    done = office.send(office.crm)
    assert (done.claimed, done.unreachable) == (3, 1)
    office.reload()
    assert timedelta(seconds=15) <= office.crm.open_until - office.now <= timedelta(seconds=30)
    assert set(Delivery.objects.filter(subscription=office.crm).values_list("state", "attempts")) == {("waiting", 0)}
    assert office.deliver(office.crm).claimed == 0


def test_it_sends_one_probe_and_then_the_backlog(office: Office) -> None:
    for number in range(1, 4):
        office.post(golden=UUID(int=number))
    office.sandbox.fault("hubspot", "down")
    office.send(office.crm)
    office.later(seconds=31)
    assert office.deliver(office.crm).claimed == 1
    office.later(seconds=31)
    office.sandbox.fault("hubspot", "none")
    assert office.deliver(office.crm).written == 1
    assert office.deliver(office.crm).written == 2
    office.reload()
    assert (office.crm.failures, office.crm.open_until) == (0, None)


def test_it_does_not_close_the_circuit_by_a_probe_that_asks_nothing(office: Office) -> None:
    type(office.crm).objects.filter(pk=office.crm.pk).update(open_until=office.now, failures=2, creates=False)
    office.post()
    assert office.send(office.crm).quiet == 1
    office.reload()
    assert (office.crm.failures, office.crm.open_until) == (2, office.now)


def test_it_waits_as_long_as_the_target_asks(office: Office) -> None:
    office.sandbox.fault("hubspot", "rate_limit", retry_after=7)
    office.post()
    office.send(office.crm)
    office.reload()
    assert office.crm.open_until == office.now + timedelta(seconds=7)


def test_it_halts_on_bad_credentials_until_a_person_resumes(office: Office) -> None:
    office.sandbox.fault("hubspot", "error", status=401)
    office.post()
    assert office.send(office.crm).halted == 1
    office.sandbox.fault("hubspot", "none")
    office.later(hours=1)
    assert office.send(office.crm).claimed == 0
    assert (office.states(office.crm), office.last(office.crm).attempts) == (["waiting"], 0)
    assert circuit.resume(subscription_id=office.crm.pk)
    assert not circuit.resume(subscription_id=office.crm.pk)
    assert office.send(office.crm).written == 1


def test_it_isolates_a_row_that_the_target_refuses(office: Office) -> None:
    office.post(golden=UUID(int=1))
    office.post({**ACME, "vat_number": "NL123"}, golden=UUID(int=2))
    office.post(golden=UUID(int=3))
    done = office.send(office.erp)
    assert (done.written, done.failed) == (2, 1)
    row = Delivery.objects.get(subscription=office.erp, golden_id=UUID(int=2))
    assert (row.state, row.attempts) == ("failed", 1)
    assert "NL123" in row.reason
    assert [each.delivery_id for each in queries.failed()] == [row.pk]


def test_it_replays_a_failed_delivery(office: Office) -> None:
    office.post()
    office.dispatch()
    Delivery.objects.update(state="failed", reason="no such land", attempts=8)
    row = office.last(office.crm)
    assert lanes.replay(delivery_id=row.pk, now=office.now) == "waiting"
    with pytest.raises(lanes.NotFailed):
        lanes.replay(delivery_id=row.pk, now=office.now)
    assert office.send(office.crm).written == 1


def test_it_puts_a_conflict_back_until_a_fresh_reading_has_come(office: Office) -> None:
    record = seeded(office)
    office.post(records=[record])
    office.dispatch()

    def conflict(self: object, domain: str, operations: list) -> list[PushResult]:
        return [PushResult(each.key, error="conflict: changed meanwhile") for each in operations]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HubspotConnector, "push", conflict)
        assert office.deliver(office.crm).waiting == 1
    row = office.last(office.crm)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.due_at > office.now
    office.later(minutes=2)
    assert office.send(office.crm).written == 1


def test_it_makes_room_for_a_newer_letter_when_it_puts_one_back(office: Office) -> None:
    office.post(version=1)
    office.dispatch()
    claimed = lanes.claim(subscription_id=office.crm.pk, claim=UUID(int=9), now=office.now, limit=10)
    assert len(claimed) == 1
    office.post(version=2)
    office.dispatch()
    assert office.deliver(office.crm).claimed == 0, "the lane is taken"
    lanes.put_back(claim=UUID(int=9), now=office.now, reason="down")
    assert office.states(office.crm) == ["superseded", "waiting"]


def test_it_gives_up_on_a_delivery_that_loses_eight_workers(office: Office) -> None:
    office.post()
    office.dispatch()
    for number in range(8):
        lanes.claim(subscription_id=office.crm.pk, claim=UUID(int=number + 1), now=office.now, limit=10)
        office.later(minutes=6)
        assert lanes.reclaim_expired(now=office.now) == 1
    assert office.states(office.crm) == ["failed"]


def test_it_serves_each_lane_by_one_of_two_workers(office: Office) -> None:
    for number in range(1, 13):
        office.post(golden=UUID(int=number))
    office.dispatch()
    written: list[int] = []

    def work() -> None:
        while (done := deliver_due(seams=office.seams, subscription_id=office.crm.pk, limit=3)).claimed:
            written.append(done.written)

    at_once(work, work)
    assert sum(written) == 12
    assert len(office.held_there(office.crm)) == 12
    assert Binding.objects.exclude(external_id="").count() == 12
    assert Delivery.objects.filter(subscription=office.erp, state="waiting").count() == 12, "the other target's"


def test_it_reports_the_health_of_each_target(office: Office) -> None:
    office.post()
    office.dispatch()
    office.sandbox.fault("hubspot", "down")
    office.deliver(office.crm)
    crm, erp = queries.health(now=office.now)
    assert (crm.system, crm.waiting, crm.circuit, crm.failures) == ("crm", 1, "open", 1)
    assert (erp.system, erp.waiting, erp.circuit, erp.oldest) == ("erp", 1, "closed", office.now)
    assert {each.system for each in queries.lanes([GOLDEN])} == {"crm", "erp"}
