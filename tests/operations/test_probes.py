import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from apps.operations import probes


@pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
def test_it_answers_without_a_database(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/readyz", "/readyz/"])
def test_it_is_ready_with_a_migrated_database(client, db, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_it_is_not_ready_while_a_migration_is_missing(client, db):
    MigrationRecorder.Migration.objects.filter(app="golden").order_by("-id")[:1].get().delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failing": ["migrations"]})


def test_it_is_not_ready_without_a_database(client, db, monkeypatch):
    def refuse() -> None:
        raise OperationalError("no route to 10.0.0.7")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.json()["failing"]
    assert b"10.0.0.7" not in answer.content


def test_it_asks_for_nothing_but_what_serving_needs():
    assert set(probes.CHECKS) == {"database", "migrations"}
