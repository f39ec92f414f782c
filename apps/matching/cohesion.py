"""How well groups hang together: their weakest and their average pair, how many pairs agree, and the weakest bridge.

The bridge is the lightest edge of the group's maximum spanning tree (Kruskal 1956): the best pair there is between the
two parts that the group most nearly falls into. Cut it, and no pair between them is heavier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from apps.matching.candidates import pairs_within
from apps.matching.components import PairScorer
from apps.matching.situation import Edges, places
from apps.matching.types import Floats, Indices


@dataclass(frozen=True, slots=True)
class Cohesion:
    """Of g groups of two records or more, in the order of their numbers.

    `group` (g) is the number, `records` (g) how many it has, `minimum` and `mean` (g) the weight of its pairs in bits,
    `coverage` (g) the share of its pairs that reach `keep` and that nothing forbids. `bridge` (g by 2) is the pair of
    nodes of the weakest bridge and `strength` (g) its weight; -inf where every pair across is forbidden.
    """

    group: Indices
    records: Indices
    minimum: Floats
    mean: Floats
    coverage: Floats
    bridge: Indices
    strength: Floats

    def __len__(self) -> int:
        return len(self.group)


def pairs_of_groups(label: Indices, most: int) -> tuple[Indices, Indices]:
    """All pairs within the groups (per node its number, or -1) that have no more than `most` nodes."""
    nodes = np.nonzero(label >= 0)[0]
    nodes = nodes[np.argsort(label[nodes], kind="stable")]
    start = np.nonzero(np.diff(label[nodes], prepend=-1))[0]
    size = np.diff(np.append(start, len(nodes)))
    few = (size > 1) & (size <= most)
    left, right = pairs_within(nodes, start[few], size[few])
    return np.minimum(left, right), np.maximum(left, right)


def scored_pairs(label: Indices, score: PairScorer, most: int) -> Edges:
    """All pairs within the groups that have no more than `most` nodes, scored."""
    left, right = pairs_of_groups(label, most)
    scored = score(left, right)
    return Edges(left, right, scored.weight, scored.veto)


def cohesion(label: Indices, pairs: Edges, keep: float) -> Cohesion:
    """How each group hangs together; `pairs` are all pairs within the groups that are asked about."""
    weight = pairs.weight.astype(np.float64)
    group, row, count = np.unique(label[pairs.left], return_inverse=True, return_counts=True)
    lowest = np.full(len(group), np.inf)
    np.minimum.at(lowest, row, weight)
    agree = (weight >= keep) & ~pairs.vetoed
    weakest = _weakest(row, len(group), pairs)
    return Cohesion(
        group=group,
        records=np.round((1 + np.sqrt(1 + 8 * count)) / 2).astype(np.int64),  # n(n - 1)/2 pairs
        minimum=lowest.astype(np.float32),
        mean=(np.bincount(row, weight, len(group)) / count).astype(np.float32),
        coverage=(np.bincount(row, agree, len(group)) / count).astype(np.float32),
        bridge=np.column_stack((pairs.left[weakest], pairs.right[weakest])),
        strength=np.where(pairs.vetoed[weakest], -np.inf, weight[weakest]).astype(np.float32),
    )


def sides(pairs: Edges, bridge: tuple[int, int]) -> tuple[list[int], list[int]]:
    """The two parts (nodes, ascending) that the bridge of one group joins; `pairs` are all pairs of that group."""
    tree = spanning(pairs)
    kept = tree[~((pairs.left[tree] == bridge[0]) & (pairs.right[tree] == bridge[1]))]
    nodes = np.unique(np.concatenate((pairs.left, pairs.right)))
    ends = (np.searchsorted(nodes, side[kept]) for side in (pairs.left, pairs.right))
    graph = sparse.coo_array((np.ones(len(kept), bool), tuple(ends)), shape=(len(nodes), len(nodes)))
    part = connected_components(graph, directed=False)[1]
    mine = part == part[np.searchsorted(nodes, bridge[0])]
    return nodes[mine].tolist(), nodes[~mine].tolist()


def spanning(pairs: Edges) -> Indices:
    """The edges (rows) of the maximum spanning forest; what is forbidden joins last. Ties fall by the nodes' order."""
    order = np.lexsort((pairs.right, pairs.left, -pairs.weight, pairs.vetoed))
    rank = places(order) + 1
    size = int(pairs.right.max(initial=0)) + 1
    forest = minimum_spanning_tree(sparse.csr_array((rank, (pairs.left, pairs.right)), shape=(size, size)))
    return np.sort(order[forest.data.astype(np.int64) - 1])


def _weakest(row: Indices, groups: int, pairs: Edges) -> Indices:
    """Per group the lightest edge of its maximum spanning tree."""
    tree = spanning(pairs)
    order = tree[np.lexsort((-pairs.right[tree], -pairs.left[tree], pairs.weight[tree], ~pairs.vetoed[tree]))]
    first = np.full(groups, -1, np.int64)
    first[row[order[::-1]]] = order[::-1]
    return first
