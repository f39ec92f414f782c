from uuid import UUID

import pytest
from django.db import connection

from tests.audit.tamper import found, tamper

LANE = "lane_has_one_in_flight"
SOUND = "delivery_is_sound"
HELD = "target_holds_what_is_wanted"
CLAIM = UUID(int=9)


def subscribe(world, code: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sync_subscription (system_id, domain, creates, field_modes, active, failures, halted)"
            " VALUES (%s, 'customer', true, '{}', true, 0, '') RETURNING id",
            [world.systems[code]],
        )
        return cursor.fetchone()[0]


def deliver(subscription: int, golden: UUID, **columns: object) -> None:
    """The newest letter about a golden record was delivered to a target, or so the table says."""
    given = {"state": "delivered", "closed_at": "2026-03-02T12:00Z", "claim": None, "claimed_until": None} | columns
    tamper("UPDATE sync_outboxmessage SET dispatched_at = now() WHERE golden_id = %s", [golden])
    tamper(
        "INSERT INTO sync_delivery (subscription_id, golden_id, message_id, version, due_at, attempts, reason, sent,"
        " state, closed_at, claim, claimed_until) SELECT %s, golden_id, id, version, now(), 1, '', '{}', %s, %s, %s, %s"
        " FROM sync_outboxmessage WHERE golden_id = %s ORDER BY version DESC LIMIT 1",
        [subscription, given["state"], given["closed_at"], given["claim"], given["claimed_until"], golden],
    )


@pytest.fixture
def crm(world):
    return subscribe(world, "crm")


def test_it_sees_two_in_flight_on_one_lane(world, crm):
    tamper("DROP INDEX delivery_one_in_flight")
    golden = world.golden("erp", "1002")
    for _ in range(2):
        deliver(crm, golden, state="in_flight", closed_at=None, claim=CLAIM, claimed_until="2026-03-02T12:00Z")
    assert found(world, LANE) == [(f"{golden} → subscription {crm}", "2 deliveries are in flight")]


def test_it_sees_two_waiting_on_one_lane(world, crm):
    tamper("DROP INDEX delivery_one_waiting")
    for _ in range(2):
        deliver(crm, world.golden("erp", "1002"), state="waiting", closed_at=None)
    ((_, message),) = found(world, LANE)
    assert message == "2 deliveries are waiting"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"state": "in_flight", "closed_at": None}, "in flight, and nobody holds it"),
        ({"state": "waiting", "closed_at": None, "claim": CLAIM}, "waiting, and still held"),
        ({"state": "waiting"}, "waiting, and closed"),
        ({"state": "delivered", "closed_at": None}, "delivered, and not closed"),
    ],
)
def test_it_sees_a_delivery_that_is_not_what_its_state_says(world, crm, columns, message):
    deliver(crm, world.golden("erp", "1002"), **columns)
    assert [said for _, said in found(world, SOUND)] == [message]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("UPDATE sync_delivery SET version = 9", "its letter is of another lane or version"),
        ("UPDATE sync_delivery SET message_id = 0", "its letter is of another lane or version"),
        ("UPDATE sync_subscription SET domain = 'product'", "its letter is of another lane or version"),
        ("UPDATE sync_outboxmessage SET dispatched_at = NULL", "its letter was never dispatched"),
    ],
)
def test_it_sees_a_delivery_with_the_wrong_letter(world, crm, change, message):
    deliver(crm, world.golden("erp", "1002"))
    tamper(change)
    assert [said for _, said in found(world, SOUND)] == [message]


def test_it_accepts_a_delivery_that_is_under_way(world, crm):
    golden = world.golden("erp", "1002")
    deliver(crm, golden, state="in_flight", closed_at=None, claim=CLAIM, claimed_until="2026-03-02T12:00Z")
    assert not found(world, SOUND)
    assert not found(world, LANE)


def test_it_sees_a_target_that_does_not_hold_what_it_was_told(world, crm):
    golden = world.golden("crm", "c-1")
    deliver(crm, golden)
    ((subject, message),) = found(world, HELD)
    assert subject == f"{golden} → crm"
    assert message.startswith("its record c-1 there does not hold what it should in ")
    assert "name" in message


def test_it_accepts_a_target_that_keeps_our_value_in_its_own_way(world, crm):
    golden = world.golden("crm", "c-1")
    deliver(crm, golden)
    wanting = found(world, HELD)[0][1].rpartition(" in ")[2].split(", ")
    for name in wanting:
        tamper(
            "UPDATE sources_sourcerecord r SET values = r.values || jsonb_build_object(%s::text, g.values -> %s)"
            " FROM golden_goldenrecord g WHERE g.id = %s AND r.external_id = 'c-1'",
            [name, name, golden],
        )
    assert not found(world, HELD)


def test_it_sees_a_record_that_should_have_been_created_there(world, crm):
    golden = world.golden("erp", "1002")
    deliver(crm, golden)
    assert found(world, HELD) == [(f"{golden} → crm", "it should have been created there")]
    tamper("UPDATE sync_subscription SET creates = false")
    assert not found(world, HELD)


@pytest.mark.parametrize(
    "unrest",
    [
        "UPDATE sync_delivery SET state = 'failed'",
        "UPDATE sync_subscription SET open_until = now()",
        "UPDATE sync_subscription SET halted = 'credentials'",
        "UPDATE sync_subscription SET active = false",
        "UPDATE sync_outboxmessage SET dispatched_at = NULL",
        "INSERT INTO sources_landedrecord SELECT record_id, 'customer', now() FROM golden_xref",
    ],
)
def test_it_promises_nothing_of_a_lane_that_is_not_at_rest(world, crm, unrest):
    deliver(crm, world.golden("crm", "c-1"))
    assert found(world, HELD)
    tamper(unrest)
    assert not found(world, HELD)
