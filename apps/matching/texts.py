"""Very many texts held as one, so that they take little room and a forked process can look at them without copies."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Final, overload

import numpy as np

BETWEEN: Final = "\n"
"""Stands after every text. A text may hold it too: cutting there is only the quick way."""

BLOCK: Final = 1024
"""Texts cut out at a time."""


class Texts(Sequence[str]):
    """A list of texts that never changes: each is made when it is asked for.

    An object per text would take fifty bytes beside its letters, and looking at it would write to it (it counts who
    does), so that every process came to hold a copy of its own.
    """

    __slots__ = ("_joined", "_starts")

    def __init__(self, texts: Iterable[str]) -> None:
        every = texts if isinstance(texts, list | tuple) else list(texts)
        self._joined = BETWEEN.join([*every, ""])
        ends = np.cumsum(np.fromiter(map(len, every), np.int64, len(every)) + len(BETWEEN))
        self._starts = array("I" if len(self._joined) < 1 << 32 else "Q", [0])
        self._starts.frombytes(ends.astype(self._starts.typecode).tobytes())

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place < 0:
            place = range(len(self))[place]
        return self._joined[self._starts[place] : self._starts[place + 1] - len(BETWEEN)]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._block, range(0, len(self), BLOCK)))

    def _block(self, first: int) -> list[str]:
        starts = self._starts[first : first + BLOCK + 1]
        found = self._joined[starts[0] : starts[-1] - len(BETWEEN)].split(BETWEEN)
        if len(found) == len(starts) - 1:
            return found
        return [self._joined[start : end - len(BETWEEN)] for start, end in pairwise(starts)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(str.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        return f"Texts({list(self)!r})"
