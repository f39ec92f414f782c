"""What goes into a cleaner and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"


class Clean(NamedTuple):
    """A canonical value, and what is wrong with it.

    `value` is None when the source says nothing. `problem` is empty for a valid value; otherwise it is a sentence for a
    steward, the value is kept as well as it could be understood, and it ranks below every valid one.
    """

    value: JSON
    problem: str = ""


class Hints(NamedTuple):
    """What the rest of the record says that helps to read one value: its country, ISO alpha-2, where it is known."""

    country: str | None = None


Cleaner: TypeAlias = Callable[[object, Hints], Clean]

NOTHING = Clean(None)
CACHE_SIZE = 4_096
"""For what repeats from record to record: countries, given names, words of a list. What is different in every record
is not remembered: it would fill memory and be found no sooner."""
