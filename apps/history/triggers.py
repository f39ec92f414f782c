"""Statement-level triggers that write django-simple-history's own tables.

One trigger per table and verb, fed by transition tables, so that a COPY of a hundred thousand rows costs one
`INSERT … SELECT`. Each takes change set, user and reason from transaction-local settings and raises when no change
set is open. No tracked table is emptied by TRUNCATE, which would leave no row behind. History tables themselves refuse
UPDATE, DELETE and TRUNCATE, change sets DELETE and TRUNCATE, from whomever they come: also from the tables' owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

FOUNDATION = """
CREATE OR REPLACE FUNCTION mdm_open_change_set() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  opened text := current_setting('mdm.change_set', true);
BEGIN
  IF opened IS NULL OR opened = '' THEN
    RAISE EXCEPTION 'no change set is open' USING HINT = 'write inside apps.history.recording.recording(...)';
  END IF;
  RETURN opened::bigint;
END $$;
CREATE OR REPLACE FUNCTION mdm_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE OR REPLACE FUNCTION mdm_leaves_no_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % would leave no history', TG_OP, TG_TABLE_NAME USING HINT = 'DELETE inside a change set';
END $$;
"""

CHANGE_SETS_STAY = "history_changeset_stay"
KEEP_CHANGE_SETS = f"""
CREATE OR REPLACE TRIGGER {CHANGE_SETS_STAY} BEFORE DELETE OR TRUNCATE ON history_changeset
  FOR EACH STATEMENT EXECUTE FUNCTION mdm_history_is_append_only();
"""

_TRANSITIONS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_SIGNS = {"insert": "+", "update": "~", "delete": "-"}


def function_name(model: type[models.Model], verb: str) -> str:
    return f"{model._meta.db_table}_history_{verb}"


def append_only_name(history: type[models.Model]) -> str:
    return f"{history._meta.db_table}_append_only"


def never_emptied_name(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}_never_emptied"


def function_body(model: type[models.Model], history: type[models.Model], verb: str) -> str:
    """The PL/pgSQL body that copies the rows touched by one statement into the history table."""
    columns = [field.column for field in model._meta.concrete_fields]
    key = model._meta.pk.column
    rows = {
        "insert": "new_rows AS touched",
        "update": f'new_rows AS touched LEFT JOIN old_rows ON old_rows."{key}" = touched."{key}"'
        " WHERE touched.* IS DISTINCT FROM old_rows.*",
        "delete": "old_rows AS touched",
    }[verb]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f'touched."{column}"' for column in columns)
    transition = "old_rows" if verb == "delete" else "new_rows"
    return f"""
DECLARE
  opened bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {transition}) THEN
    RETURN NULL;
  END IF;
  opened := mdm_open_change_set();
  INSERT INTO "{history._meta.db_table}"
    ({names}, history_date, history_type, history_user_id, history_change_reason, change_set_id)
  SELECT {values}, clock_timestamp(), '{_SIGNS[verb]}', nullif(current_setting('mdm.user', true), '')::bigint,
    nullif(current_setting('mdm.reason', true), ''), opened
  FROM {rows};
  RETURN NULL;
END """


def install_sql(model: type[models.Model], history: type[models.Model]) -> str:
    """All statements that put a table under history; running them again brings the triggers up to date."""
    table = model._meta.db_table
    parts = [FOUNDATION]
    for verb, transition in _TRANSITIONS.items():
        name = function_name(model, verb)
        parts.append(f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $${function_body(model, history, verb)}$$;
CREATE OR REPLACE TRIGGER "{name}" AFTER {verb.upper()} ON "{table}" REFERENCING {transition}
  FOR EACH STATEMENT EXECUTE FUNCTION "{name}"();""")
    log = history._meta.db_table
    parts.append(f"""
CREATE OR REPLACE TRIGGER "{append_only_name(history)}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{log}"
  FOR EACH STATEMENT EXECUTE FUNCTION mdm_history_is_append_only();
CREATE OR REPLACE TRIGGER "{never_emptied_name(model)}" BEFORE TRUNCATE ON "{table}"
  FOR EACH STATEMENT EXECUTE FUNCTION mdm_leaves_no_history();""")
    return "\n".join(parts)


class TrackHistory(Operation):
    """Migration operation: install the triggers of one model. Repeat it in each migration that changes its columns."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The triggers are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        history = to_state.apps.get_model(app_label, f"Historical{self.model_name}")
        schema_editor.execute(install_sql(model, history), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model: Any = from_state.apps.get_model(app_label, self.model_name)
        for verb in _TRANSITIONS:
            schema_editor.execute(f'DROP FUNCTION IF EXISTS "{function_name(model, verb)}"() CASCADE', params=None)
        schema_editor.execute(
            f'DROP TRIGGER IF EXISTS "{never_emptied_name(model)}" ON "{model._meta.db_table}"', params=None
        )

    def describe(self) -> str:
        return f"Record every change of {self.model_name} by statement triggers"
