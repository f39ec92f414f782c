"""From scored pairs to groups: one group is one golden record. The same result whatever the order of the input.

What stewards said comes first, what is published is never split, what is ambiguous is never glued by a machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise

import numpy as np

from apps.matching.columns import is_among
from apps.matching.components import Batch, Cut, PairScorer, Piece, component_of, cut, unsettled
from apps.matching.forked import side_by_side, uncollected
from apps.matching.review import Outcome, Review, drifted, reviews_of
from apps.matching.settle import settle
from apps.matching.situation import Edges, Situation, places, units_of
from apps.matching.ties import Blocked, Pair, Reason, Settled
from apps.matching.types import Indices, ScoredPairs, Thresholds

__all__ = ["Edges", "Grouping", "Review", "Situation", "cluster"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of nodes, questions for people, and the pairs whose edges joined two units (the links to record)."""

    groups: list[list[int]]
    reviews: list[Review]
    links: list[Pair]


def cluster(
    edges: Edges, situation: Situation, thresholds: Thresholds, score_pairs: PairScorer | None = None, *,
    workers: int = 1,
) -> Grouping:  # fmt: skip
    """Group the nodes of a batch.

    Stewards' `same` first. Then join-strength edges, best first; two groups merge when no `different` and no veto lies
    between them and every pair known between them reaches `keep`. Groups that were both published fuse by an edge of
    their own of at least `fuse`, and never when both are confirmed. A record that fits two groups that cannot be one,
    or the second nearly as well as the first, stays by itself. `score_pairs(left, right)` supplies pairs that blocking
    did not bring together; without it they stop nothing. Nothing published is split: what no longer fits is reported.
    What hangs together is settled apart from the rest, by so many `workers`.
    """
    with uncollected():
        ordered, old_number = situation.in_rank_order()
        batch, refused = _batch(edges, ordered, thresholds, old_number, score_pairs)
        return _clustered(batch, refused, old_number, workers)


def _clustered(batch: Batch, refused: list[Pair], old_number: Indices, workers: int) -> Grouping:
    pieces = cut(batch)
    group = _lowest(np.where(pieces.simple, batch.size + pieces.component, batch.unit))
    links = [pieces.links]
    ambiguous: dict[int, Reason] = {}
    blocked = [Blocked(*pair, 0.0, "incoherent", -1) for pair in refused]
    for piece, settled in _settled(batch, pieces, workers):
        members = piece.nodes.tolist()
        for together in settled.groups:
            group[piece.nodes[together]] = members[together[0]]
        links.append(piece.nodes[np.array(settled.links, np.int64).reshape(-1, 2)])
        ambiguous |= {members[node]: reason for node, reason in settled.ambiguous.items()}
        blocked += [replace(b, left=members[b.left], right=members[b.right]) for b in settled.blocked]
    reviews = reviews_of(batch, pieces.edges, Outcome(group, ambiguous, blocked))
    return _grouping(group, reviews + drifted(batch), np.concatenate(links), old_number)


def _settled(batch: Batch, pieces: Cut, workers: int) -> Iterator[tuple[Piece, Settled]]:
    """Every component that does not simply join, settled."""
    rest = unsettled(batch, pieces)

    def settled(first: int, last: int) -> list[Settled]:
        return [settle(component_of(batch, piece, pieces.beyond), batch.thresholds) for piece in rest[first:last]]

    bounds = np.linspace(0, len(rest), 4 * workers + 1 if workers > 1 else 2, dtype=np.int64).tolist()
    every = side_by_side([partial(settled, *each) for each in pairwise(bounds)], workers)
    return zip(rest, chain.from_iterable(every), strict=True)


def _batch(
    edges: Edges, situation: Situation, thresholds: Thresholds, old_number: Indices, score: PairScorer | None
) -> tuple[Batch, list[Pair]]:
    """The batch in rank order; and the `same` verdicts that contradict a `different` one."""
    unit, refused = units_of(situation)
    verdicts = np.array(situation.cannot_link, np.int64).reshape(-1, 2)
    batch = Batch(situation, thresholds, unit, edges, np.zeros(0, np.int64), _in_old_numbers(score, old_number))
    apart = np.sort(batch.codes(verdicts[:, 0], verdicts[:, 1]))
    return replace(batch, apart=apart, edges=_ordered(batch, edges, places(old_number), apart)), refused


def _ordered(batch: Batch, edges: Edges, place: Indices, apart: Indices) -> Edges:
    """Edges with new numbers, lower first, sorted, each once (the heaviest), without what stewards called different."""
    one, other = place[edges.left], place[edges.right]
    edges = replace(edges, left=np.minimum(one, other), right=np.maximum(one, other))
    code = batch.codes(edges.left, edges.right)
    order = np.lexsort((-edges.weight, code))
    first = np.ones(len(order), bool)
    first[1:] = np.diff(code[order]) != 0
    keep = order[first & ~is_among(code[order], apart) & (edges.left != edges.right)[order]]
    return edges.where(keep)


def _in_old_numbers(score: PairScorer | None, old_number: Indices) -> PairScorer | None:
    if score is None:
        return None

    def scored(left: Indices, right: Indices) -> ScoredPairs:
        return score(old_number[left], old_number[right])

    return scored


def _lowest(label: Indices) -> Indices:
    """Per node the lowest node with the same label."""
    first = np.full(int(label.max(initial=-1)) + 1, len(label), np.int64)
    np.minimum.at(first, label, np.arange(len(label)))
    return first[label]


def _grouping(group: Indices, reviews: list[Review], links: Indices, old_number: Indices) -> Grouping:
    """The result in the caller's numbers; groups, and nodes within them, in rank order."""

    def numbered(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple((int(old_number[one]), int(old_number[other])) for one, other in pairs)

    links = old_number[links]
    links = links[np.lexsort(links.T[::-1])]
    order = np.argsort(group, kind="stable")
    starts = np.nonzero(np.diff(group[order], prepend=-1))[0].tolist()
    ends = [*starts[1:], len(order)]
    members = old_number[order].tolist()
    return Grouping(
        [members[start:end] for start, end in zip(starts, ends, strict=False)],
        [replace(review, pairs=numbered(review.pairs)) for review in reviews],
        list(zip(*links.T.tolist(), strict=True)),
    )
