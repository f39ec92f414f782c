"""What was made of a specification or a table, kept as long as it is in use: to know one by its content costs more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST: Final = 512


class Kept(Generic[K, V]):
    """A function of one unchanging object, worked out once per object (not per equal object).

    The object is kept beside the result: while it is, no other can have its id.
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make
        self._held: dict[int, tuple[K, V]] = {}

    def __call__(self, key: K) -> V:
        held = self._held.get(id(key))
        if held is not None:
            return held[1]
        made = self._make(key)
        if len(self._held) >= MOST:
            self._held.clear()
        self._held[id(key)] = (key, made)
        return made
