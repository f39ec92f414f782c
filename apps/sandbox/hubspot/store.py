"""The portal's objects in SQLite: reading, writing, merging, searching. Raises Refused, knows no HTTP."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.sandbox import normalise
from apps.sandbox.hubspot.schema import ALWAYS, CITIES, NUMBERS, PHONES, PROPERTIES, READ_ONLY
from apps.sandbox.state import State, as_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS hubspot_object (
    type TEXT NOT NULL, id INTEGER NOT NULL, properties TEXT NOT NULL, created INTEGER NOT NULL,
    modified INTEGER NOT NULL, archived INTEGER, merged_into INTEGER, golden_id TEXT, PRIMARY KEY (type, id)
);
CREATE INDEX IF NOT EXISTS hubspot_modified ON hubspot_object (type, modified);
CREATE UNIQUE INDEX IF NOT EXISTS hubspot_golden_id ON hubspot_object (type, golden_id)
    WHERE golden_id IS NOT NULL AND archived IS NULL AND merged_into IS NULL;
"""
FIRST_ID = 1001
LIVE = "archived IS NULL AND merged_into IS NULL"


class Refused(Exception):
    """The portal will not do this. `category` and `code` are HubSpot's words."""

    def __init__(self, status: int, category: str, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.status, self.category, self.code = status, category, code


@dataclass(frozen=True, slots=True)
class Portal:
    """The objects of one type ("companies" or "products")."""

    state: State
    type: str
    normalises: bool = False

    # -- one object

    def get(self, object_id: str, *, id_property: str = "") -> sqlite3.Row | None:
        """A live object by id, or by the property with unique values."""
        if id_property not in ("", "golden_id", "hs_object_id"):
            raise Refused(400, "VALIDATION_ERROR", f"{id_property} is not a property with unique values")
        column = "golden_id" if id_property == "golden_id" else "id"
        sql = f"SELECT * FROM hubspot_object WHERE type = ? AND {column} = ? AND {LIVE}"  # noqa: S608 - fixed names
        return self.state.one(sql, (self.type, object_id))

    def create(self, properties: Mapping[str, Any]) -> sqlite3.Row:
        newest = self.state.one("SELECT max(id) AS id FROM hubspot_object WHERE type = ?", (self.type,))
        object_id = max(FIRST_ID, (newest["id"] if newest and newest["id"] else 0) + 1)
        stamp = milliseconds(self.state.now())
        sql = "INSERT INTO hubspot_object (type, id, properties, created, modified) VALUES (?, ?, '{}', ?, ?)"
        with self.state.transaction():
            self.state.run(sql, (self.type, object_id, stamp, stamp))
            return self._store(object_id, {}, properties)

    def update(self, row: sqlite3.Row, properties: Mapping[str, Any]) -> sqlite3.Row:
        with self.state.transaction():
            return self._store(row["id"], json.loads(row["properties"]), properties)

    def _store(self, object_id: int, held: dict[str, Any], properties: Mapping[str, Any]) -> sqlite3.Row:
        held = held | {name: self._checked(name, value) for name, value in properties.items()}
        held = {name: value for name, value in held.items() if value != ""}
        sql = "UPDATE hubspot_object SET properties = ?, golden_id = ?, modified = ? WHERE type = ? AND id = ?"
        stamp = milliseconds(self.state.now())
        try:
            self.state.run(sql, (as_json(held), held.get("golden_id"), stamp, self.type, object_id))
        except sqlite3.IntegrityError:
            message = f"golden_id {held['golden_id']} already belongs to another object"
            raise Refused(400, "VALIDATION_ERROR", message, code="CONFLICTING_UNIQUE_VALUE") from None
        row = self.get(str(object_id))
        assert row is not None
        return row

    def _checked(self, name: str, value: Any) -> str:
        """A value as the portal stores it. Raises Refused for what can't be stored."""
        self.known([name])
        if not isinstance(value, str):
            raise Refused(400, "VALIDATION_ERROR", f"{name} must be a string", code="INVALID_TYPE")
        if name in READ_ONLY:
            raise Refused(400, "VALIDATION_ERROR", f"{name} is read only", code="READ_ONLY_VALUE")
        if value and name in NUMBERS and not _is_number(value):
            raise Refused(400, "VALIDATION_ERROR", f"{name} was not a valid number", code="INVALID_DOUBLE")
        if value and name == "email" and "@" not in value:
            raise Refused(400, "VALIDATION_ERROR", "email is not a valid address", code="INVALID_EMAIL")
        return self._normalised(name, value) if self.normalises else value

    def _normalised(self, name: str, value: str) -> str:
        if name in NUMBERS:
            return normalise.amount(value)
        if name in PHONES:
            return normalise.phone(value)
        return normalise.city(value) if name in CITIES else normalise.trimmed(value)

    def known(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in PROPERTIES[self.type]:
                message = f'Property "{name}" does not exist'
                raise Refused(400, "VALIDATION_ERROR", message, code="PROPERTY_DOESNT_EXIST")

    # -- life and death

    def archive(self, row: sqlite3.Row) -> None:
        sql = "UPDATE hubspot_object SET archived = ? WHERE type = ? AND id = ?"
        self.state.run(sql, (milliseconds(self.state.now()), self.type, row["id"]))

    def archived(self, *, after: int, limit: int) -> list[sqlite3.Row]:
        sql = "SELECT * FROM hubspot_object WHERE type = ? AND archived IS NOT NULL AND id > ? ORDER BY id LIMIT ?"
        return self.state.all(sql, (self.type, after, limit))

    def live(self, *, after: int, limit: int) -> list[sqlite3.Row]:
        sql = f"SELECT * FROM hubspot_object WHERE type = ? AND {LIVE} AND id > ? ORDER BY id LIMIT ?"  # noqa: S608
        return self.state.all(sql, (self.type, after, limit))

    def merge(self, primary: sqlite3.Row, other: sqlite3.Row) -> sqlite3.Row:
        """The primary keeps its id and its values, takes the other's where it has none, and names whom it swallowed."""
        kept, given = json.loads(primary["properties"]), json.loads(other["properties"])
        swallowed = [kept.pop("hs_merged_object_ids", ""), given.pop("hs_merged_object_ids", ""), str(other["id"])]
        given.pop("golden_id", None)
        merged = {**given, **kept, "hs_merged_object_ids": ";".join(filter(None, swallowed))}
        stamp = milliseconds(self.state.now())
        with self.state.transaction():
            sql = "UPDATE hubspot_object SET merged_into = ?, modified = ? WHERE type = ? AND id = ?"
            self.state.run(sql, (primary["id"], stamp, self.type, other["id"]))
            sql = "UPDATE hubspot_object SET properties = ?, modified = ? WHERE type = ? AND id = ?"
            self.state.run(sql, (as_json(merged), stamp, self.type, primary["id"]))
        found = self.get(str(primary["id"]))
        assert found is not None
        return found


def view(row: sqlite3.Row, properties: Sequence[str]) -> dict[str, Any]:
    """An object as HubSpot shows it: the properties asked for (null where blank) and the three it always adds."""
    held = json.loads(row["properties"])
    created, modified = iso(row["created"]), iso(row["modified"])
    held |= {"createdate": created, "hs_lastmodifieddate": modified, "hs_object_id": str(row["id"])}
    shown = {name: held.get(name) for name in dict.fromkeys((*properties, *ALWAYS))}
    found = {
        "id": str(row["id"]),
        "properties": shown,
        "createdAt": created,
        "updatedAt": modified,
        "archived": row["archived"] is not None,
    }
    return found | ({"archivedAt": iso(row["archived"])} if row["archived"] is not None else {})


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def iso(stamp: int) -> str:
    moment = datetime.fromtimestamp(stamp / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{stamp % 1000:03d}Z"


def _is_number(value: str) -> bool:
    try:
        Decimal(value)
    except InvalidOperation:
        return False
    return True
