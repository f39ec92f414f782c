from uuid import UUID

import pytest

from apps.sync import dispatch as dispatch_module
from apps.sync.models import Delivery, OutboxMessage
from tests.sync.conftest import ACME, GOLDEN, Office
from tests.threads import at_once


def test_it_makes_a_delivery_for_every_target(office: Office) -> None:
    office.post()
    done = office.dispatch()
    assert (done.messages, done.deliveries, done.superseded) == (1, 2, 0)
    assert office.states(office.crm) == office.states(office.erp) == ["waiting"]


def test_it_does_nothing_the_second_time(office: Office) -> None:
    office.post()
    office.dispatch()
    assert office.dispatch() == dispatch_module.Dispatched()
    assert Delivery.objects.count() == 2


def test_it_makes_one_delivery_of_many_letters(office: Office) -> None:
    for version in (1, 2, 3):
        office.post({**ACME, "phone": f"+649300000{version}"}, version=version)
    done = office.dispatch()
    assert (done.messages, done.deliveries) == (3, 2)
    assert office.last(office.crm).version == 3


def test_it_supersedes_an_older_waiting_delivery(office: Office) -> None:
    office.post(version=1)
    office.dispatch()
    office.post(version=2)
    done = office.dispatch()
    assert (done.deliveries, done.superseded) == (2, 2)
    assert office.states(office.crm) == ["superseded", "waiting"]


def test_it_takes_a_repeated_version_for_newer(office: Office) -> None:
    office.post(version=2, held=True)
    office.dispatch()
    office.post(version=2, held=False)
    office.dispatch()
    assert office.states(office.crm) == ["superseded", "waiting"]


def test_it_supersedes_a_failed_delivery(office: Office) -> None:
    office.post(version=1)
    office.dispatch()
    Delivery.objects.update(state="failed")
    office.post(version=2)
    office.dispatch()
    assert office.states(office.crm) == ["superseded", "waiting"]


def test_it_leaves_a_delivery_in_flight_alone(office: Office) -> None:
    office.post(version=1)
    office.dispatch()
    Delivery.objects.update(state="in_flight", claim=UUID(int=9), claimed_until=office.now)
    office.post(version=2)
    office.dispatch()
    assert office.states(office.crm) == ["in_flight", "waiting"]


def test_it_skips_targets_that_are_switched_off_or_of_another_domain(office: Office) -> None:
    type(office.crm).objects.filter(pk=office.crm.pk).update(active=False)
    type(office.erp).objects.filter(pk=office.erp.pk).update(domain="product")
    office.post()
    done = office.dispatch()
    assert (done.messages, done.deliveries) == (1, 0)


def test_it_ends_the_lane_of_a_retired_record(office: Office) -> None:
    office.post()
    office.dispatch()
    office.post(kind="retired", status="retired")
    done = office.dispatch()
    assert (done.deliveries, done.superseded) == (0, 2)
    assert office.states(office.crm) == ["superseded"]


def test_it_can_be_killed_and_run_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.post()
    with monkeypatch.context() as broken:
        broken.setattr(dispatch_module, "MARK", "SELECT 1/0")
        with pytest.raises(Exception, match="division"):
            office.dispatch()
    assert not Delivery.objects.exists()
    assert office.dispatch().deliveries == 2


def test_it_dispatches_each_letter_once_with_two_workers(office: Office) -> None:
    for number in range(40):
        office.post(golden=UUID(int=number % 20 + 1), version=number // 20 + 1)

    def work() -> None:
        while dispatch_module.dispatch(seams=office.seams, limit=7).messages:
            pass

    at_once(work, work)
    office.dispatch()
    assert not OutboxMessage.objects.filter(dispatched_at=None).exists()
    waiting = Delivery.objects.filter(state="waiting")
    assert waiting.count() == 40
    assert set(waiting.values_list("version", flat=True)) == {2}
    assert GOLDEN in set(waiting.values_list("golden_id", flat=True))
