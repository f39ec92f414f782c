"""What is already so when a batch is grouped: published golden records, stewards' verdicts, scored pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.matching.ties import Pair
from apps.matching.types import Flags, Floats, Indices


@dataclass(frozen=True, slots=True)
class Edges:
    """Scored pairs of nodes: `veto` is the position of the vetoing comparison, -1 for none."""

    left: Indices
    right: Indices
    weight: Floats
    veto: NDArray[np.int16]

    @property
    def vetoed(self) -> Flags:
        return np.asarray(self.veto >= 0)

    def __len__(self) -> int:
        return len(self.left)

    def where(self, rows: NDArray[np.generic] | slice) -> Edges:
        """The edges at these rows (positions, a flag per edge, or some that stand together)."""
        return Edges(self.left[rows], self.right[rows], self.weight[rows], self.veto[rows])


def joined(one: Edges, other: Edges) -> Edges:
    """Two lists of edges as one."""
    return Edges(
        np.concatenate((one.left, other.left)),
        np.concatenate((one.right, other.right)),
        np.concatenate((one.weight, other.weight)),
        np.concatenate((one.veto, other.veto)),
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """Nodes 0..n-1 (source records) and what holds for them before the batch is grouped.

    `rank` is a stable key per node, all different: it alone breaks ties. `existing` is the golden record a node belongs
    to, -1 for none; `confirmed` are those a steward confirmed. `must_link` and `cannot_link` are stewards' verdicts.
    `changed` are nodes whose values are new: those that drifted from their golden record are reported. `source` (per
    node) numbers the sources declared free of duplicates, -1 is any other: no machine joins two nodes of one of them.
    """

    rank: Indices
    existing: Indices
    confirmed: frozenset[int] = frozenset()
    must_link: tuple[Pair, ...] = ()
    cannot_link: tuple[Pair, ...] = ()
    changed: frozenset[int] = field(default_factory=frozenset)
    source: Indices | None = None

    @classmethod
    def fresh(cls, size: int) -> Situation:
        """A first load: nothing is published and nobody has said anything; nodes rank by their number."""
        return cls(np.arange(size), np.full(size, -1))

    def in_rank_order(self) -> tuple[Situation, Indices]:
        """The same situation with nodes renumbered by rank, and the old number of each new one.

        Raises `ValueError` when two nodes have the same rank: ties would then fall by chance.
        """
        old_number = np.argsort(self.rank, kind="stable")
        if len(self.rank) > 1 and (np.diff(self.rank[old_number]) == 0).any():
            raise ValueError("ranks of nodes must all differ")
        place = places(old_number)
        ordered = Situation(
            np.arange(len(place)),
            self.existing[old_number],
            self.confirmed,
            tuple(sorted(renumbered(self.must_link, place))),
            tuple(sorted(renumbered(self.cannot_link, place))),
            frozenset(int(place[node]) for node in self.changed),
            None if self.source is None else self.source[old_number],
        )
        return ordered, old_number


def places(old_number: Indices) -> Indices:
    """The inverse of a permutation."""
    place = np.empty(len(old_number), np.int64)
    place[old_number] = np.arange(len(old_number))
    return place


def renumbered(pairs: Iterable[Pair], number: Indices) -> list[Pair]:
    """Pairs with new numbers, the lower one first."""
    found = ((int(number[one]), int(number[other])) for one, other in pairs)
    return [(min(pair), max(pair)) for pair in found]


def units_of(situation: Situation) -> tuple[Indices, list[Pair]]:
    """The unit of every node, and the `same` verdicts that contradict a `different` one.

    A unit is a published golden record, joined with whatever stewards called the same. A verdict that would bring
    two nodes together that a steward called different is not followed.
    """
    size = len(situation.existing)
    loose = situation.existing < 0
    labels = np.where(loose, np.arange(size) + situation.existing.max(initial=-1) + 1, situation.existing)
    unit = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    union = _Union()
    for one, other in situation.cannot_link:
        union.forbid(int(unit[one]), int(unit[other]))
    refused = [pair for pair in situation.must_link if not union.join(int(unit[pair[0]]), int(unit[pair[1]]))]
    for number in list(union.parent):
        unit[unit == number] = union.find(number)
    return unit, refused


class _Union:
    """Disjoint sets that remember which of them must stay apart. Only sets that a verdict touches are held."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}
        self.foes: dict[int, set[int]] = {}

    def find(self, number: int) -> int:
        while (above := self.parent.get(number, number)) != number:
            number = above
        return number

    def forbid(self, one: int, other: int) -> None:
        if one != other:
            self.foes.setdefault(one, set()).add(other)
            self.foes.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> bool:
        """Join two sets; False when they must stay apart."""
        one, other = sorted((self.find(one), self.find(other)))
        if other in self.foes.get(one, ()):
            return False
        if one != other:
            self.parent[other] = one
            for foe in self.foes.pop(other, set()):
                self.foes[foe].discard(other)
                self.forbid(one, foe)
        return True
