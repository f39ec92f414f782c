"""A record that left a golden record still carries its id at the target; a creation must not take it for its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from apps.sources.connectors.base import PushOperation, PushResult
from apps.sources.connectors.hubspot.connector import HubspotConnector
from apps.sources.models import SourceRecord
from apps.sync.models import Subscription
from apps.sync.plan import READING_PAUSE
from tests.sync.conftest import ACME, GOLDEN, Office

OTHER = UUID(int=2)


def target(office: Office, name: str) -> Subscription:
    found: Subscription = getattr(office, name)
    return found


def parted(office: Office, where: Subscription) -> SourceRecord:
    """One record there was of GOLDEN, carries its id, and belongs to another golden record since."""
    office.post()
    office.send(where)
    (record,) = office.pull(where)
    office.post(records=[record], version=2)
    office.send(where)
    office.later(minutes=1)
    office.post(ACME | {"name": "Acme Other Ltd"}, golden=OTHER, kind="split", records=[record], version=1)
    office.post(ACME | {"email": "new@acme.example"}, kind="split", version=3)
    return record


@pytest.mark.parametrize("name", ["crm", "erp"])
def test_the_golden_record_gets_a_record_of_its_own(office: Office, name: str) -> None:
    where = target(office, name)
    record = parted(office, where)
    where.bindings.all().delete()  # it was there before us: nothing says that we created it
    assert office.send(where).failed == 0
    there = office.connector(where).find("customer", [str(GOLDEN), str(OTHER)])
    assert there[str(OTHER)].external_id == record.external_id
    assert there[str(GOLDEN)].external_id != record.external_id
    held = {each["email"]: each["name"] for each in office.held_there(where)}
    assert held == {"info@acme.example": "Acme Other Ltd", "new@acme.example": "Acme Ltd"}


def test_it_waits_while_the_mark_is_still_on_the_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    parted(office, office.crm)
    office.crm.bindings.all().delete()
    push = HubspotConnector.push

    def refusing(connector: HubspotConnector, domain: str, operations: list[PushOperation]) -> list[PushResult]:
        if any(each.unmark for each in operations):
            return [PushResult(each.key, error="conflict: not now") for each in operations]
        return push(connector, domain, operations)

    monkeypatch.setattr(HubspotConnector, "push", refusing)
    office.dispatch()
    office.deliver(office.crm)
    waits = office.crm.deliveries.filter(golden_id=GOLDEN).latest("pk")
    assert (waits.state, waits.due_at - office.now) == ("waiting", READING_PAUSE)
    assert "carries this golden id" in waits.reason
    assert len(office.held_there(office.crm)) == 1
    monkeypatch.undo()
    office.later(minutes=1)
    office.send(office.crm)
    assert len(office.held_there(office.crm)) == 2


def test_it_asks_nothing_about_golden_records_that_were_never_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(HubspotConnector, "find", lambda _, __, golden_ids: asked.append(golden_ids) or {})
    office.post()
    office.send(office.crm)
    assert asked == []
    assert len(office.held_there(office.crm)) == 1
