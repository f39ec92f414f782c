"""The sandbox's own address, /_sandbox/: look into the journal, set faults, start over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apps.sandbox import faults, hooks
from apps.sandbox.http import Reply, Request
from apps.sandbox.tryton.setup import replace_party

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox

SYSTEMS: Final = ("hubspot", "tryton")


def answer(sandbox: Sandbox, request: Request) -> Reply:
    """GET health, journal, state, faults; POST reset, faults, hooks, replace."""
    body = request.json() or {}
    try:
        return _get(sandbox, request) if request.method == "GET" else _post(sandbox, request.path, body)
    except (faults.UnknownFaultError, hooks.HookRefusedError) as error:
        return Reply(400, {"error": str(error)})
    except KeyError as error:
        return Reply(400, {"error": f"missing: {error.args[0]}"})


def _get(sandbox: Sandbox, request: Request) -> Reply:
    if request.path == "/health":
        return Reply(200, {"ok": True})
    if request.path == "/journal":
        found = sandbox.state.journal(request.query.get("system", ""))
        return Reply(200, {"requests": found[-int(request.query.get("limit", "1000")) :]})
    if request.path == "/faults":
        return Reply(200, {"faults": faults.active(sandbox.state), "names": faults.NAMES})
    if request.path == "/state":
        return Reply(200, {"counts": sandbox.counts(), "faults": faults.active(sandbox.state)})
    return Reply(404, {"error": "GET health, journal, faults or state"})


def _post(sandbox: Sandbox, path: str, body: Any) -> Reply:
    if path == "/reset":
        sandbox.reset(body.get("what"))
        return Reply(200, {"ok": True})
    if path == "/faults":
        for each in body if isinstance(body, list) else [body]:
            if each["system"] not in SYSTEMS:
                raise faults.UnknownFaultError(f"systems are {', '.join(SYSTEMS)}")
            faults.switch(sandbox.state, each["system"], each["fault"], each)
        return Reply(200, {"faults": faults.active(sandbox.state)})
    if path == "/hooks":
        hooks.register(sandbox.state, body["system"], body["url"], body.get("secret", ""))
        return Reply(200, {"ok": True})
    if path == "/tryton/replace":
        replace_party(sandbox.state, int(body["source"]), int(body["destination"]))
        return Reply(200, {"ok": True})
    return Reply(404, {"error": "POST reset, faults, hooks or tryton/replace"})
