"""Tryton's records out of SQLite: search, and reading with relations nested under dotted paths."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.sandbox.state import State
from apps.sandbox.tryton import notation
from apps.sandbox.tryton.domains import order_by, where
from apps.sandbox.tryton.models import MODELS, Field, Model
from apps.sandbox.tryton.notation import UserError, unknown

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """One request's view of the database: its context decides about inactive records, company and conflicts."""

    state: State
    context: Mapping[str, Any]
    normalises: bool = False

    def search(self, model: Model, domain: Sequence[Any], offset: int, limit: int | None, order: Any) -> list[int]:
        sql, parameters = where(model, domain, active_only=self.context.get("active_test", True))
        page = f"LIMIT {-1 if limit is None else int(limit)} OFFSET {int(offset or 0)}"
        sql = f"SELECT id FROM {model.table} WHERE {sql} ORDER BY {order_by(model, order)} {page}"  # noqa: S608
        return [row["id"] for row in self.state.all(sql, parameters)]

    def count(self, model: Model, domain: Sequence[Any]) -> int:
        return len(self.search(model, domain, 0, None, None))

    def read(self, model: Model, ids: Sequence[int], paths: Sequence[str]) -> list[dict[str, Any]]:
        """Records in the order of `ids`, with relations of a dotted path nested under "relation."."""
        rows = self.rows_of(model, "id", ids)
        by_id = {row["id"]: row for row in rows}
        missing = [str(each) for each in ids if each not in by_id]
        if missing:
            names = ", ".join(missing)
            raise UserError(f'You are trying to read records "{names}" of "{model.title}" that don\'t exist.')
        found: dict[int, dict[str, Any]] = {each: {"id": each} for each in ids}
        nested: dict[str, list[str]] = {}
        for path in paths or [*model.fields, "rec_name"]:
            name, dot, rest = path.partition(".")
            if dot:
                nested.setdefault(name, []).append(rest)
            else:
                self._plain(model, name, by_id, found)
        for name, inner in nested.items():
            self._nested(model, name, inner, by_id, found)
        return [found[each] for each in ids]

    def rows_of(self, model: Model, column: str, keys: Iterable[int]) -> list[sqlite3.Row]:
        """Rows by key; children in Tryton's order, those without a sequence first."""
        wanted, rows = list(dict.fromkeys(keys)), []
        sequence = "sequence IS NOT NULL, sequence, " if "sequence" in model.columns else ""
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            marks = ", ".join("?" * len(part))
            sql = f"SELECT * FROM {model.table} WHERE {column} IN ({marks}) ORDER BY {sequence}id"  # noqa: S608
            rows += self.state.all(sql, part)
        return rows

    def _plain(
        self, model: Model, name: str, rows: Mapping[int, sqlite3.Row], found: dict[int, dict[str, Any]]
    ) -> None:
        if name == "_timestamp":
            for each, row in rows.items():
                found[each][name] = notation.timestamp_of(row["write_date"] or row["create_date"])
            return
        if name == "rec_name":
            for each, row in rows.items():
                found[each][name] = self.title_of(row)
            return
        if name not in model.fields:
            raise unknown(name)
        values = self._values(model, name, rows)
        for each in rows:
            found[each][name] = values[each]

    def title_of(self, row: sqlite3.Row) -> str:
        keys = row.keys()
        return str(
            next((row[name] for name in ("name", "code", "value") if name in keys and row[name]), f"[{row['id']}]")
        )

    def _values(self, model: Model, name: str, rows: Mapping[int, sqlite3.Row]) -> dict[int, Any]:
        """One field of many records, as Tryton shows it."""
        each = model.fields[name]
        if each.via:
            templates = self._templates(rows)
            held = self._values(MODELS["product.template"], each.via, {row["id"]: row for row in templates.values()})
            return {key: held[template["id"]] for key, template in templates.items()}
        if each.kind in ("one2many", "many2many"):
            children = self._children(model, name, each, rows)
            return {key: [child["id"] for child in children[key]] for key in rows}
        return {key: self._shown(name, each, row) for key, row in rows.items()}

    def _templates(self, rows: Mapping[int, sqlite3.Row]) -> dict[int, sqlite3.Row]:
        held = {
            row["id"]: row
            for row in self.rows_of(MODELS["product.template"], "id", (r["template"] for r in rows.values()))
        }
        return {key: held[row["template"]] for key, row in rows.items()}

    def _shown(self, name: str, each: Field, row: sqlite3.Row) -> Any:
        if name == "list_price_used":
            name = "list_price"
        if name == "last_modified_at":
            return notation.shown_moment(row["write_date"] or row["create_date"])
        value = row[name]
        if value is None:
            return None
        if each.kind == "timestamp":
            return notation.shown_moment(value)
        return notation.shown_decimal(value) if each.kind == "numeric" else value

    def _nested(
        self,
        model: Model,
        name: str,
        paths: list[str],
        rows: Mapping[int, sqlite3.Row],
        found: dict[int, dict[str, Any]],
    ) -> None:
        if name not in model.fields:
            raise unknown(name)
        each = model.fields[name]
        target = MODELS[each.relation]
        ids = self._values(model, name, rows)
        many = each.kind != "many2one"
        wanted = {key for value in ids.values() for key in (value if many else [value]) if key is not None}
        shown = {child["id"]: child for child in self.read(target, sorted(wanted), paths)}
        for key in rows:
            value = ids[key]
            found[key][f"{name}."] = [shown[one] for one in value] if many else shown.get(value)

    def _children(
        self, model: Model, name: str, each: Field, rows: Mapping[int, sqlite3.Row]
    ) -> dict[int, list[sqlite3.Row]]:
        found: dict[int, list[sqlite3.Row]] = {key: [] for key in rows}
        target = MODELS[each.relation]
        active_only = self.context.get("active_test", True) and "active" in target.columns
        if each.kind == "one2many":
            for row in self.rows_of(target, each.inverse, rows):
                if row["active"] if active_only else True:
                    found[row[each.inverse]].append(row)
            return found
        links = self._links(model, name, list(rows))
        held = {row["id"]: row for row in self.rows_of(target, "id", (link["target"] for link in links))}
        for link in links:
            found[link["origin"]].append(held[link["target"]])
        return found

    def _links(self, model: Model, name: str, origins: Sequence[int]) -> list[sqlite3.Row]:
        found = []
        for start in range(0, len(origins), CHUNK):
            part = origins[start : start + CHUNK]
            marks = ", ".join("?" * len(part))
            sql = f"SELECT origin, target FROM tryton_link WHERE model = ? AND field = ? AND origin IN ({marks})"  # noqa: S608
            found += self.state.all(sql, (model.name, name, *part))
        return found
