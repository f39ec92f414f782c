"""Tryton's JSON-RPC over HTTP: sessions, Tryton's own notation for dates and decimals, and errors inside status 200."""

from __future__ import annotations

import base64
import re
import weakref
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from apps.sources.connectors.base import Connection, SystemicFailure, TransientFailure
from apps.sources.connectors.http import excerpt, json_of, judge, open_client, send

BUSY = re.compile(r"database is locked|deadlock|could not serialize|lock timeout|connection", re.IGNORECASE)
MISSING_NAME = re.compile(r"'[\w.]+'")  # a Python KeyError: Tryton's answer to a field or model it does not have


class RefusedError(Exception):
    """Tryton refuses what was sent. `conflict`: somebody else changed the record meanwhile."""

    def __init__(self, reason: str, *, conflict: bool = False) -> None:
        super().__init__(reason)
        self.conflict = conflict


class TrytonClient:
    """One database of one Tryton server, as one user, in a session that is renewed once when it has expired."""

    def __init__(self, connection: Connection) -> None:
        self._http = open_client(connection)
        weakref.finalize(self, self._http.close)
        database = connection.settings.get("database", "")
        self._user, self._password = connection.credentials.get("user", ""), connection.credentials.get("password", "")
        if not (database and self._user and self._password):
            raise SystemicFailure("database, user or password of Tryton is not configured")
        self._url = f"{connection.base_url.rstrip('/')}/{database}/rpc/"
        self._session = ""

    def call(self, method: str, *params: Any, context: Mapping[str, Any] | None = None) -> Any:
        """`model.<model>.<method>`. Raises RefusedError, TransientFailure or SystemicFailure."""
        body = {"id": 1, "method": f"model.{method}", "params": [*map(encode, params), encode(context or {})]}
        response = self._send(body)
        if response.status_code == 401:
            self._session = ""
            response = self._send(body)
        if response.status_code == 404:
            raise SystemicFailure("Tryton does not know this database or address")
        return self._answer(response)

    def _send(self, body: Mapping[str, Any]) -> httpx.Response:
        if not self._session:
            self._session = self._login()
        return self._post(body, {"Authorization": f"Session {self._session}"})

    def _login(self) -> str:
        parameters = [self._user, {"password": self._password}]
        response = self._post({"id": 0, "method": "common.db.login", "params": parameters}, {})
        if response.status_code == 404:
            raise SystemicFailure("Tryton does not know this database or address")
        try:
            found = self._answer(response)
            user_id, token = found[0], found[1]
        except (RefusedError, TypeError, IndexError):
            raise SystemicFailure("Tryton refuses our user or password") from None
        return base64.b64encode(f"{self._user}:{user_id}:{token}".encode()).decode()

    def _post(self, body: Mapping[str, Any], headers: dict[str, str]) -> httpx.Response:
        try:
            request = self._http.build_request("POST", self._url, json=body, headers=headers)
        except httpx.InvalidURL as error:
            raise SystemicFailure("the address of the system is not a valid URL") from error
        return send(self._http, request)

    def _answer(self, response: httpx.Response) -> Any:
        judge(response)
        reply = json_of(response) if response.is_success else None
        if not isinstance(reply, dict) or not ("result" in reply or "error" in reply):
            raise SystemicFailure(f"Tryton answered {response.status_code} without result: is the address right?")
        if "error" in reply:
            raise refusal(reply["error"])
        return decode(reply["result"])


def refusal(error: Any) -> Exception:
    """Tryton's error array as one of our failures. A user error names itself; anything else is a Python exception."""
    name, detail = (error[0], error[1]) if isinstance(error, list) and len(error) > 1 else (str(error), "")
    if name == "UserError":
        return RefusedError(excerpt(" ".join(str(part) for part in detail[:2] if part)))
    if name == "UserWarning":
        return RefusedError(excerpt(f"Tryton asks a person to confirm: {detail[1] if len(detail) > 1 else detail}"))
    if name == "ConcurrencyException":
        return RefusedError("changed meanwhile", conflict=True)
    if name == "LoginException":
        return SystemicFailure("Tryton asks for another way to log in")
    if BUSY.search(str(name)):
        return TransientFailure("Tryton's database is busy")
    if MISSING_NAME.fullmatch(str(name)):
        return SystemicFailure(f"Tryton has no field or model {name}")
    return RefusedError(excerpt(f"Tryton failed: {name}"))


def encode(value: Any) -> Any:
    """A Python value in Tryton's notation."""
    if isinstance(value, datetime):
        names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return {"__class__": "datetime", **{name: getattr(value, name) for name in names}}
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, Mapping):
        return {key: encode(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(each) for each in value]
    return value


def decode(value: Any) -> Any:
    """Tryton's notation as plain JSON: moments as ISO 8601 in UTC, decimals as text."""
    if isinstance(value, list):
        return [decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("__class__")
    if kind == "datetime":
        day = datetime(value["year"], value["month"], value["day"], tzinfo=UTC)
        parts = (value["hour"], value["minute"], value["second"], value["microsecond"])
        return day.replace(hour=parts[0], minute=parts[1], second=parts[2], microsecond=parts[3]).isoformat()
    if kind == "date":
        return date(value["year"], value["month"], value["day"]).isoformat()
    if kind == "Decimal":
        return value["decimal"]
    return {key: decode(each) for key, each in value.items()}
