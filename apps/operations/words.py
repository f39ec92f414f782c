"""The state of a target in a sentence that needs no manual. Pure: the moment comes from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.sync.queries import Health


@dataclass(frozen=True, slots=True)
class Circuit:
    """How one target is, in a sentence; `tone` is good, warn or bad."""

    tone: str
    sentence: str


def circuit_of(health: Health, name: str, now: datetime) -> Circuit:
    """Say how a target is doing: reachable, away, stopped or switched off, and what that means for what waits."""
    safe = f"{changes(health.waiting + health.in_flight)} safe and waiting"
    if health.circuit == "off":
        return Circuit("warn", f"{name} is switched off for {health.domain}; {safe}.")
    if health.circuit == "halted":
        return Circuit("bad", f"{name} is stopped until somebody mends it: {health.halted}. Meanwhile {safe}.")
    if health.circuit == "closed":
        return Circuit("good", f"{name} answers.")
    since = f" since {health.last_success_at:%Y-%m-%d %H:%M} UTC" if health.last_success_at else ""
    return Circuit("warn", f"{name} unreachable{since}; {safe}; {_next_try(health.open_until, now)}.")


def changes(count: int) -> str:
    """The subject of a sentence about what waits: "1 change is", "7 changes are"."""
    return f"{count:,} change is" if count == 1 else f"{count:,} changes are"


def _next_try(at: datetime | None, now: datetime) -> str:
    if at is None or at <= now:
        return "trying now"
    return f"next try in {ago(at - now)}"


def ago(span: timedelta) -> str:
    """A span in its largest unit, rounded down: "20 s", "4 min", "3 h", "2 d"."""
    seconds = max(int(span.total_seconds()), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
