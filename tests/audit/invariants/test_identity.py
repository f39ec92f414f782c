from uuid import UUID

from apps.golden.resolve import resolve
from tests.audit.tamper import found, tamper

NOBODY = UUID(int=404)


def test_it_sees_a_record_that_belongs_to_nobody(world):
    tamper("DELETE FROM golden_xref WHERE golden_id = %s", [world.golden("erp", "1002")])
    ((_, message),) = found(world, "live_record_in_one_live_golden")
    assert message == "it belongs to no live golden record of its domain"


def test_it_sees_a_record_that_belongs_to_a_retired_golden_record(world):
    tamper("UPDATE golden_goldenrecord SET status = 'retired' WHERE id = %s", [world.golden("erp", "1001")])
    assert len(found(world, "live_record_in_one_live_golden")) == 2


def test_it_sees_a_record_among_things_of_another_kind(world):
    tamper("UPDATE golden_goldenrecord SET domain = 'product' WHERE id = %s", [world.golden("erp", "1002")])
    assert len(found(world, "live_record_in_one_live_golden")) == 1


def test_it_promises_nothing_of_a_record_that_waits_in_the_tray(world):
    world.land("erp", "1003", {"kind": "organisation", "name": "Just Arrived GmbH"})
    assert not found(world, "live_record_in_one_live_golden")


def test_it_sees_a_record_in_two_golden_records(world):
    both = [world.golden("erp", "1002"), world.golden("erp", "1001")]
    tamper("ALTER TABLE golden_xref DROP CONSTRAINT golden_xref_pkey CASCADE")
    tamper(
        "INSERT INTO golden_xref (record_id, golden_id, since) SELECT record_id, %s, since FROM golden_xref"
        " WHERE golden_id = %s",
        [both[1], both[0]],
    )
    ((_, message),) = found(world, "live_record_in_one_live_golden")
    assert message == "it belongs to 2 live golden records"
    ((_, message),) = found(world, "crosswalk_unique")
    assert message == "it stands 2 times in the crosswalk"


def test_it_sees_two_records_under_one_key(world):
    tamper("ALTER TABLE sources_sourcerecord DROP CONSTRAINT sourcerecord_one_per_key")
    tamper("UPDATE sources_sourcerecord SET external_id = '1001' WHERE external_id = '1002'")
    ((_, message),) = found(world, "crosswalk_unique")
    assert message == "2 records share its system, domain and key"


def test_it_sees_a_withdrawn_record_that_stayed(world):
    tamper("UPDATE sources_sourcerecord SET withdrawn_at = now() WHERE external_id = '1002'")
    ((_, message),) = found(world, "withdrawn_record_has_left")
    assert message.startswith("withdrawn, and still a member of")


def test_it_accepts_a_withdrawal_that_was_resolved(world):
    world.say("erp", "1002", {}, withdrawn=True)
    for name in ("withdrawn_record_has_left", "retired_golden_has_no_members", "live_golden_has_members"):
        assert not found(world, name)


def test_it_sees_a_redirect_of_two_hops(world):
    first, second = world.golden("erp", "1001"), world.golden("erp", "1002")
    world.say("erp", "1003", {"kind": "organisation", "name": "Third Harbour GmbH"})
    third = world.golden("erp", "1003")
    redirect = "UPDATE golden_goldenrecord SET status = 'retired', merged_into_id = %s WHERE id = %s"
    tamper(redirect, [second, first])
    tamper(redirect, [third, second])
    assert found(world, "redirects_one_hop") == [(str(first), f"it leads to {second}, which leads on to {third}")]


def test_it_sees_a_redirect_in_a_circle(world):
    first, second = world.golden("erp", "1001"), world.golden("erp", "1002")
    redirect = "UPDATE golden_goldenrecord SET status = 'retired', merged_into_id = %s WHERE id = %s"
    tamper(redirect, [second, first])
    tamper(redirect, [first, second])
    assert len(found(world, "redirects_one_hop")) == 2


def test_it_sees_a_redirect_into_nothing_to_a_retired_one_and_to_another_domain(world):
    first, second = world.golden("erp", "1001"), world.golden("erp", "1002")
    redirect = "UPDATE golden_goldenrecord SET status = 'retired', merged_into_id = %s WHERE id = %s"
    tamper(redirect, [NOBODY, first])
    assert found(world, "redirects_one_hop") == [(str(first), f"it leads to {NOBODY}, which does not exist")]
    tamper(redirect, [second, first])
    tamper("UPDATE golden_goldenrecord SET status = 'retired' WHERE id = %s", [second])
    assert found(world, "redirects_one_hop") == [(str(first), f"it leads to {second}, which is retired")]
    tamper("UPDATE golden_goldenrecord SET status = 'live', domain = 'product' WHERE id = %s", [second])
    assert found(world, "redirects_one_hop") == [(str(first), f"it leads into another domain, to {second}")]


def test_it_sees_members_of_a_retired_golden_record(world):
    golden = world.golden("erp", "1001")
    tamper("UPDATE golden_goldenrecord SET status = 'retired' WHERE id = %s", [golden])
    assert found(world, "retired_golden_has_no_members") == [(str(golden), "retired, with 2 members")]


def test_it_sees_a_live_golden_record_that_nobody_belongs_to(world):
    golden = world.golden("erp", "1001")
    tamper("DELETE FROM golden_xref WHERE golden_id = %s", [golden])
    assert found(world, "live_golden_has_members") == [(str(golden), "live, with no member")]


def test_it_promises_nothing_more_of_a_tray_that_was_emptied(world):
    world.land("erp", "1002", {}, withdrawn=True)
    assert not found(world, "withdrawn_record_has_left")
    resolve(domain="customer", seams=world.seams)
    assert not found(world, "withdrawn_record_has_left")


def test_it_sees_a_link_to_nobody(world):
    tamper("UPDATE golden_link SET right_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'")
    messages = {message for _, message in found(world, "links_and_goldens_stand_on_what_exists")}
    assert messages == {"there is no source record ffffffff-ffff-ffff-ffff-ffffffffffff"}


def test_it_sees_what_no_rulebook_has_decided(world):
    golden = world.golden("erp", "1001")
    tamper("UPDATE golden_goldenrecord SET rulebook_id = 404 WHERE id = %s", [golden])
    assert found(world, "links_and_goldens_stand_on_what_exists") == [(str(golden), "there is no rulebook 404")]
