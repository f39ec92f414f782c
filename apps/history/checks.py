"""System check: a migration that changes a tracked table can't leave its trigger behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections, models

from apps.history.queries import tracked_models
from apps.history.tracked import history_of
from apps.history.triggers import CHANGE_SETS_STAY, append_only_name, function_name, never_emptied_name

_ON_TRUNCATE = 1 << 5  # TRIGGER_TYPE_TRUNCATE in pg_trigger.tgtype
_COPIED = re.compile(r'INSERT INTO "[^"]+"\s*\(([^)]*)\)')


def triggers_match_tables(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Compare the columns that each installed trigger copies with those the table has now.

    The model is not asked: before a migration it is ahead of its table, and the check must let that migration run.
    """
    problems: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT t.tgname, p.prosrc, t.tgtype & %s FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
                [_ON_TRUNCATE],
            )
            rows = cursor.fetchall()
            installed = {name: body for name, body, _ in rows}
            guards = {name for name, _, on_truncate in rows if on_truncate}
            cursor.execute(
                "SELECT c.relname, array_agg(a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                " WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)"
                " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname"
            )
            tables = {name: set(columns) for name, columns in cursor.fetchall()}
        for model in tracked_models():  # a table that is not there yet has nothing to compare
            problems.extend(_stale(model, installed, guards, tables.get(model._meta.db_table)))
        if "history_changeset" in tables and CHANGE_SETS_STAY not in guards:
            problems.append(Error("Change sets can be deleted.", hint="Run KEEP_CHANGE_SETS.", id="history.E002"))
    return problems


def _stale(
    model: type[models.Model], installed: dict[str, str], guards: set[str], columns: set[str] | None
) -> list[CheckMessage]:
    if columns is None:
        return []
    log = history_of(model)
    found = [
        f"The history trigger for {verb.upper()} on {model._meta.db_table} does not copy the table's columns."
        for verb in ("insert", "update", "delete")
        if not columns <= _copied(installed.get(function_name(model, verb), ""))
    ]
    if append_only_name(log) not in guards:
        found.append(f"{log._meta.db_table} can be rewritten or emptied.")
    if never_emptied_name(model) not in guards:
        found.append(f"{model._meta.db_table} can be emptied without history.")
    hint = f'Add TrackHistory("{model.__name__}") to the migration that changed the table.'
    return [Error(message, hint=hint, obj=model, id="history.E001") for message in found]


def _copied(body: str) -> set[str]:
    match = _COPIED.search(body)
    return set(re.findall(r'"([^"]+)"', match[1])) if match else set()
