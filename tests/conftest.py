"""One PostgreSQL for the whole session: a throw-away cluster without fsync, or the server of DATABASE_URL.

`mdm.settings.test` names the cluster; the database backend starts it with the first test that asks for a database, and
its keeper stops and removes it after the session, even a killed one. Under `pytest -n` every worker has a database of
its own in the same cluster. One sandbox for the session too, emptied for every test that asks for it: its countries
take longer to load than a test takes.
"""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations

from apps.history.queries import tracked_models
from apps.sandbox.server import Sandbox
from mdm.embedded import server

# How long an example takes depends on who else uses the machine; speed is measured by benchmarks.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running when the command line returns."""
    if settings.configured:
        server.leave(settings.EMBEDDED_CLUSTER)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_truncate() -> Iterator[None]:
    """What a test has committed is thrown away by TRUNCATE. History refuses that: its guards sleep for the moment."""
    truncate = DatabaseOperations.execute_sql_flush

    def unguarded(operations: DatabaseOperations, statements: list[str]) -> None:
        models = [each for model in tracked_models() for each in (model, model.history.model)]
        tables = [*(model._meta.db_table for model in models), "history_changeset"]
        asleep, awake = (
            [f'ALTER TABLE "{table}" {verb} TRIGGER USER' for table in tables] for verb in ("DISABLE", "ENABLE")
        )
        truncate(operations, [*asleep, *statements, *awake])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox") / "state.sqlite3") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox
