"""HubSpot's search: filter groups (OR) of filters (AND), one sort, pages by offset, and an end at 10,000 results."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from apps.sandbox.hubspot.store import LIVE, Portal, Refused, milliseconds

CEILING: Final = 10_000
PAGE_MAX: Final = 200
REQUIRED: Final = ("after", "filterGroups", "limit", "properties", "sorts")
COLUMNS: Final = {
    "hs_object_id": "id",
    "hs_lastmodifieddate": "modified",
    "createdate": "created",
    "golden_id": "golden_id",
}
COMPARISONS: Final = {"EQ": "=", "NEQ": "<>", "GT": ">", "GTE": ">=", "LT": "<", "LTE": "<="}


def search(portal: Portal, body: Mapping[str, Any]) -> tuple[int, list[sqlite3.Row], str]:
    """How many there are, this page of them, and the token of the next page ("" at the end)."""
    missing = [name for name in REQUIRED if name not in body]
    if missing:
        raise Refused(400, "VALIDATION_ERROR", f"required: {', '.join(missing)}")
    limit, after = body["limit"], str(body["after"] or "0")
    if not isinstance(limit, int) or not 0 < limit <= PAGE_MAX or not after.isdigit():
        raise Refused(400, "VALIDATION_ERROR", f"limit must be 1 to {PAGE_MAX}, after a token of paging")
    offset = int(after)
    if offset + limit > CEILING:
        raise Refused(400, "VALIDATION_ERROR", f"paging past {CEILING} results is not possible")
    where, parameters = _where(portal, body["filterGroups"])
    head = f"FROM hubspot_object WHERE type = ? AND {LIVE} AND ({where})"
    total = portal.state.one(f"SELECT count(*) AS n {head}", (portal.type, *parameters))
    sql = f"SELECT * {head} ORDER BY {_order(portal, body['sorts'])} LIMIT ? OFFSET ?"
    rows = portal.state.all(sql, (portal.type, *parameters, limit, offset))
    count = total["n"] if total else 0
    return count, rows, str(offset + limit) if count > offset + limit else ""


def _where(portal: Portal, groups: Any) -> tuple[str, list[Any]]:
    alternatives: list[str] = []
    parameters: list[Any] = []
    for group in groups:
        clauses = []
        for each in group["filters"]:
            clause, values = _clause(portal, each)
            clauses.append(clause)
            parameters += values
        alternatives.append(f"({' AND '.join(clauses) or '1'})")
    return " OR ".join(alternatives) or "1", parameters


def _clause(portal: Portal, each: Mapping[str, Any]) -> tuple[str, list[Any]]:
    name, operator = each.get("propertyName", ""), each.get("operator", "")
    column = _column(portal, name)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return f"{column} IS {'NOT ' if operator == 'HAS_PROPERTY' else ''}NULL", []
    if operator in ("IN", "NOT_IN"):
        values = [_value(name, value) for value in each.get("values") or []]
        return f"{column} {operator.replace('_', ' ')} ({', '.join('?' * len(values))})", values
    if operator not in COMPARISONS or "value" not in each:
        raise Refused(400, "VALIDATION_ERROR", f"operator {operator} with its value is not understood")
    return f"{column} {COMPARISONS[operator]} ?", [_value(name, each["value"])]


def _column(portal: Portal, name: str) -> str:
    portal.known([name])
    return COLUMNS.get(name) or f"json_extract(properties, '$.{name}')"


def _value(name: str, value: Any) -> Any:
    if COLUMNS.get(name) in (None, "golden_id"):
        return value
    if str(value).isdigit():
        return int(value)
    try:
        return milliseconds(datetime.fromisoformat(str(value)))
    except ValueError:
        raise Refused(400, "VALIDATION_ERROR", f"{value} is not a value for {name}") from None


def _order(portal: Portal, sorts: Any) -> str:
    if not sorts:
        return "id"
    first = sorts[0]
    if isinstance(first, Mapping):
        first = ("-" if first.get("direction") == "DESCENDING" else "") + str(first.get("propertyName"))
    return f"{_column(portal, first.lstrip('-'))} {'DESC' if first.startswith('-') else 'ASC'}, id"
