"""The three kinds of empty, kept apart wherever canonical values travel.

Not supplied: the key is absent. Unknown: null. Cleared on purpose: the marker below.
"""

from __future__ import annotations

from typing import Any, Final

CLEARED: Final[dict[str, bool]] = {"cleared": True}
ABSENT: Final = object()
"""Stands in a column of raw values where a record does not have the field."""


def is_cleared(value: Any) -> bool:
    """True for a value that its system held before and emptied on purpose."""
    return isinstance(value, dict) and value.get("cleared") is True


def is_filled(value: Any) -> bool:
    """True for a value that says something: neither unknown nor cleared nor blank."""
    if isinstance(value, str):
        return value != ""
    return value is not None and value != [] and value != {} and not is_cleared(value)
