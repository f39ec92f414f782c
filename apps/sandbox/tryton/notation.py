"""Tryton's JSON notation for moments and decimals, and its error arrays. Moments are kept as text with microseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

PARTS: Final = ("year", "month", "day", "hour", "minute", "second", "microsecond")


class UserError(Exception):
    """Tryton tells the user what is wrong; over JSON-RPC it is an answer with status 200."""

    def answer(self) -> list[Any]:
        return ["UserError", [str(self), "", None]]


class ConcurrencyError(UserError):
    def answer(self) -> list[Any]:
        return ["ConcurrencyException", "Records were modified in the meanwhile"]


class ServerError(UserError):
    """A Python exception inside the server, as it comes out: the text of the exception and a traceback."""

    def answer(self) -> list[Any]:
        return [str(self), ""]


def unknown(name: str) -> ServerError:
    return ServerError(repr(name))


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, fixed width, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def shown_moment(text: str) -> dict[str, Any]:
    moment = datetime.fromisoformat(text)
    return {"__class__": "datetime", **{part: getattr(moment, part) for part in PARTS}}


def shown_decimal(text: Any) -> dict[str, Any]:
    return {"__class__": "Decimal", "decimal": str(text)}


def stored(value: Any) -> Any:
    """A value from the wire as it is stored and compared."""
    if isinstance(value, dict):
        if value.get("__class__") == "datetime":
            return stamp(datetime(**{part: value[part] for part in PARTS}, tzinfo=UTC))
        if value.get("__class__") == "Decimal":
            return value["decimal"]
    return int(value) if isinstance(value, bool) else value


def timestamp_of(text: str) -> str:
    """Tryton's `_timestamp`: seconds since 1970 with five places."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return f"{moment.timestamp():.5f}"
