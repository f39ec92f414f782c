import pytest
from django.db import connection

from apps.history.queries import tracked_models
from tests.audit.tamper import asleep, found, tamper


def test_it_sees_a_row_without_history(world):
    golden = world.golden("erp", "1002")
    tamper("DELETE FROM golden_historicalgoldenrecord WHERE id = %s", [golden])
    expected = [(f"golden.goldenrecord:{golden}", "no history row tells of it")]
    assert found(world, "tracked_row_has_history") == expected


def test_it_sees_a_row_that_was_changed_without_a_trace(world):
    golden = world.golden("erp", "1002")
    tamper("UPDATE golden_goldenrecord SET retired_reason = 'quietly' WHERE id = %s", [golden])
    ((subject, message),) = found(world, "newest_history_is_state")
    assert subject == f"golden.goldenrecord:{golden}"
    assert message.startswith("it is not what history row")


def test_it_sees_a_history_that_was_rewritten(world):
    tamper("UPDATE sources_historicalsourcerecord SET raw = '{}' WHERE external_id = '1002'")
    ((subject, _),) = found(world, "newest_history_is_state")
    assert subject.startswith("sources.sourcerecord:")


def test_it_sees_a_row_that_is_there_although_history_saw_it_go(world):
    tamper("UPDATE golden_historicalxref SET history_type = '-' WHERE golden_id = %s", [world.golden("erp", "1002")])
    ((_, message),) = found(world, "newest_history_is_state")
    assert message == "history says it was deleted, and it is there"


def test_it_sees_a_row_that_went_without_a_trace(world):
    tamper("DELETE FROM golden_xref WHERE golden_id = %s", [world.golden("erp", "1002")])
    ((subject, message),) = found(world, "deleted_row_ends_with_deletion")
    assert subject.startswith("golden.xref:")
    assert message == "it is gone, and no history row tells of its deletion"


def test_it_accepts_a_deletion_that_was_recorded(world):
    world.say("erp", "1002", {}, withdrawn=True)
    assert not found(world, "deleted_row_ends_with_deletion")


def test_it_sees_a_history_row_of_no_act(world):
    tamper("UPDATE golden_historicalgoldenrecord SET change_set_id = 0 WHERE id = %s", [world.golden("erp", "1002")])
    ((_, message),) = found(world, "history_names_change_set")
    assert message.endswith("names no change set that exists")


@pytest.mark.parametrize("model", list(tracked_models()), ids=lambda model: model._meta.label_lower)
def test_it_watches_every_tracked_table(world, model):
    """Whatever the columns: a history row of a row that never was is seen."""
    log = model.history.model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    nothing = ", ".join(f'NULL::text::{_type(log, column)} AS "{column}"' for column in columns)
    key = model._meta.pk.column
    made_up = "'00000000-0000-0000-0000-000000000404'" if _type(log, key) == "uuid" else "404404"
    chosen = ", ".join(made_up if column == key else f'"{column}"' for column in columns)
    with asleep(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'", [log]
        )
        for (required,) in cursor.fetchall():
            if required in columns and required != key:
                cursor.execute(f'ALTER TABLE "{log}" ALTER COLUMN "{required}" DROP NOT NULL')
        cursor.execute(
            f'INSERT INTO "{log}" ({names}, history_date, history_type, change_set_id)'
            f" SELECT {chosen}, now(), '+', 0 FROM (SELECT {nothing}) AS empty"
        )
    for name in ("deleted_row_ends_with_deletion", "history_names_change_set"):
        ((subject, _),) = found(world, name)
        assert subject.startswith(f"{model._meta.label_lower}:")


def _type(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT udt_name FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        return cursor.fetchone()[0]
