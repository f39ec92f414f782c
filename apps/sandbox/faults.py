"""The ways in which a system can fail its callers, as switches that work for the next N requests or until cleared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.sandbox.state import State, as_json

NAMES: Final = {
    "down": "the connection is closed without an answer",
    "slow": "the answer takes `seconds`",
    "rate_limit": "429 with `retry_after` (seconds, or text that is sent as it is)",
    "error": "the answer is `status`, 503 if none is given",
    "html": "200 with a login page",
    "truncated": "200 with half of the JSON",
    "lost_reply": "a write is done, then the connection is closed without an answer",
    "duplicate_webhooks": "every webhook is delivered three times",
    "normalise": "values are trimmed, re-cased and rounded as they are stored",
}
STANDING: Final = frozenset({"duplicate_webhooks", "normalise"})  # these change how a request is served, not whether


class UnknownFaultError(Exception):
    """There is no such switch, or its options make no sense."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One switch in effect for one request."""

    name: str
    options: Mapping[str, Any]


def switch(state: State, system: str, name: str, options: Mapping[str, Any]) -> None:
    """Turn a fault on; `count` limits it, `match` to requests whose path or RPC method contains it. "none" clears."""
    if name == "none":
        state.run("DELETE FROM fault WHERE system = ?", (system,))
        return
    if name not in NAMES:
        raise UnknownFaultError(f"no fault {name!r}; there are: none, {', '.join(NAMES)}")
    count = options.get("count")
    if count is not None and (not isinstance(count, int) or count < 0):
        raise UnknownFaultError("count must be a whole number, 0 turns the fault off")
    if count == 0:
        state.run("DELETE FROM fault WHERE system = ? AND name = ?", (system, name))
        return
    rest = {key: value for key, value in options.items() if key not in ("count", "system", "fault")}
    state.run("REPLACE INTO fault VALUES (?, ?, ?, ?)", (system, name, as_json(rest), count))


def active(state: State) -> list[dict[str, Any]]:
    rows = state.all("SELECT * FROM fault ORDER BY system, name")
    return [{**dict(row), "options": json.loads(row["options"])} for row in rows]


def take(state: State, system: str, what: str, *, writes: bool) -> dict[str, Fault]:
    """The faults that this request meets, each counted down. `what` is its path with its RPC method."""
    met: dict[str, Fault] = {}
    for row in state.all("SELECT * FROM fault WHERE system = ?", (system,)):
        options = json.loads(row["options"])
        if options.get("match", "") not in what or (row["name"] == "lost_reply" and not writes):
            continue
        met[row["name"]] = Fault(row["name"], options)
    for name in met:
        state.run("UPDATE fault SET remaining = remaining - 1 WHERE system = ? AND name = ?", (system, name))
    state.run("DELETE FROM fault WHERE remaining <= 0")
    return met
