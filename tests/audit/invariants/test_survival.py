from apps.audit.invariants import survival
from tests.audit.tamper import found, tamper

NAME = "golden_is_recomputed"


def test_it_sees_a_value_that_no_rule_gave(world):
    golden = world.golden("erp", "1001")
    tamper("""UPDATE golden_goldenrecord SET values = values || '{"name": "Lamp Works"}' WHERE id = %s""", [golden])
    ((subject, message),) = found(world, NAME)
    assert subject == str(golden)
    assert "values.name" in message
    assert "Lamp Works" not in message


def test_it_sees_a_value_that_was_taken_out(world):
    tamper("UPDATE golden_goldenrecord SET values = values - 'email' WHERE id = %s", [world.golden("erp", "1001")])
    ((_, message),) = found(world, NAME)
    assert "values.email" in message


def test_it_sees_an_origin_that_was_forged(world):
    golden = world.golden("erp", "1001")
    tamper(
        "UPDATE golden_goldenrecord SET provenance = jsonb_set(provenance, '{name,system}', '\"crm\"') WHERE id = %s",
        [golden],
    )
    assert found(world, NAME) == [(str(golden), "recomputed it differs in provenance.name")]


def test_it_sees_an_input_that_changed_behind_the_record(world):
    tamper("""UPDATE sources_sourcerecord SET values = values || '{"name": "Lamp Works"}' WHERE external_id = '1001'""")
    assert len(found(world, NAME)) == 1


def test_it_leaves_out_what_is_about_to_be_built_anew(world):
    world.land("erp", "1002", {"kind": "organisation", "name": "Orchard and Daughters Limited"})
    assert not found(world, NAME)


def test_it_goes_through_all_records_chunk_by_chunk(world, monkeypatch):
    monkeypatch.setattr(survival, "CHUNK", 1)
    tamper("""UPDATE golden_goldenrecord SET values = values || '{"segment": "forged"}'""")
    assert len(found(world, NAME)) == 2
