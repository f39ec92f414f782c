"""What levels weigh, prepared once for a specification; and what agreement on a rare value adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, few
from apps.matching.frequencies import frequencies_of, usual_and_rarest
from apps.matching.kept import Kept
from apps.matching.types import Codes, Comparison, Flags, Floats, LevelMatrix

GRAIN: Final = 1024
"""Weights are whole multiples of 1/1024 bit: float32 then adds them exactly, and evidence sums to the score."""


def in_grains(weight: float) -> float:
    """A weight as the engine uses it: rounded to a whole number of grains."""
    return round(weight * GRAIN) / GRAIN


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of all levels of all comparisons, one after the other.

    The missing level of comparison c stands at `first[c]`, its levels after it, best first. `vetoing` are the
    comparisons with a level that forbids a join.
    """

    first: NDArray[np.int16]
    bits: Floats
    forbids: Flags
    vetoing: tuple[int, ...]

    def places(self, levels: LevelMatrix) -> NDArray[np.int16]:
        """Where the levels (n by k) of the pairs stand: comparisons by pairs."""
        return levels.T + self.first


def weights_of(comparisons: Sequence[Comparison]) -> Weights:
    """The weights of a specification's comparisons, prepared once."""
    return _kept_weights(comparisons) if isinstance(comparisons, tuple) else _weights(comparisons)


def _weights(comparisons: Sequence[Comparison]) -> Weights:
    sizes = [len(comparison.levels) + 1 for comparison in comparisons]
    first = np.cumsum([1, *sizes])[: len(sizes)].astype(np.int16)[:, None]
    bits = [bits for c in comparisons for bits in (0.0, *(in_grains(level.weight) for level in c.levels))]
    forbids = [veto for c in comparisons for veto in (False, *(level.veto for level in c.levels))]
    vetoing = tuple(place for place, c in enumerate(comparisons) if any(level.veto for level in c.levels))
    return Weights(first, np.array(bits, np.float32), np.array(forbids, bool), vetoing)


_kept_weights: Final = Kept(_weights)


def bits_of(column: Column, codes: Codes, table: Mapping[str, float], cap: float) -> Floats:
    """Bits of these values: worked out for all of a column once, where more than a few are asked for."""
    if few(len(codes)):
        return bits_of_values([column.values[code] for code in codes.tolist()], table, cap)
    if column.whole:  # of whose values a table tells more quickly
        whole, places = column.whole
        return bits_of(whole, places[codes], table, cap)
    name = f"rarity:{id(table)}:{cap}"  # the table is kept beside its bits: while it is, no other has its id
    return column.once(name, lambda: (table, bits_of_values(column.values, table, cap)))[1][codes]


def bits_of_values(values: Sequence[str], table: Mapping[str, float], cap: float) -> Floats:
    usual, rarest = _usual_and_rarest(table)
    shares = frequencies_of(table, values, rarest)
    return (np.round(np.clip(np.log2(usual / shares), -cap, cap) * GRAIN) / GRAIN).astype(np.float32)


def bits_of_value(value: str, table: Mapping[str, float], cap: float) -> float:
    """The same of one value, to the bit: arrays of one element take five times as long."""
    usual, rarest = _usual_and_rarest(table)
    bits = float(np.log2(usual / table.get(value, rarest)))
    return in_grains(max(-cap, min(cap, bits)))


_usual_and_rarest: Final = Kept(usual_and_rarest)
