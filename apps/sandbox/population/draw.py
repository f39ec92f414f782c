"""Seeded draws from weighted tables.

A table is a plain tuple in which frequent words stand several times, so that one uniform draw is a weighted one:
the cheapest way to keep the common names common.
"""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

TABLE_SIZE = 4096
"""Slots of a weighted table: rare words still get one, common ones several hundred."""
POWERS = tuple(10**digits for digits in range(12))


class Draw:
    """One stream of chance; the same label and seed give the same stream on every machine."""

    __slots__ = ("random",)

    def __init__(self, label: str, seed: int) -> None:
        rng = Random(f"{label}:{seed}")  # noqa: S311  demo values must be reproducible, not secret
        self.random: Callable[[], float] = rng.random

    def pick(self, table: Sequence[T]) -> T:
        """One word of the table; the method everything else here waits for, so it stays this bare."""
        return table[int(self.random() * len(table))]

    def chance(self, share: float) -> bool:
        return self.random() < share

    def below(self, end: int) -> int:
        return int(self.random() * end)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def digits(self, count: int) -> str:
        return str(int(self.random() * POWERS[count])).zfill(count)


def weighted(pairs: Iterable[tuple[T, float]], size: int = TABLE_SIZE) -> tuple[T, ...]:
    """A table whose words stand in proportion to their weights, each at least once."""
    held = list(pairs)
    total = sum(weight for _, weight in held)
    return tuple(word for word, weight in held for _ in range(max(1, round(size * weight / total))))


def skewed(words: Iterable[T], exponent: float = 0.7) -> tuple[T, ...]:
    """A table in which the word of rank r weighs r to the power of -exponent (Zipf): list the common ones first."""
    return weighted((word, (rank + 1) ** -exponent) for rank, word in enumerate(words))


def scramble(serial: int, modulus: int, salt: int = 31_415_926) -> int:
    """Map serials 0, 1, 2 … to scattered numbers below `modulus` without ever repeating one.

    One-to-one as long as the serial stays below the modulus and the modulus has no factor 7368787, a prime.
    """
    return (serial * 7_368_787 + salt) % modulus
