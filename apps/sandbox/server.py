"""The sandbox: stand-ins of HubSpot and Tryton over real HTTP on this machine, with a journal and fault switches.

    /hubspot/crm/objects/2026-03/...      /tryton/<database>/rpc/      /_sandbox/...

It imports no room of the service and is never part of production.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from apps.sandbox import control, faults, hooks
from apps.sandbox.http import Reply, Request
from apps.sandbox.hubspot import api as hubspot
from apps.sandbox.hubspot.store import SCHEMA as HUBSPOT_SCHEMA
from apps.sandbox.hubspot.store import Portal
from apps.sandbox.state import State, utc_now
from apps.sandbox.tryton import rpc as tryton
from apps.sandbox.tryton.setup import prepare

LOGIN_PAGE: Final = (
    "<!doctype html><html><title>Sign in</title><form>User <input><button>Sign in</button></form></html>"
)
KEPT_ON_RESET: Final = frozenset(
    {"country_country", "country_subdivision", "ir_lang", "currency_currency", "product_uom"}
)
OWN_TABLES: Final = frozenset({"journal", "fault", "hook", "session"})


@dataclass(frozen=True, slots=True)
class Access:
    """How the stand-ins let callers in. No secrets: they guard invented data on this machine."""

    hubspot_token: str = "sandbox-token"  # noqa: S105
    tryton_database: str = "sandbox"
    tryton_user: str = "mdm"
    tryton_password: str = "sandbox-password"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a request: a reply, or None where the connection is closed without one."""

    reply: Reply | None
    truncated: bool = False
    events: tuple[dict[str, Any], ...] = ()
    tell_times: int = 1


class Sandbox:
    """One server with its state. `with Sandbox(state=path) as sandbox: sandbox.url`; port 0 takes any free one."""

    def __init__(
        self,
        state: str | Path,
        *,
        port: int = 0,
        access: Access | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.state = State(state, now=now)
        self.access = access or Access()
        self.state.script(HUBSPOT_SCHEMA)
        prepare(self.state)
        access_ = self.access
        self._tryton = tryton.Server(self.state, access_.tryton_database, access_.tryton_user, access_.tryton_password)
        handler = type("Handler", (_Handler,), {"sandbox": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def hubspot_url(self) -> str:
        return f"{self.url}/hubspot"

    @property
    def tryton_url(self) -> str:
        return f"{self.url}/tryton"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self.close()

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self.close()

    def close(self) -> None:
        self._server.server_close()
        with self.state.lock:
            self.state.close()

    # -- what tests and screens ask for

    def fault(self, system: str, name: str, **options: Any) -> None:
        """Turn a fault on: `sandbox.fault("hubspot", "rate_limit", count=1, retry_after=7)`; "none" clears all."""
        faults.switch(self.state, system, name, options)

    def journal(self, system: str = "") -> list[dict[str, Any]]:
        return self.state.journal(system)

    def counts(self) -> dict[str, int]:
        found = {}
        for table in self.state.tables():
            row = self.state.one(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - own names
            found[table] = row["n"] if row else 0
        return found

    def reset(self, what: Iterable[str] | None = None) -> None:
        """Empty "journal", "faults", "hooks" or "data"; everything if nothing is named."""
        chosen = set(what or ("journal", "faults", "hooks", "data"))
        tables = {"journal": ["journal"], "faults": ["fault"], "hooks": ["hook"]}
        for name in chosen & tables.keys():
            self.state.run(f"DELETE FROM {tables[name][0]}")  # noqa: S608
        if "data" in chosen:
            kept = OWN_TABLES | {f"tryton_{name}" for name in KEPT_ON_RESET} | {"tryton_company_company"}
            for table in set(self.state.tables()) - kept:
                self.state.run(f"DELETE FROM {table}")  # noqa: S608

    # -- one request

    def handle(self, request: Request) -> Outcome:
        """Serve a request as its system would, with the faults it meets, and note it in the journal."""
        system, path = _split(request.path)
        inner = Request(request.method, path, request.query, request.headers, request.body)
        if system == "_sandbox":
            return Outcome(control.answer(self, inner))
        if system not in control.SYSTEMS:
            return Outcome(Reply(404, {"error": "the sandbox has /hubspot, /tryton and /_sandbox"}))
        method = str((inner.json() or {}).get("method", "")) if system == "tryton" else ""
        writes = tryton.is_write(method) if system == "tryton" else hubspot.is_write(inner)
        with self.state.lock:
            met = faults.take(self.state, system, f"{path} {method}", writes=writes)
        if "slow" in met:
            time.sleep(float(met["slow"].options.get("seconds", 1)))
        with self.state.lock, self.state.transaction():
            outcome = _early(met) or self._serve(system, inner, met)
            body = tryton.masked(inner.body) if system == "tryton" else inner.body.decode("utf-8", "replace")
            self.state.note(
                system=system,
                method=request.method,
                path=f"{path} {method}".strip(),
                body=body,
                status=outcome.reply.status if outcome.reply else 0,
                fault=",".join(sorted(met.keys() - faults.STANDING)),
            )
        if outcome.events:
            hooks.tell(self.state, system, outcome.events, times=outcome.tell_times)
        return outcome

    def _serve(self, system: str, request: Request, met: dict[str, faults.Fault]) -> Outcome:
        normalises = "normalise" in met
        events: list[dict[str, Any]] = []
        if system == "hubspot":
            token = self.access.hubspot_token
            reply, events = hubspot.answer(request, lambda kind: Portal(self.state, kind, normalises), token)
        else:
            reply = self._tryton.answer(request, normalises=normalises)
        times = 3 if "duplicate_webhooks" in met else 1
        return Outcome(
            None if "lost_reply" in met else reply,
            truncated="truncated" in met,
            events=tuple(events),
            tell_times=times,
        )


def _early(met: dict[str, faults.Fault]) -> Outcome | None:
    """The outcome of a request that its system never gets to see."""
    if "down" in met:
        return Outcome(None)
    if "rate_limit" in met:
        wait = met["rate_limit"].options.get("retry_after", 1)
        body = {"status": "error", "message": "You have reached your limit.", "category": "RATE_LIMITS"}
        return Outcome(Reply(429, body | {"correlationId": "0"}, {"Retry-After": str(wait)}))
    if "error" in met:
        return Outcome(Reply(int(met["error"].options.get("status", 503)), "Service unavailable", {}, "text/plain"))
    if "html" in met:
        return Outcome(Reply(200, LOGIN_PAGE, {}, "text/html; charset=utf-8"))
    return None


def _split(path: str) -> tuple[str, str]:
    system, _, rest = path.lstrip("/").partition("/")
    return system, f"/{rest}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive. One buffered write a reply, or Nagle's algorithm would cost 40 ms."""

    sandbox: Sandbox
    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(self.command, parts.path, query, headers, self.rfile.read(length))
        outcome = self.sandbox.handle(request)
        if outcome.reply is None:
            self._hang_up()
            return
        self._send(outcome.reply, truncated=outcome.truncated)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _answer

    def _send(self, reply: Reply, *, truncated: bool) -> None:
        content = reply.encoded()
        content = content[: len(content) // 2] if truncated else content
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """The journal is the log."""
