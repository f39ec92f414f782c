"""How common each value of a column is, told without a copy of any value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column

UNNAMED: Final = ""
"""What a kept table says of this value, which no record has, is the mean frequency of the values it does not name."""

Doubles = NDArray[np.float64]


class Frequencies(Mapping[str, float]):
    """The relative frequencies of the `most` frequent values of a column, among the records that have one.

    The most frequent come first; of equally frequent ones those that the column lists first.
    """

    __slots__ = ("_order", "_places", "_shares", "_values")

    def __init__(self, column: Column, most: int) -> None:
        counts = np.bincount(column.codes, minlength=len(column))
        counts[0] = 0
        self._order = np.argsort(-counts, kind="stable")[: min(most, np.count_nonzero(counts))].astype(np.int32)
        self._values = column.values
        self._shares = np.zeros(len(column))
        self._shares[self._order] = counts[self._order] / max(int(counts.sum()), 1)
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return (self._values[place] for place in self._order.tolist())

    def __getitem__(self, value: str) -> float:
        if self._places is None:
            known = self._shares > 0
            self._places = dict(zip(compress(self._values, known), known.nonzero()[0].tolist(), strict=True))
        return float(self._shares[self._places[value]])

    def of_all(self, values: Sequence[str]) -> Doubles | None:
        """The frequency of every value of the column (0 where it is not among the most frequent) if these are they."""
        return self._shares if values is self._values else None

    def in_order(self) -> Doubles:
        """The frequencies alone, the highest first."""
        return np.asarray(self._shares[self._order])


def frequencies_of(table: Mapping[str, float], values: Sequence[str], unknown: float) -> Doubles:
    """What a table says of these values, one by one; so much of those that it does not know."""
    known = table.of_all(values) if isinstance(table, Frequencies) else None
    if known is None:
        return np.fromiter((table.get(value, unknown) for value in values), np.float64, len(values))
    return np.where(known > 0, known, unknown)


def usual_and_rarest(table: Mapping[str, float]) -> tuple[float, float]:
    """The chance that two random records agree at all (Σ f²), and how frequent a value is that the table does not know.

    That is the least that it knows, unless the table tells what the mean of the unnamed ones is. That mean is
    taken over the records that have one, so that Σ f² of the unnamed is their share of the records times the mean.
    """
    if isinstance(table, Frequencies) or UNNAMED not in table:
        shares = table.in_order().tolist() if isinstance(table, Frequencies) else list(table.values())
        return sum(share * share for share in shares), min(shares)
    unnamed = table[UNNAMED]
    named = [share for value, share in table.items() if value != UNNAMED]
    return sum(share * share for share in named) + max(1.0 - sum(named), 0.0) * unnamed, unnamed
