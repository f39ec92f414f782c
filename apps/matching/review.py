"""What a person must look at after a batch was grouped: one item per pair of final groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.components import Batch
from apps.matching.situation import Edges
from apps.matching.ties import Blocked, Known, Pair, Reason
from apps.matching.types import Indices

URGENCY: Final[dict[Reason, int]] = {
    "rivals": 0,
    "margin": 1,
    "veto": 2,
    "fuse": 3,
    "drifted": 4,
    "incoherent": 5,
    "twice": 6,
    "review_band": 7,
}


@dataclass(frozen=True, slots=True)
class Review:
    """A question for a person: why, over which pairs of nodes (best first), how strong the best is, which veto."""

    reason: Reason
    pairs: tuple[Pair, ...]
    weight: float
    veto: int = -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What grouping left behind: the group of every node, nodes that fit several groups, edges that failed."""

    group: Indices
    ambiguous: dict[int, Reason]
    blocked: list[Blocked]


def reviews_of(batch: Batch, edges: Edges, outcome: Outcome) -> list[Review]:
    """The review items between final groups, the most urgent first; each pair of groups occurs once.

    A record that fits several groups gets one item over all of them; it covers those pairs of groups.
    """
    between = edges.where(outcome.group[edges.left] != outcome.group[edges.right])
    covered: set[Pair] = set()
    found = list(_rivalries(batch, between, outcome, covered))
    best: dict[Pair, Blocked] = {}
    for stopped in _stopped(batch, between, outcome):
        groups = _groups(outcome.group, (stopped.left, stopped.right))
        if groups not in covered and (groups not in best or _order(stopped) < _order(best[groups])):
            best[groups] = stopped
    found += [Review(b.reason, ((b.left, b.right),), b.weight, b.veto) for b in best.values()]
    return sorted(found, key=lambda item: (URGENCY[item.reason], -item.weight, item.pairs))


def _order(stopped: Blocked) -> tuple[int, float, int, int]:
    return URGENCY[stopped.reason], -stopped.weight, stopped.left, stopped.right


def _groups(group: Indices, pair: Pair) -> Pair:
    one, other = int(group[pair[0]]), int(group[pair[1]])
    return min(one, other), max(one, other)


def _rivalries(batch: Batch, between: Edges, outcome: Outcome, covered: set[Pair]) -> Iterator[Review]:
    """One item per group that holds an ambiguous record, over every group it could have joined."""
    torn = {int(outcome.group[node]): reason for node, reason in sorted(outcome.ambiguous.items(), reverse=True)}
    near: dict[int, dict[int, tuple[float, Pair]]] = {group: {} for group in torn}
    names = np.array(sorted(torn), dtype=np.int64)
    touching = np.isin(outcome.group[between.left], names) | np.isin(outcome.group[between.right], names)
    open_edges = between.where(touching & ~between.vetoed & (between.weight >= batch.thresholds.review))
    for pair, weight in _rows(open_edges):
        one, other = int(outcome.group[pair[0]]), int(outcome.group[pair[1]])
        for mine, theirs in ((one, other), (other, one)):
            if mine in near and near[mine].get(theirs, (-np.inf, pair))[0] < weight:
                near[mine][theirs] = (weight, pair)
    for group in sorted(torn):
        rivals = _closest(batch, near[group])
        strong = sum(weight >= batch.thresholds.join for weight, _ in rivals)
        fresh = [(weight, pair) for weight, pair in rivals if _groups(outcome.group, pair) not in covered]
        covered.update(_groups(outcome.group, pair) for _, pair in fresh)
        if fresh:
            reason: Reason = "rivals" if strong > 1 else torn[group]
            yield Review(reason, tuple(pair for _, pair in fresh), fresh[0][0])


def _closest(batch: Batch, rivals: dict[int, tuple[float, Pair]]) -> list[tuple[float, Pair]]:
    """The best edge to each rival that is of join strength or within the margin of the best, best first."""
    ordered = sorted(rivals.values(), key=lambda rival: (-rival[0], rival[1]))
    if not ordered:
        return []
    floor = min(batch.thresholds.join, ordered[0][0] - batch.thresholds.margin)
    return [rival for rival in ordered if rival[0] >= floor]


def _stopped(batch: Batch, between: Edges, outcome: Outcome) -> Iterator[Blocked]:
    """Every edge that deserves a look: stopped while grouping, vetoed though strong, or in the review band.

    Where a steward called records of the two groups different, only join-strength edges are worth another look, and
    so it is where both hold records of a source declared free of duplicates.
    """
    yield from outcome.blocked
    settled = {_groups(outcome.group, pair) for pair in batch.situation.cannot_link}
    settled |= _declared(batch, between, outcome)
    limits = batch.thresholds
    vetoed = between.where(between.vetoed & (between.weight >= limits.join))
    band = between.where(~between.vetoed & (between.weight >= limits.review) & (between.weight < limits.join))
    for edges in (vetoed, band):
        for (pair, weight), veto in zip(_rows(edges), edges.veto.tolist(), strict=True):
            if not settled or _groups(outcome.group, pair) not in settled:
                yield Blocked(*pair, weight, "veto" if veto >= 0 else "review_band", veto)


def _declared(batch: Batch, between: Edges, outcome: Outcome) -> set[Pair]:
    """The pairs of groups with an edge that both hold records of a source declared free of duplicates."""
    source = batch.situation.source
    if source is None:
        return set()
    holds: dict[int, set[int]] = {}
    for node in np.nonzero(source >= 0)[0].tolist():
        holds.setdefault(int(outcome.group[node]), set()).add(int(source[node]))
    pairs = {_groups(outcome.group, pair) for pair, _ in _rows(between)}
    return {pair for pair in pairs if not holds.get(pair[0], set()).isdisjoint(holds.get(pair[1], set()))}


def _rows(edges: Edges) -> Iterator[tuple[Pair, float]]:
    ends: Iterable[Pair] = zip(edges.left.tolist(), edges.right.tolist(), strict=True)
    return zip(ends, edges.weight.tolist(), strict=True)


def drifted(batch: Batch) -> list[Review]:
    """Changed records that no longer fit the golden record they belong to: asked, never split silently.

    Vetoed by a member: "veto". No member at the keep threshold any more: "drifted". A steward's `same` holds.
    """
    existing, bound = batch.situation.existing, {node for pair in batch.situation.must_link for node in pair}
    movers = [node for node in sorted(batch.situation.changed) if existing[node] >= 0 and node not in bound]
    pairs = [_ordered(node, mate) for node in movers for mate in np.nonzero(existing == existing[node])[0].tolist()]
    ends = np.array([pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]], np.int64).reshape(-1, 2)
    ends = ends[~np.isin(batch.codes(ends[:, 0], ends[:, 1]), batch.apart)]
    known: dict[int, dict[Pair, Known]] = {node: {} for node in movers}
    for pair, fact in _known(batch, ends[:, 0], ends[:, 1]):
        for node in pair:
            known.get(node, {})[pair] = fact
    drifts = (_drift(known[node], batch.thresholds.keep) for node in movers)
    return [review for review in drifts if review]


def _ordered(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _drift(mine: dict[Pair, Known], keep: float) -> Review | None:
    for pair, (weight, veto) in sorted(mine.items()):
        if veto >= 0:
            return Review("veto", (pair,), weight, veto)
    best = max(mine.items(), key=lambda item: item[1][0], default=None)
    if best is None or best[1][0] >= keep:
        return None
    return Review("drifted", (best[0],), best[1][0])


def _known(batch: Batch, left: Indices, right: Indices) -> Iterator[tuple[Pair, Known]]:
    """Weight and veto of pairs: from the edges, else from the scorer, else left out."""
    if len(left) == 0:
        return
    code = batch.codes(left, right)
    rows = np.nonzero(np.isin(batch.codes(batch.edges.left, batch.edges.right), code))[0]
    held = batch.edges.where(rows)
    missing = ~np.isin(code, batch.codes(held.left, held.right))
    if missing.any() and batch.score is not None:
        scored = batch.score(left[missing], right[missing])
        held = Edges(
            np.concatenate((held.left, left[missing])),
            np.concatenate((held.right, right[missing])),
            np.concatenate((held.weight, scored.weight)),
            np.concatenate((held.veto, scored.veto)),
        )
    for (pair, weight), veto in zip(_rows(held), held.veto.tolist(), strict=True):
        yield pair, (weight, veto)
