"""System check: a migration that changes a tracked table can't leave its trigger behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections, models

from apps.history.queries import tracked_models
from apps.history.triggers import function_body, function_name


def triggers_match_tables(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Compare the columns each installed trigger copies with the columns the model declares."""
    problems: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
            )
            installed = dict(cursor.fetchall())
        if installed:  # a database that is not migrated yet has nothing to compare
            for model in tracked_models():
                problems.extend(_stale(model, installed))
    return problems


def _stale(model: type[models.Model], installed: dict[str, str]) -> list[CheckMessage]:
    history = model.history.model  # type: ignore[attr-defined]
    return [
        Error(
            f"The history trigger for {verb.upper()} on {model._meta.db_table} does not copy the table's columns.",
            hint=f'Add TrackHistory("{model.__name__}") to the migration that changed the table.',
            obj=model,
            id="history.E001",
        )
        for verb in ("insert", "update", "delete")
        if installed.get(function_name(model, verb)) != function_body(model, history, verb)
    ]
