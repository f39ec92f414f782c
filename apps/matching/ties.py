"""A component and what lies between its units: how strongly two are tied, and which may not join freely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from apps.matching.types import Held

Reason = Literal["rivals", "margin", "review_band", "fuse", "incoherent", "drifted", "veto", "twice"]
Obstacle = tuple[Reason, int]
"""Why two groups are not one thing, and the position of the comparison that vetoes it or -1."""

Pair = tuple[int, int]
Known = tuple[float, int]
"""What is known of a pair: its weight, and the position of the comparison that vetoes it or -1."""

Ask = Callable[[list[Pair]], list[Known]]


@dataclass(frozen=True, slots=True)
class Component:
    """Nodes 0..n-1 in rank order that join-strength edges hang together.

    `units` lists the nodes of each unit; `old` (per unit) is true when it was a published golden record before,
    `confirmed` (per unit) when a steward confirmed that; `was_old` (per node) when the node itself was in it. `known`
    holds pairs (lower node first), `apart` the pairs a steward called different, `outside` (per node) the best weight
    towards other components. `source` (per node) is a source declared free of duplicates, or -1. `ask` scores pairs
    that are not known; without it they stay unknown and stop nothing.
    """

    units: Sequence[Sequence[int]]
    old: Sequence[bool]
    confirmed: Sequence[bool]
    was_old: Sequence[bool]
    known: dict[Pair, Known]
    apart: frozenset[Pair]
    outside: Sequence[float]
    source: Sequence[int] = ()
    ask: Ask | None = None

    def are_twins(self, one: int, other: int) -> bool:
        """True for two nodes of one source declared free of duplicates."""
        return bool(self.source) and self.source[one] == self.source[other] >= 0

    def declared(self, units: Iterable[int]) -> set[int]:
        """The sources declared free of duplicates that these units have records of."""
        if not self.source:
            return set()
        return {self.source[node] for unit in units for node in self.units[unit]} - {-1}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A join-strength edge that did not join, and why."""

    left: int
    right: int
    weight: float
    reason: Reason
    veto: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Groups of nodes, the node pairs that joined them, the nodes that fit several groups, the edges that failed."""

    groups: list[list[int]]
    links: list[Pair]
    ambiguous: dict[int, Reason]
    blocked: list[Blocked]


NOTHING: Final = float("-inf")


@dataclass(slots=True)
class Tie:
    """All that is known between two units: best edge, best edge between published nodes, worst edge, obstacles.

    `twin` is the best weight between two nodes of one source declared free of duplicates: such an edge joins nothing.
    """

    best: float = NOTHING
    pair: tuple[int, int] = (-1, -1)
    old_best: float = NOTHING
    worst: float = float("inf")
    veto: int = -1
    veto_weight: float = NOTHING
    apart: bool = False
    twin: float = NOTHING
    twins: tuple[int, int] = (-1, -1)


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
    """What is measured against `cohere`: the worst pair between two sets of units, or the mean of the better half."""
    weights = sorted((tie.worst for tie in ties), reverse=True)
    if held == "every":
        return weights[-1]
    half = weights[: (len(weights) + 1) // 2]
    return sum(half) / len(half)
