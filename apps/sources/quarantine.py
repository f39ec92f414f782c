"""Rows that can't be landed: told apart before they meet the database, and kept in a form that it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.history.bulk import as_json, from_json
from apps.sources.connectors.base import DataError, RawRecord
from apps.sources.models import PullRun, RejectedRow

_LONGEST_KEY = 200
_LONGEST_VERSION = 100

UNFIT = (DataError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What a mapping raises on a payload that is not what it expects; it concerns this one row."""


def flaw(record: RawRecord) -> str:
    """Why this record can't be stored at all; empty where it can."""
    for name, text, longest in (
        ("key", record.external_id, _LONGEST_KEY),
        ("version", record.version, _LONGEST_VERSION),
        ("surviving key", record.merged_into, _LONGEST_KEY),
    ):
        if len(text) > longest or "\x00" in text:
            return f"its {name} is longer than {longest} characters or holds the character NUL"
    try:
        as_json([record.external_id, record.version, record.merged_into, record.payload])
    except TypeError as error:
        return f"its payload can't be kept as JSON: {error}"
    return ""


def keep(run: PullRun, rejected: Iterable[tuple[RawRecord, str]]) -> None:
    """Store refused rows with their reason, for a person to mend."""
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            row=_printable(record.external_id)[:_LONGEST_KEY],
            message=_printable(message),
            payload=_storable(record),
        )
        for record, message in rejected
    )


def _storable(record: RawRecord) -> dict[str, Any]:
    try:
        payload: dict[str, Any] = from_json(as_json(dict(record.payload)))
    except (TypeError, ValueError):  # kept as text, so that nothing is lost
        return {"payload": ascii(record.payload)}
    return payload


def _printable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode(errors="backslashreplace").decode()
