"""Tryton's records into SQLite: create, write and delete, with commands on children and Tryton's own checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.sandbox import normalise
from apps.sandbox.tryton import checks, notation
from apps.sandbox.tryton.models import MODELS, Field, Model
from apps.sandbox.tryton.notation import ConcurrencyError, UserError, unknown
from apps.sandbox.tryton.reading import Reader


@dataclass(frozen=True, slots=True)
class Store(Reader):
    """Reads, and changes what it reads."""

    def create(self, model: Model, values: Sequence[Mapping[str, Any]]) -> list[int]:
        return [self._create(model, each) for each in values]

    def _create(self, model: Model, values: Mapping[str, Any]) -> int:
        checks.writable(model, values)
        plain = {**model.defaults, **self._own(model, values)}
        now = notation.stamp(self.state.now())
        names = ", ".join(f'"{name}"' for name in plain)
        marks = "".join(", ?" for _ in plain)
        sql = f"INSERT INTO {model.table} (create_date{', ' if plain else ''}{names}) VALUES (?{marks})"  # noqa: S608
        record = self.state.run(sql, (now, *plain.values()))
        if model.name == "party.party" and not plain.get("code"):
            self.state.run("UPDATE tryton_party_party SET code = ? WHERE id = ?", (str(record), record))
        self._relations(model, record, values)
        self._check(model, record)
        return record

    def write(self, model: Model, *pairs: Any) -> None:
        for ids, values in zip(pairs[::2], pairs[1::2], strict=True):
            checks.writable(model, values)
            for record in ids:
                self._write(model, record, values)

    def _write(self, model: Model, record: int, values: Mapping[str, Any]) -> None:
        row = self.state.one(f"SELECT * FROM {model.table} WHERE id = ?", (record,))  # noqa: S608
        if row is None:
            raise UserError(f'You are trying to write to records "{record}" of "{model.title}" that don\'t exist.')
        self._guard(model, row)
        plain = self._own(model, values) | {"write_date": notation.stamp(self.state.now())}
        names = ", ".join(f'"{name}" = ?' for name in plain)
        self.state.run(f"UPDATE {model.table} SET {names} WHERE id = ?", (*plain.values(), record))  # noqa: S608
        self._relations(model, record, values)
        self._check(model, record)

    def _guard(self, model: Model, row: sqlite3.Row) -> None:
        """The caller may name the state it knows; a record in another state is not overwritten."""
        known = (self.context.get("_timestamp") or {}).get(f"{model.name},{row['id']}")
        if known and known != notation.timestamp_of(row["write_date"] or row["create_date"]):
            raise ConcurrencyError

    def delete(self, model: Model, ids: Sequence[int]) -> None:
        for record in ids:
            for each in model.own.values():
                if each.kind == "one2many":
                    rows = self.rows_of(MODELS[each.relation], each.inverse, [record])
                    self.delete(MODELS[each.relation], [row["id"] for row in rows])
            self.state.run("DELETE FROM tryton_link WHERE model = ? AND origin = ?", (model.name, record))
            self.state.run(f"DELETE FROM {model.table} WHERE id = ?", (record,))  # noqa: S608

    def _own(self, model: Model, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, value in values.items():
            each = model.fields[name]
            if each.stored:
                found[name] = self._stored(model, name, each, value)
        if model.name == "party.address" and "street" in found:  # a free street replaces the structured one
            found |= dict.fromkeys(("street_name", "building_name", "building_number", "unit_number"))
        return found

    def _stored(self, model: Model, name: str, each: Field, value: Any) -> Any:
        priced = model.name == "product.product" and name.endswith("_price") and value is not None
        if priced and not self.context.get("company"):
            title = "List Price" if name == "list_price" else "Cost Price"
            raise UserError(f'A value is required for field "Company" in record "(1)" of "Product {title}".')
        value = notation.stored(value)
        if not (self.normalises and isinstance(value, str)):
            return value
        if each.kind == "numeric":
            return normalise.amount(value)
        if name == "city":
            return normalise.city(value)
        return normalise.trimmed(value) if name in ("name", "postal_code") else value

    def _relations(self, model: Model, record: int, values: Mapping[str, Any]) -> None:
        for name, commands in values.items():
            each = model.fields[name]
            for command in commands or () if each.kind in ("one2many", "many2many") else ():
                self._command(model, record, name, each, command)

    def _command(self, model: Model, record: int, name: str, each: Field, command: Sequence[Any]) -> None:
        verb, *rest = command
        target = MODELS[each.relation]
        if verb == "create":
            inverse = {each.inverse: record} if each.kind == "one2many" else {}
            made = self.create(target, [{**values, **inverse} for values in rest[0]])
            self._link(model, record, name, made if each.kind == "many2many" else [])
        elif verb == "write":
            self.write(target, *rest)
        elif verb == "delete":
            self.delete(target, rest[0])
        elif verb == "add":
            self._link(model, record, name, rest[0])
        elif verb == "remove":
            sql = "DELETE FROM tryton_link WHERE model = ? AND field = ? AND origin = ? AND target = ?"
            self.state.run_many(sql, ((model.name, name, record, key) for key in rest[0]))
        else:
            raise unknown(verb)

    def _link(self, model: Model, record: int, name: str, targets: Sequence[int]) -> None:
        sql = "INSERT OR IGNORE INTO tryton_link VALUES (?, ?, ?, ?)"
        self.state.run_many(sql, ((model.name, name, record, target) for target in targets))

    # -- checks after a record is written

    def _check(self, model: Model, record: int) -> None:
        row = self.state.one(f"SELECT * FROM {model.table} WHERE id = ?", (record,))  # noqa: S608
        assert row is not None
        checks.complete(model, dict(row))
        if model.name == "party.identifier":
            code = checks.identifier(row["type"], row["code"], self._owner("party.party", row["party"]))
            self.state.run("UPDATE tryton_party_identifier SET code = ? WHERE id = ?", (code, record))
        if model.name == "product.identifier":
            checks.identifier(row["type"], row["code"], self._owner("product.product", row["product"]))
        if model.name == "party.contact_mechanism" and self.normalises and row["type"] in ("phone", "mobile"):
            sql = "UPDATE tryton_party_contact_mechanism SET value = ? WHERE id = ?"
            self.state.run(sql, (normalise.phone(row["value"]), record))
        if model.name in ("product.product", "product.template"):
            self._sync_codes("id" if model.name == "product.product" else "template", record)

    def _owner(self, model: str, record: int) -> str:
        row = self.rows_of(MODELS[model], "id", [record])
        return self.title_of(row[0]) if row else ""

    def _sync_codes(self, column: str, record: int) -> None:
        """A variant's code is its template's code and its own suffix, and no two active ones share it."""
        for row in self.rows_of(MODELS["product.product"], column, [record]):
            template = self.rows_of(MODELS["product.template"], "id", [row["template"]])[0]
            code = f"{template['code'] or ''}{row['suffix_code'] or ''}" or None
            self.state.run("UPDATE tryton_product_product SET code = ? WHERE id = ?", (code, row["id"]))
            sql = "SELECT 1 FROM tryton_product_product WHERE code = ? AND active = 1 AND id <> ?"
            if code and row["active"] and self.state.one(sql, (code, row["id"])):
                raise UserError("Code of active product must be unique.")
