"""Runs of numbers of many lengths, looked at place by place: all first numbers, all second ones, and so on.

The characters of texts and the words of names are such runs. Python takes a step per place, not per run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.types import Flags, Indices

BLOCK: Final = 4096
"""Texts whose characters are looked at in one go: they stay near the processor."""

ODD: Final = 0x9E3779B97F4A7C15
"""2^64 / golden ratio: spreads bits, as in splitmix64."""

MIX: Final = 0xBF58476D1CE4E5B9


@dataclass(frozen=True, slots=True)
class Runs:
    """Run r is `numbers[begin[r] : begin[r] + length[r]]`."""

    numbers: NDArray[Any]
    begin: Indices
    length: Indices

    def longest_first(self) -> Indices:
        """The runs in the order of their length."""
        return np.argsort(-self.length, kind="stable")

    def places(self, order: Indices) -> Iterator[NDArray[Any]]:
        """The first number of every run, then the second of those that have one …; runs come longest first."""
        at = self.begin[order]
        longer = len(at) - np.cumsum(np.bincount(self.length))
        for many in longer[:-1].tolist():
            yield self.numbers.take(at[:many])
            at[:many] += 1

    def first(self, most: int) -> Runs:
        """At most so many numbers of each run."""
        return Runs(self.numbers, self.begin, np.minimum(self.length, most))

    def last(self, most: int) -> Runs:
        """At most so many numbers of each run, from its end."""
        length = np.minimum(self.length, most)
        return Runs(self.numbers, self.begin + self.length - length, length)

    def where(self, keep: Flags) -> Runs:
        """The runs without the numbers that are not kept."""
        before = np.append(0, np.cumsum(keep))
        begin = before[self.begin]
        return Runs(self.numbers[keep], begin, before[self.begin + self.length] - begin)

    def mixed(self) -> NDArray[np.uint64]:
        """A number per run that tells unlike runs apart (by 64 bits); 0 for an empty one."""
        order = self.longest_first()
        mixing = np.full(len(order), ODD, np.uint64)
        for numbers in self.places(order):
            mix(mixing[: len(numbers)], numbers)
        found = np.empty_like(mixing)
        found[order] = mixing
        found[self.length == 0] = 0
        return found


def mix(bits: NDArray[np.uint64], more: NDArray[Any]) -> None:
    """Mix more into some bits, in place: the order matters."""
    bits ^= more.astype(np.uint64)
    bits *= np.uint64(ODD)
    bits ^= bits >> np.uint64(32)
    bits *= np.uint64(MIX)


def characters(values: Sequence[str]) -> Iterator[Runs]:
    """The code points of texts, a block of texts at a time, one block at least."""
    every = iter(values)
    for _ in range(0, max(len(values), 1), BLOCK):
        block = list(islice(every, BLOCK))
        text = "".join(block)
        points = (
            np.frombuffer(text.encode(), np.uint8)
            if text.isascii()
            else np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        )
        length = np.fromiter(map(len, block), np.int64, len(block))
        yield Runs(points, np.cumsum(length) - length, length)
