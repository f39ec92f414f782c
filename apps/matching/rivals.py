"""Pairs that compete for a seat: what a pair weighs when at most one pair of each seat can be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.components import connected
from apps.matching.tally import Doubles
from apps.matching.types import Floats, Indices

MOST_BITS: Final = 60.0
"""Odds beyond this are not told apart: nothing is that certain anyway."""

COUNTS: Final = 2.0**-16
"""Pairs with lower odds take no seat from anybody."""

ROUNDS: Final = 1000
STILL: Final = 1e-5
"""Messages that all move by less than so many bits have come to rest."""


@dataclass(slots=True)
class Rivals:
    """Pairs and the seats they compete for: `here` and `there`, numbered (n).

    `free` is the probability, as found last, that no rival takes the seat there: the next search begins with it.
    """

    here: Indices
    there: Indices
    free: Doubles

    @classmethod
    def of(cls, left: Indices, right: Indices) -> Rivals:
        here, there = (np.unique(seat, return_inverse=True)[1] for seat in (left, right))
        return cls(here, there, np.ones(len(left)))

    def partnered(self, weight: Floats | Doubles, still: float = STILL) -> Doubles:
        """Weights (n) that know of all rivals, from weights of single pairs, in bits.

        A rival counts by its odds, and by whether it has a better partner itself: belief propagation for matchings in
        a graph, which always comes to rest (Bayati, Gamarnik, Katz, Nair and Tetali 2007).
        """
        odds = np.exp2(np.clip(weight.astype(np.float64), -MOST_BITS, MOST_BITS))
        rows = np.flatnonzero(odds >= COUNTS)
        wanted = np.zeros((2, len(odds)))
        wanted[:, rows] = odds[rows] * self._settled(rows, odds[rows], still)
        free_here, free_there = _free(wanted[1], self.here), _free(wanted[0], self.there)
        return np.asarray(np.log2(odds) + np.log2(free_here) + np.log2(free_there))

    def _settled(self, rows: Indices, odds: Doubles, still: float) -> Doubles:
        """Probability that no rival of these pairs takes the seat here, and there (2 by n)."""
        here, there = (np.unique(seat[rows], return_inverse=True)[1] for seat in (self.here, self.there))
        group = connected(2 * len(rows), here, there + len(rows))[here]
        free_here, free_there = np.ones(len(rows)), self.free[rows]
        moving = np.arange(len(rows))
        for _ in range(ROUNDS):
            if not len(moving):
                break
            before = free_there[moving]
            free_here[moving] = _free(odds[moving] * before, here[moving])
            free_there[moving] = _free(odds[moving] * free_here[moving], there[moving])
            restless = np.zeros(2 * len(rows), bool)
            restless[group[moving[np.abs(np.log2(free_there[moving] / before)) >= still]]] = True
            # Pairs that no chain of rivals joins do not wait for one another.
            moving = moving[restless[group[moving]]]
        self.free[rows] = free_there
        return np.stack((free_here, free_there))


def _free(odds: Doubles, seat: Indices) -> Doubles:
    """Probability that no rival takes the seat."""
    # A sum of large odds less itself may end a rounding error below zero.
    return np.asarray(1.0 / (1.0 + np.maximum(np.bincount(seat, odds)[seat] - odds, 0.0)))
