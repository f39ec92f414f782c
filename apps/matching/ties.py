"""What lies between the units of a component: how strongly two are tied, and which may not join freely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.matching.types import Held

NOTHING: Final = float("-inf")


@dataclass(slots=True)
class Tie:
    """All that is known between two units: best edge, best edge between published nodes, worst edge, obstacles."""

    best: float = NOTHING
    pair: tuple[int, int] = (-1, -1)
    old_best: float = NOTHING
    worst: float = float("inf")
    veto: int = -1
    veto_weight: float = NOTHING
    apart: bool = False


@dataclass(slots=True)
class Restraint:
    """Units that may not join freely; it only ever tightens.

    `severed` units join only units severed from the same group, so that two copies of one ambiguous record stay
    together; `alone` ones join nobody; `no_fuse` marks published records that must not fuse.
    """

    severed: dict[int, tuple[int, int]] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    no_fuse: set[int] = field(default_factory=set)

    def allows(self, one: int, other: int) -> bool:
        free = one not in self.alone and other not in self.alone
        return free and self.severed.get(one) == self.severed.get(other)

    def tighten(self, unit: int, old: bool, place: tuple[int, int]) -> bool:
        """Restrain a unit by one step; False when there was none left."""
        if not old and unit not in self.severed:
            self.severed[unit] = place
            return True
        target = self.no_fuse if old else self.alone
        fresh = unit not in target
        target.add(unit)
        return fresh


def coherence(ties: Sequence[Tie], held: Held) -> float:
    """What `keep` is measured against: the worst pair between two sets of units, or the mean of the better half."""
    weights = sorted((tie.worst for tie in ties), reverse=True)
    if held == "every":
        return weights[-1]
    half = weights[: (len(weights) + 1) // 2]
    return sum(half) / len(half)
