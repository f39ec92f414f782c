"""The triggers write what django-simple-history would have written, and a stale one is found."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection
from simple_history.models import HistoricalRecords

from apps.golden.models import Rulebook
from apps.history.checks import triggers_match_tables
from apps.history.recording import recording
from apps.history.triggers import install_sql
from apps.sources.models import SourceRecord, SourceSystem
from tests.cast import MACHINE
from tests.scenarios import NOON, World


def stale() -> set[str]:
    return {problem.obj.__name__ for problem in triggers_match_tables(["default"]) if problem.id == "history.E001"}


def test_it_finds_nothing_amiss_in_a_migrated_database(db: None) -> None:
    assert triggers_match_tables(["default"]) == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_it_leaves_a_database_without_tables_alone() -> None:
    assert triggers_match_tables([]) == []
    assert triggers_match_tables(None) == []


def test_it_finds_a_missing_trigger(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TRIGGER golden_link_history_update ON golden_link")
    assert stale() == {"Link"}


def test_it_finds_a_sleeping_trigger(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE golden_link DISABLE TRIGGER USER")
    assert stale() == {"Link"}


def test_it_finds_a_trigger_that_forgot_a_column_and_mends_it(db: None) -> None:
    body = "BEGIN RETURN NULL; END"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sources_sourcerecord_history_insert() RETURNS trigger"
            f" LANGUAGE plpgsql AS $${body}$$"
        )
        assert stale() == {"SourceRecord"}
        cursor.execute(install_sql(SourceRecord, SourceRecord.history.model))
    assert stale() == set()


def test_it_finds_history_that_can_be_rewritten(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TRIGGER golden_historicallink_append_only ON golden_historicallink")
    assert stale() == {"Link"}


@pytest.mark.parametrize("trigger", ["golden_historicallink_append_only", "golden_link_never_emptied"])
def test_it_finds_a_table_that_can_be_emptied(db: None, trigger: str) -> None:
    table = "golden_historicallink" if "historical" in trigger else "golden_link"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION mdm_history_is_append_only()"
        )
    assert stale() == {"Link"}


def test_it_finds_change_sets_that_can_be_deleted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TRIGGER history_changeset_stay ON history_changeset")
    assert [problem.id for problem in triggers_match_tables(["default"])] == ["history.E002"]


def played(world: World) -> list[dict[str, Any]]:
    """Make, change, leave alone and delete one row; returns its history without numbers and times."""
    with recording(kind="play", actor=MACHINE, at=NOON, reason="as told"):
        row = Rulebook.objects.create(domain="product", version=1, status="draft", author="ann", created_at=NOON)
        row.document = {"prior": -9}
        row._change_reason = "as told"
        row.save()
        row._change_reason = "as told"
        row.delete()
    log = Rulebook.history.filter(domain="product").order_by("history_id")
    ours = {"history_id", "history_date", "id"}
    return [{k: v for k, v in entry.items() if k not in ours} for entry in log.values()]


def test_it_writes_what_the_package_would_have_written(world: World) -> None:
    by_trigger = played(world)
    assert [row["history_type"] for row in by_trigger] == ["+", "~", "-"]
    fields = {field.name for field in Rulebook.history.model._meta.concrete_fields}
    own = {"history_id", "history_date", "history_type", "history_user", "history_change_reason"}
    assert fields == {f.name for f in Rulebook._meta.concrete_fields} | own | {"change_set"}
    assert isinstance(Rulebook._meta.simple_history_manager_attribute, str)
    assert issubclass(type(_records(Rulebook)), HistoricalRecords)
    assert [row["document"] for row in by_trigger] == [{}, {"prior": -9}, {"prior": -9}]
    assert {row["history_change_reason"] for row in by_trigger} == {"as told"}


def _records(model: Any) -> Any:
    from apps.history.tracked import TrackedHistory

    return TrackedHistory()


def test_it_tracks_a_change_of_the_key_of_a_row(world: World) -> None:
    """A changed primary key has no old row to compare with; it must not slip by unrecorded."""
    with recording(kind="rekey", actor=MACHINE, at=NOON):
        SourceSystem.objects.filter(code="crm").update(id=999)
    assert SourceSystem.history.filter(id=999).exists()
