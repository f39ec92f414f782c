"""The three kinds of empty, kept apart wherever canonical values travel.

Not supplied: the key is absent. Unknown: null. Cleared on purpose: the marker below.
"""

from __future__ import annotations

from typing import Final

from apps.survivorship.types import is_cleared, is_filled, is_said

__all__ = ["ABSENT", "CLEARED", "is_cleared", "is_filled", "is_said"]

CLEARED: Final[dict[str, bool]] = {"cleared": True}
ABSENT: Final = object()
"""Stands in a column of raw values where a record does not have the field."""
