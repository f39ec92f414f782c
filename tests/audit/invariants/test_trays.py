from uuid import UUID

import pytest

from tests.audit.tamper import found, tamper

NOBODY = UUID(int=404)


def test_it_sees_a_record_that_waits_under_another_domain(world):
    world.land("erp", "1003", {"kind": "organisation", "name": "Just Arrived GmbH"})
    tamper("UPDATE sources_landedrecord SET domain = 'product'")
    ((_, message),) = found(world, "landed_tray_is_sound")
    assert message == "it waits under product and is of customer"


def test_it_sees_a_ghost_in_the_tray(world):
    tamper("INSERT INTO sources_landedrecord VALUES (%s, 'customer', now())", [NOBODY])
    assert found(world, "landed_tray_is_sound") == [(str(NOBODY), "there is no such source record")]


def test_it_sees_a_record_that_cannot_be_found_again(world):
    world.land("erp", "1003", {"kind": "organisation", "name": "Just Arrived GmbH"})
    tamper("DELETE FROM sources_matchfeatures WHERE features ->> 'organisation' = 'just arrived'")
    ((_, message),) = found(world, "match_features_follow_records")
    assert message == "it has no comparison strings"


def test_it_sees_a_key_of_nobody(world):
    tamper("INSERT INTO sources_blockingkey (record_id, domain, rule, key) VALUES (%s, 'customer', 0, 1)", [NOBODY])
    expected = "there are blocking keys of it, and it is no live source record"
    assert found(world, "match_features_follow_records") == [(str(NOBODY), expected)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (f"golden_id = '{NOBODY}'", f"there is no golden record {NOBODY}"),
        ("version = 7", "it tells of version 7 of"),
        ("change_set = 0", "it names change set 0, which does not exist"),
    ],
)
def test_it_sees_a_letter_about_nothing(world, change, message):
    tamper(f"UPDATE sync_outboxmessage SET {change} WHERE golden_id = %s", [world.golden("erp", "1002")])
    ((_, said),) = found(world, "outbox_letter_has_golden")
    assert said.startswith(message)


def test_it_sees_a_change_that_was_never_posted(world):
    golden = world.golden("erp", "1001")
    tamper("DELETE FROM sync_outboxmessage WHERE golden_id = %s AND version = 2", [golden])
    ((subject, message),) = found(world, "newest_letter_tells_newest_state")
    assert subject == str(golden)
    assert message == "it is at version 2, live; its newest letter tells version 1, live"


def test_it_sees_a_golden_record_that_nobody_heard_of(world):
    golden = world.golden("erp", "1002")
    tamper("DELETE FROM sync_outboxmessage WHERE golden_id = %s", [golden])
    assert found(world, "newest_letter_tells_newest_state") == [(str(golden), "no letter was ever posted")]


def _run(world, **columns):
    given = {"read": 3, "created": 1, "updated": 1, "unchanged": 1, "rejected": 0} | columns
    names = ", ".join(f'"{name}"' for name in given)
    tamper(
        f"INSERT INTO sources_pullrun (system_id, domain, state, started_at, pages, message, {names})"
        f" VALUES (%s, 'customer', 'done', now(), 1, '', {', '.join(str(number) for number in given.values())})",
        [world.systems["erp"]],
    )


def test_it_accepts_a_run_that_balances(world):
    _run(world)
    assert not found(world, "run_balances")


def test_it_sees_a_run_that_lost_a_row(world):
    tamper("ALTER TABLE sources_pullrun DROP CONSTRAINT pullrun_balances")
    _run(world, read=4)
    ((_, message),) = found(world, "run_balances")
    assert message == "read 4, accounted for 3"


def test_it_sees_a_run_whose_rejected_rows_are_gone(world):
    _run(world, unchanged=0, rejected=1)
    ((_, message),) = found(world, "run_balances")
    assert message == "1 rejected, 0 kept"
