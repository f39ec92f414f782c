"""History: it is complete, it ends in what is there now, and every line of it names its act.

One pass over each tracked table and its log, whatever its columns are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import models

from apps.audit.invariants.invariant import MOST_REPORTED, Invariant, rows, scalar
from apps.history.queries import tracked_models
from apps.history.tracked import history_of

Statement = Callable[[type[models.Model]], str]


def _tables(model: type[models.Model]) -> tuple[str, str, str]:
    """The table, its log and its key, as they stand in a statement."""
    log = history_of(model)
    return f'"{model._meta.db_table}"', f'"{log._meta.db_table}"', f'"{model._meta.pk.column}"'


def _newest(model: type[models.Model]) -> str:
    _table, log, key = _tables(model)
    return f"(SELECT DISTINCT ON ({key}) * FROM {log} ORDER BY {key}, history_id DESC)"  # noqa: S608 - names of models


def _subject(model: type[models.Model], row: str) -> str:
    _table, _log, key = _tables(model)
    return f"'{model._meta.label_lower}:' || {row}.{key}"


def _without(model: type[models.Model]) -> str:
    table, log, key = _tables(model)
    return f"""
        SELECT {_subject(model, "now")}, 'no history row tells of it' FROM {table} now
         WHERE NOT EXISTS (SELECT FROM {log} log WHERE log.{key} = now.{key}) ORDER BY now.{key}"""  # noqa: S608


def _differing(model: type[models.Model]) -> str:
    table, _log, key = _tables(model)
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    ours, theirs = (", ".join(f"{row}.{column}" for column in columns) for row in ("now", "log"))
    return f"""
        SELECT {_subject(model, "now")},
               CASE log.history_type WHEN '-' THEN 'history says it was deleted, and it is there'
                                     ELSE format('it is not what history row %s says', log.history_id) END
          FROM {table} now JOIN {_newest(model)} log ON log.{key} = now.{key}
         WHERE log.history_type = '-' OR ({ours}) IS DISTINCT FROM ({theirs}) ORDER BY now.{key}"""  # noqa: S608


def _vanished(model: type[models.Model]) -> str:
    table, _log, key = _tables(model)
    return f"""
        SELECT {_subject(model, "log")}, 'it is gone, and no history row tells of its deletion'
          FROM {_newest(model)} log
         WHERE log.history_type <> '-' AND NOT EXISTS (SELECT FROM {table} now WHERE now.{key} = log.{key})
         ORDER BY log.{key}"""  # noqa: S608


def _nameless(model: type[models.Model]) -> str:
    _table, log, _key = _tables(model)
    return f"""
        SELECT {_subject(model, "log")}, format('history row %s names no change set that exists', log.history_id)
          FROM {log} log WHERE NOT EXISTS (SELECT FROM history_changeset c WHERE c.id = log.change_set_id)
         ORDER BY log.history_id"""  # noqa: S608


def _rows_now(model: type[models.Model]) -> str:
    return f"SELECT count(*) FROM {_tables(model)[0]}"  # noqa: S608


def _rows_of_log(model: type[models.Model]) -> str:
    return f"SELECT count(*) FROM {_tables(model)[1]}"  # noqa: S608


def _each(name: str, promise: str, count: Statement, broken: Statement) -> Invariant:
    """One promise about every tracked table."""

    def find(now: datetime) -> Iterator[tuple[str, str]]:
        for model in tracked_models():
            yield from rows(f"{broken(model)} LIMIT {MOST_REPORTED}")

    return Invariant(name, promise, count=lambda: sum(scalar(count(model)) for model in tracked_models()), find=find)


INVARIANTS = (
    _each("tracked_row_has_history", "Every tracked row has a history row.", _rows_now, _without),
    _each("newest_history_is_state", "The newest history row of a row is the row as it stands.", _rows_now, _differing),
    _each(
        "deleted_row_ends_with_deletion",
        "A tracked row that is gone ends its history with its deletion.",
        _rows_of_log,
        _vanished,
    ),
    _each("history_names_change_set", "Every history row names a change set.", _rows_of_log, _nameless),
)
