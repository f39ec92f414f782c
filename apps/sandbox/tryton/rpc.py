"""Tryton's JSON-RPC: log in, then `model.<model>.<method>` in a session. Errors are a 200 with `error`."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from apps.sandbox.http import Reply, Request
from apps.sandbox.state import State
from apps.sandbox.tryton.models import MODELS, Model
from apps.sandbox.tryton.notation import UserError, unknown
from apps.sandbox.tryton.store import Store

METHOD: Final = re.compile(r"model\.([a-z_.]+)\.(search|search_read|search_count|read|create|write|delete|fields_get)")
WRITES: Final = re.compile(r"\.(create|write|delete)$")
USER_ID: Final = 2


@dataclass(frozen=True, slots=True)
class Server:
    """One Tryton server with one database and one user."""

    state: State
    database: str
    user: str
    password: str

    def answer(self, request: Request, *, normalises: bool = False) -> Reply:
        if request.path != f"/{self.database}/rpc/" or request.method != "POST":
            return Reply(404, "<!doctype html><title>404 Not Found</title>", content_type="text/html")
        body = request.json()
        if not isinstance(body, dict) or not isinstance(body.get("params"), list):
            return Reply(400, "<!doctype html><title>400 Bad Request</title>", content_type="text/html")
        if body.get("method") == "common.db.login":
            return self._login(body)
        if not self._known(request.headers.get("authorization", "")):
            return Reply(401, "", {"WWW-Authenticate": 'Basic realm="Tryton"'}, content_type="text/plain")
        try:
            with self.state.transaction():
                result = self._call(str(body.get("method")), body["params"], normalises=normalises)
        except UserError as error:
            return Reply(200, {"id": body.get("id"), "error": error.answer()})
        return Reply(200, {"id": body.get("id"), "result": result})

    def _login(self, body: dict[str, Any]) -> Reply:
        user, parameters = body["params"][0], body["params"][1]
        if "password" not in parameters:
            error = ["LoginException", ["password", f"Password for {user}", "password"]]
            return Reply(200, {"id": body.get("id"), "error": error})
        right = secrets.compare_digest(str(parameters["password"]), self.password)
        if user != self.user or not right:
            return Reply(401, "<!doctype html><title>401 Unauthorized</title>", content_type="text/html")
        token = secrets.token_hex(32)
        self.state.run("INSERT INTO session VALUES (?, ?)", (token, USER_ID))
        return Reply(200, {"id": body.get("id"), "result": [USER_ID, token, None]})

    def _known(self, header: str) -> bool:
        try:
            user, _, token = base64.b64decode(header.removeprefix("Session ")).decode().split(":")
        except (ValueError, binascii.Error):
            return False
        return user == self.user and self.state.one("SELECT 1 FROM session WHERE token = ?", (token,)) is not None

    def _call(self, method: str, params: list[Any], *, normalises: bool) -> Any:
        found = METHOD.fullmatch(method)
        if not found or found[1] not in MODELS:
            raise unknown(found[1] if found else method.removeprefix("model."))
        *arguments, context = params
        store = Store(self.state, context or {}, normalises)
        return _METHODS[found[2]](store, MODELS[found[1]], arguments)


def is_write(method: str) -> bool:
    return bool(WRITES.search(method))


def masked(body: bytes) -> str:
    """The body of a request for the journal, a password left out."""
    text = body.decode("utf-8", "replace")
    return re.sub(r'("password":\s*)"[^"]*"', r'\1"…"', text)


def _search(store: Store, model: Model, given: list[Any]) -> list[int]:
    domain, offset, limit, order = [*given, 0, None, None][:4] if len(given) < 4 else given[:4]
    return store.search(model, domain, offset, limit, order)


def _search_read(store: Store, model: Model, given: list[Any]) -> list[dict[str, Any]]:
    given = [*given, *[0, None, None, []][len(given) - 1 :]]
    ids = store.search(model, given[0], given[1], given[2], given[3])
    return store.read(model, ids, given[4] or [])


def _fields_get(store: Store, model: Model, given: list[Any]) -> dict[str, Any]:
    wanted = given[0] if given and given[0] else list(model.fields)
    return {
        name: {"name": name, "type": each.kind, "relation": each.relation or None, "required": each.required}
        for name, each in model.fields.items()
        if name in wanted
    }


_METHODS: Final[dict[str, Callable[[Store, Model, list[Any]], Any]]] = {
    "search": _search,
    "search_read": _search_read,
    "search_count": lambda store, model, given: store.count(model, given[0]),
    "read": lambda store, model, given: store.read(model, given[0], given[1]),
    "create": lambda store, model, given: store.create(model, given[0]),
    "write": lambda store, model, given: store.write(model, *given),
    "delete": lambda store, model, given: store.delete(model, given[0]),
    "fields_get": _fields_get,
}
