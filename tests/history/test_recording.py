"""Every tracked table, by every way in: recorded under an open change set, refused without one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from apps.accounts.models import User
from apps.golden.models import GoldenRecord, Link, Override, Rulebook, Xref
from apps.history.bulk import copy_rows, update_rows
from apps.history.models import ChangeSet
from apps.history.queries import tracked_models
from apps.history.recording import Actor, AlreadyRecording, recording
from apps.sources.models import SourceRecord, SourceSystem
from mdm.embedded.binaries import find_binaries
from tests.cast import MACHINE, actor
from tests.scenarios import ACME, NOON, World, customer

REFUSED = "no change set is open"
TRACKED = {SourceSystem, SourceRecord, Rulebook, GoldenRecord, Xref, Link, Override}


@pytest.fixture
def peopled(world: World) -> World:
    """At least one row in every tracked table."""
    world.arrive("crm", a=ACME, b=customer(1))
    world.arrive("erp", x=ACME)
    with recording(kind="override", actor=MACHINE, at=NOON):
        Override.objects.create(
            id=world.seams.new_id(), golden_id=world.golden_id("crm", "a"), field="segment", value="gold",
            reason="because", author="ann", created_at=NOON,
        )  # fmt: skip
    with connection.cursor() as cursor:  # TRUNCATE looks at nothing else while a check is pending
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return world


def test_it_tracks_the_hot_tables(db: None) -> None:
    assert set(tracked_models()) >= TRACKED


COLUMN = {
    SourceSystem: "base_url",
    SourceRecord: "version",
    Rulebook: "author",
    GoldenRecord: "retired_reason",
    Xref: "since",
    Link: "reason",
    Override: "reason",
}
"""A column that may be changed, of each tracked table."""


def another(model: type[models.Model]) -> Any:
    return NOON.replace(year=2001) if model is Xref else "something else"


def rewrite(model: type[models.Model]) -> None:
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET "{COLUMN[model]}" = %s'
            f' WHERE "{key}" = (SELECT "{key}" FROM "{model._meta.db_table}" LIMIT 1)',
            [another(model)],
        )


@pytest.mark.parametrize("model", sorted(TRACKED, key=lambda m: m.__name__))
def test_it_records_raw_sql_with_actor_reason_and_change_set(peopled: World, model: Any) -> None:
    ann = actor()
    before = model.history.count()
    with recording(kind="repair", actor=ann, at=NOON, reason="typing error") as change_set:
        rewrite(model)
    assert model.history.count() == before + 1
    row = model.history.order_by("-history_id")[0]
    assert (row.history_type, row.history_change_reason, row.change_set_id) == ("~", "typing error", change_set.pk)
    assert row.history_user == User.objects.get(username=ann.name)


WRITES: dict[str, Callable[[Any], object]] = {
    "save": lambda model: model.objects.first().save(),
    "update": lambda model: model.objects.update(**{COLUMN[model]: another(model)}),
    "delete": lambda model: model.objects.all()._raw_delete("default"),
    "raw": rewrite,
    "copy": lambda model: copy_rows(model, *_as_copied(model)),
    "update_rows": lambda model: update_rows(model, [COLUMN[model]], [(model.objects.first().pk, another(model))]),
}


def _as_copied(model: Any) -> tuple[list[str], list[list[Any]]]:
    """A row like the first one, as COPY takes it."""
    columns = [f.column for f in model._meta.concrete_fields]
    names = ", ".join(f'"{column}"::text' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" LIMIT 1')
        return columns, [list(cursor.fetchone())]


@pytest.mark.parametrize("way", sorted(WRITES))
@pytest.mark.parametrize("model", sorted(TRACKED, key=lambda m: m.__name__))
def test_it_refuses_a_write_outside_a_change_set(peopled: World, model: Any, way: str) -> None:
    rows, states = model.objects.count(), model.history.count()
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():  # noqa: PT012
        if way == "copy":  # the same row again: without its key's constraint it would be let in
            _drop_unique(model)
        WRITES[way](model)
    assert REFUSED in str(refusal.value)
    assert (model.objects.count(), model.history.count()) == (rows, states)


def _drop_unique(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
            [model._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}" CASCADE')
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique",
            [model._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


def test_it_refuses_bulk_create_outside_a_change_set(world: World) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        Rulebook.objects.bulk_create([Rulebook(domain="customer", version=9, status="draft", created_at=NOON)])


@pytest.mark.parametrize("model", sorted(TRACKED, key=lambda m: m.__name__))
@pytest.mark.parametrize("verb", ["UPDATE {} SET history_type = '+'", "DELETE FROM {}", "TRUNCATE {}"])
def test_it_lets_nobody_rewrite_history(peopled: World, model: Any, verb: str) -> None:
    table = model.history.model._meta.db_table
    with (
        pytest.raises(DatabaseError, match="append-only"),
        recording(kind="forgery", actor=MACHINE, at=NOON),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(f'"{table}"'))


@pytest.mark.parametrize("model", sorted(TRACKED, key=lambda m: m.__name__))
def test_it_lets_nobody_empty_a_table_without_a_trace(peopled: World, model: Any) -> None:
    with (
        pytest.raises(DatabaseError, match="would leave no history"),
        recording(kind="forgery", actor=MACHINE, at=NOON),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {}"])
def test_it_lets_nobody_delete_change_sets(peopled: World, verb: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format("history_changeset"))


def test_it_writes_no_row_where_nothing_changed(peopled: World) -> None:
    before = GoldenRecord.history.count()
    with recording(kind="idle", actor=MACHINE, at=NOON):
        GoldenRecord.objects.update(domain="customer")
        GoldenRecord.objects.filter(pk=peopled.seams.new_id()).delete()
    assert GoldenRecord.history.count() == before


def test_it_records_a_deletion(peopled: World) -> None:
    link = Link.objects.get()
    key = link.pk
    with recording(kind="clean", actor=MACHINE, at=NOON, reason="test"):
        link.delete()
    assert Link.history.filter(id=key).latest("history_id").history_type == "-"


def test_it_refuses_a_change_set_within_a_change_set(db: None) -> None:
    with (
        recording(kind="outer", actor=MACHINE, at=NOON),
        pytest.raises(AlreadyRecording),
        recording(kind="inner", actor=MACHINE, at=NOON),
    ):
        pass
    with recording(kind="after", actor=MACHINE, at=NOON):
        pass
    assert set(ChangeSet.objects.values_list("kind", flat=True)) == {"outer", "after"}


def test_it_takes_everything_back_when_left_with_an_exception(peopled: World) -> None:
    acts, states = ChangeSet.objects.count(), GoldenRecord.history.count()
    with pytest.raises(RuntimeError), recording(kind="broken", actor=MACHINE, at=NOON):  # noqa: PT012
        GoldenRecord.objects.update(confirmed=True)
        raise RuntimeError
    assert (ChangeSet.objects.count(), GoldenRecord.history.count()) == (acts, states)
    assert not GoldenRecord.objects.filter(confirmed=True).exists()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        GoldenRecord.objects.update(confirmed=True)


@pytest.mark.django_db(transaction=True)
def test_it_leaves_nothing_to_the_next_transaction() -> None:
    World()
    for broken in (False, True):
        try:
            with recording(kind="one", actor=actor(), at=NOON, reason="mine"):
                SourceSystem.objects.filter(code="crm").update(name=f"renamed {broken}")
                if broken:
                    raise RuntimeError
        except RuntimeError:
            pass
        with pytest.raises(DatabaseError, match=REFUSED):
            SourceSystem.objects.update(name="nobody's")
    with recording(kind="two", actor=MACHINE, at=NOON):
        SourceSystem.objects.filter(code="erp").update(name="by machine")
    row = SourceSystem.history.order_by("-history_id")[0]
    assert (row.history_user, row.history_change_reason) == (None, None)


def test_it_records_a_thousand_rows_of_one_statement(db: None) -> None:
    columns = ("domain", "version", "status", "document", "author", "created_at")
    with recording(kind="load", actor=MACHINE, at=NOON) as change_set:
        copy_rows(Rulebook, columns, (("customer", n, "draft", "{}", "ann", NOON) for n in range(1000)))
        assert Rulebook.objects.update(author="bob") == 1000
    found = Rulebook.history.filter(change_set_id=change_set.pk)
    assert (found.filter(history_type="+").count(), found.filter(history_type="~", author="bob").count()) == (
        1000,
        1000,
    )


def test_it_tells_people_from_machines() -> None:
    assert not Actor.machine("resolve").is_person
    assert Actor("ann", 1).is_person


def psql(statement: str) -> subprocess.CompletedProcess[str]:
    """Type a statement at the prompt of psql, as the owner of the tables."""
    told = connection.get_connection_params()
    places = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    place = {name: str(told[key]) for name, key in places.items() if told.get(key)}
    command = [find_binaries() / "psql", "-v", "ON_ERROR_STOP=1", "-At", "-c", statement]
    return subprocess.run(command, env=os.environ | place, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_and_records_at_the_prompt_of_psql() -> None:
    World()
    refused = psql("UPDATE sources_sourcesystem SET name = 'by hand'")
    assert refused.returncode != 0
    assert REFUSED in refused.stderr
    act = ChangeSet.objects.latest("pk").pk
    done = psql(
        f"SELECT set_config('mdm.change_set', '{act}', false); UPDATE sources_sourcesystem SET name = 'by hand'"
    )
    assert done.returncode == 0, done.stderr
    assert SourceSystem.history.filter(name="by hand", change_set_id=act).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("sources_historicalsourcesystem", "append-only"),
        ("history_changeset", "append-only"),
        ("sources_sourcesystem CASCADE", "would leave no history"),
    ],
)
def test_it_refuses_to_empty_history_at_the_prompt_of_psql(table: str, words: str) -> None:
    World()
    states, acts = SourceSystem.history.count(), ChangeSet.objects.count()
    refused = psql(f"SELECT set_config('mdm.change_set', '1', false); TRUNCATE {table}")
    assert refused.returncode != 0
    assert words in refused.stderr
    assert (SourceSystem.history.count(), ChangeSet.objects.count(), SourceSystem.objects.count()) == (states, acts, 2)
