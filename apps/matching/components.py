"""Cutting a batch into components that can be grouped one by one, each without knowing of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from apps.matching.candidates import pairs_within
from apps.matching.columns import is_among
from apps.matching.situation import Edges, Situation, joined, places
from apps.matching.ties import Ask, Component, Known, Pair
from apps.matching.types import Flags, Indices, ScoredPairs, Thresholds

PairScorer = Callable[[Indices, Indices], ScoredPairs]

SMALL: Final = 64
"""Components up to this size have all their missing pairs scored in one go; bigger ones ask as they need."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A situation in rank order with its units, its edges (lower node first, sorted, each once) and its scorer.

    Edges between nodes that a steward called different are gone: `apart` (sorted pair codes) remembers them.
    """

    situation: Situation
    thresholds: Thresholds
    unit: Indices
    edges: Edges
    apart: Indices
    score: PairScorer | None

    @property
    def size(self) -> int:
        return len(self.unit)

    def codes(self, left: Indices, right: Indices) -> Indices:
        """One number per pair, for looking pairs up."""
        return left * max(self.size, 1) + right

    def twins(self, edges: Edges) -> Flags:
        """Edges between two nodes of one source declared free of duplicates."""
        source = self.situation.source
        if source is None:
            return np.zeros(len(edges), bool)
        return np.asarray((source[edges.left] == source[edges.right]) & (source[edges.left] >= 0))

    def strong(self) -> Flags:
        """Edges that may join two units."""
        differ = self.unit[self.edges.left] != self.unit[self.edges.right]
        return np.asarray(differ & (self.edges.weight >= self.thresholds.join) & ~self.edges.vetoed)


def connected(size: int, one: Indices, other: Indices) -> Indices:
    """The component of each of `size` units, named after its lowest unit."""
    edges = sparse.coo_array((np.ones(len(one), bool), (one, other)), shape=(size, size))
    count, label = connected_components(edges, directed=False)
    lowest: Indices = np.empty(count, np.int64)
    lowest[label[::-1]] = np.arange(size)[::-1]  # of all that share a label the lowest is written last
    return np.asarray(lowest[label])


def with_missing_pairs(batch: Batch, component: Indices) -> Edges:
    """The edges, and the pairs inside small components that no blocking key brought together, scored now."""
    if batch.score is None:
        return batch.edges
    nodes, _, start = _by_component(component)
    size = np.diff(np.append(start, len(nodes)))
    small = (size > 1) & (size <= SMALL)
    left, right = pairs_within(nodes, start[small], size[small])
    known = np.sort(np.concatenate((batch.codes(batch.edges.left, batch.edges.right), batch.apart)))
    missing = (batch.unit[left] != batch.unit[right]) & ~is_among(batch.codes(left, right), known)
    if not missing.any():
        return batch.edges
    left, right = left[missing], right[missing]
    scored = batch.score(left, right)
    return joined(batch.edges, Edges(left, right, scored.weight, scored.veto))


@dataclass(frozen=True, slots=True)
class Cut:
    """A batch in components: all known edges, and the component of every node (-1 where nothing may join).

    `simple` (per node) marks the components that simply join, with the edges (`links`) that do it: most components are
    such, and they need no thinking about. `beyond` is each node's best weight towards a node of another component.
    """

    edges: Edges
    component: Indices
    simple: Flags
    links: Indices
    beyond: NDArray[np.float64]


def cut(batch: Batch) -> Cut:
    """Cut a batch along its join-strength edges."""
    strong = batch.edges.where(batch.strong())
    label = connected(batch.size, batch.unit[strong.left], batch.unit[strong.right])
    busy = np.zeros(batch.size, bool)
    busy[label[batch.unit[strong.left]]] = True
    component = np.where(busy[label[batch.unit]], label[batch.unit], -1)
    edges = with_missing_pairs(batch, component)
    inner = _inner(edges, component)
    beyond = _best(batch.size, edges.where(~inner & ~edges.vetoed & ~batch.twins(edges)))
    simple = _simple(batch, edges.where(inner), component, beyond)[component] & (component >= 0)
    joining = inner & simple[edges.left] & (edges.weight >= batch.thresholds.join)
    return Cut(edges, component, simple, _joining(edges.where(joining)), beyond)


def _simple(batch: Batch, inner: Edges, component: Indices, beyond: NDArray[np.float64]) -> Flags:
    """Which components (by name) are of single records, at most one of them published, with every pair known and fit to
    cohere, and nothing nearly as good elsewhere. Grouping them best edges first joins them all.
    """
    thresholds, names = batch.thresholds, component[inner.left]
    floor = np.maximum(thresholds.review, _best(batch.size, inner) - thresholds.margin)
    doubtful = (beyond >= floor) | (np.bincount(batch.unit)[batch.unit] > 1) | _held_twice(batch, component)
    spoilt = np.zeros(batch.size, bool)
    spoilt[component[doubtful & (component >= 0)]] = True
    spoilt[names[inner.vetoed | (inner.weight < thresholds.cohere)]] = True
    size, published, pairs = (
        np.bincount(named[named >= 0], minlength=batch.size)
        for named in (component, component[batch.situation.existing >= 0], names)
    )
    return np.asarray((size > 1) & (pairs == size * (size - 1) // 2) & (published <= 1) & ~spoilt)


def _held_twice(batch: Batch, component: Indices) -> Flags:
    """Nodes of a source declared free of duplicates that has another node in the same component."""
    source = batch.situation.source
    if source is None:
        return np.zeros(batch.size, bool)
    claimed = np.nonzero((source >= 0) & (component >= 0))[0]
    code = component[claimed] * (int(source.max(initial=-1)) + 1) + source[claimed]
    _, inverse, count = np.unique(code, return_inverse=True, return_counts=True)
    found = np.zeros(batch.size, bool)
    found[claimed[count[inverse] > 1]] = True
    return found


def _joining(edges: Edges) -> Indices:
    """The edges (pairs of nodes) that join components: best first, those whose ends better ones have not joined yet.

    That is the spanning forest of lowest ranks (Kruskal 1956).
    """
    rank = places(np.lexsort((edges.right, edges.left, -edges.weight))) + 1
    size = int(edges.right.max(initial=0)) + 1
    forest = minimum_spanning_tree(sparse.csr_array((rank, (edges.left, edges.right)), shape=(size, size)))
    return np.column_stack(forest.nonzero())


def _inner(edges: Edges, component: Indices) -> Flags:
    return np.asarray((component[edges.left] == component[edges.right]) & (component[edges.left] >= 0))


@dataclass(frozen=True, slots=True)
class Piece:
    """The nodes of a component, the edges within, and the pairs of it that a steward called different."""

    nodes: Indices
    edges: Edges
    apart: list[Pair]


def unsettled(batch: Batch, cut: Cut) -> list[Piece]:
    """The components that do not simply join."""
    component = np.where(cut.simple, -1, cut.component)
    inside = cut.edges.where(_inner(cut.edges, component))
    inside = inside.where(np.argsort(component[inside.left], kind="stable"))
    nodes, names, start = _by_component(component)
    of_nodes = pairwise([*start.tolist(), len(nodes)])
    of_edges = pairwise(np.searchsorted(component[inside.left], np.append(names, batch.size)).tolist())
    apart = _apart_by_component(batch, component)
    return [
        Piece(nodes[slice(*mine)], inside.where(slice(*within)), apart.get(name, []))
        for name, mine, within in zip(names.tolist(), of_nodes, of_edges, strict=True)
    ]


def _by_component(component: Indices) -> tuple[Indices, Indices, Indices]:
    """Nodes ordered by component, the components' names, and where each begins."""
    nodes = np.nonzero(component >= 0)[0]
    nodes = nodes[np.argsort(component[nodes], kind="stable")]
    names, start = np.unique(component[nodes], return_index=True)
    return nodes, names, start


def _best(size: int, edges: Edges) -> NDArray[np.float64]:
    """Per node the best weight of these edges."""
    best = np.full(size, -np.inf)
    np.maximum.at(best, edges.left, edges.weight)
    np.maximum.at(best, edges.right, edges.weight)
    return best


def _apart_by_component(batch: Batch, component: Indices) -> dict[int, list[Pair]]:
    found: dict[int, list[Pair]] = {}
    for one, other in batch.situation.cannot_link:
        if component[one] == component[other] >= 0 and batch.unit[one] != batch.unit[other]:
            found.setdefault(int(component[one]), []).append((one, other))
    return found


def component_of(batch: Batch, piece: Piece, outside: NDArray[np.float64]) -> Component:
    """One component with its nodes renumbered 0..n-1, still in rank order."""
    members, edges = piece.nodes.tolist(), piece.edges
    local = {node: number for number, node in enumerate(members)}
    units: dict[int, list[int]] = {}
    for node in members:
        units.setdefault(int(batch.unit[node]), []).append(local[node])
    existing = [int(batch.situation.existing[node]) for node in members]
    confirmed = batch.situation.confirmed
    ends = zip(edges.left.tolist(), edges.right.tolist(), strict=True)
    facts = zip(edges.weight.tolist(), edges.veto.tolist(), strict=True)
    return Component(
        units=list(units.values()),
        old=[any(existing[node] >= 0 for node in nodes) for nodes in units.values()],
        confirmed=[any(existing[node] in confirmed for node in nodes) for nodes in units.values()],
        was_old=[group >= 0 for group in existing],
        known={(local[one], local[other]): fact for (one, other), fact in zip(ends, facts, strict=True)},
        apart=frozenset((local[one], local[other]) for one, other in piece.apart),
        outside=[float(outside[node]) for node in members],
        source=[] if batch.situation.source is None else batch.situation.source[piece.nodes].tolist(),
        ask=_asking(batch.score, piece.nodes),
    )


def _asking(score: PairScorer | None, nodes: Indices) -> Ask | None:
    if score is None:
        return None

    def ask(pairs: list[Pair]) -> list[Known]:
        ends = nodes[np.array(pairs, dtype=np.int64)]
        scored = score(ends[:, 0], ends[:, 1])
        return list(zip(scored.weight.tolist(), scored.veto.tolist(), strict=True))

    return ask
