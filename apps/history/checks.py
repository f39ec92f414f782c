"""System check: a migration that changes a tracked table can't leave its trigger behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections, models

from apps.history.queries import tracked_models
from apps.history.triggers import append_only_name, function_name

_COPIED = re.compile(r'INSERT INTO "[^"]+"\s*\(([^)]*)\)')


def triggers_match_tables(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Compare the columns that each installed trigger copies with those the table has now.

    The model is not asked: before a migration it is ahead of its table, and the check must let that migration run.
    """
    problems: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
            installed = dict(cursor.fetchall())
            cursor.execute(
                "SELECT c.relname, array_agg(a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                " WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)"
                " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname"
            )
            tables = {name: set(columns) for name, columns in cursor.fetchall()}
        for model in tracked_models():  # a table that is not there yet has nothing to compare
            problems.extend(_stale(model, installed, tables.get(model._meta.db_table)))
    return problems


def _stale(model: type[models.Model], installed: dict[str, str], columns: set[str] | None) -> list[CheckMessage]:
    if columns is None:
        return []
    log = model.history.model  # type: ignore[attr-defined]
    found = [
        f"The history trigger for {verb.upper()} on {model._meta.db_table} does not copy the table's columns."
        for verb in ("insert", "update", "delete")
        if not columns <= _copied(installed.get(function_name(model, verb), ""))
    ]
    if append_only_name(log) not in installed:
        found.append(f"{log._meta.db_table} can be rewritten.")
    hint = f'Add TrackHistory("{model.__name__}") to the migration that changed the table.'
    return [Error(message, hint=hint, obj=model, id="history.E001") for message in found]


def _copied(body: str) -> set[str]:
    match = _COPIED.search(body)
    return set(re.findall(r'"([^"]+)"', match[1])) if match else set()
