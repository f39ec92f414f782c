"""The whole way of a batch, from columns to scored pairs, with weights estimated from the batch itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from apps.matching.candidates import CandidatePairs, batch_pairs
from apps.matching.columns import Columns, distinct, is_among
from apps.matching.compare import chunks
from apps.matching.estimate import Counted, Estimated, estimate
from apps.matching.neighbours import neighbour_pairs
from apps.matching.partners import Alike, Others, estimate_partners
from apps.matching.patterns import Patterns, compared
from apps.matching.population import content_digests, content_order, tables_of
from apps.matching.sample import drawn, pair_space
from apps.matching.score import score_patterns
from apps.matching.types import NO_TABLES, Flags, Indices, MatchSpec, ScoredPairs, Tables

MOST_ALIKE: Final = 100_000
"""Look-alikes of one source that are compared."""

FAR_BETWEEN: Final = 250_000
"""Random pairs that are compared between sources free of duplicates: what is rare is told by candidates and rivals."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Candidate pairs with their patterns and scores, and the specification and tables they were scored by.

    Of sources free of duplicates also the look-alikes `within` each.
    """

    pairs: CandidatePairs
    found: Patterns
    scored: ScoredPairs
    spec: MatchSpec
    tables: Tables
    matches: float
    within: tuple[Indices, Indices] | None = None


@dataclass(frozen=True, slots=True)
class PairSpace:
    """The pairs of a batch that are compared: all candidates, then random ones of all `others` there are."""

    left: Indices
    right: Indices
    candidates: int
    others: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Patterns of the candidates, and of pairs drawn at random from all `others` there are."""

    near: Patterns
    far: Patterns
    others: int


def link(
    spec: MatchSpec, columns: Columns, *, source: Indices | None = None, seed: int = 1, workers: int = 1
) -> Linked:
    """Find and score the candidate pairs of a batch with weights estimated from the batch itself.

    `source` numbers the source of each record (n) where every source is free of duplicates: no pair is made within one.
    """
    pairs = candidates_of(spec, columns, source, workers=workers)
    tables = tables_of(spec, columns)
    pairs, space = with_others(columns, pairs, source, seed)
    seen = seen_in(spec, columns, space, tables, workers=workers)
    within = None if source is None else pairs_within(spec, columns, source)
    alike = None if source is None or within is None else lookalikes(spec, columns, source, within, tables)
    estimated = estimated_from(spec, pairs, seen, source=source, alike=alike)
    scored = score_patterns(estimated.spec, seen.near)
    return Linked(pairs, seen.near, scored, estimated.spec, tables, estimated.matches, within)


def candidates_of(
    spec: MatchSpec, columns: Columns, source: Indices | None = None, *, workers: int = 1
) -> CandidatePairs:
    """The pairs of a batch that share a key of some blocking rule, then those that are neighbours by likeness alone."""
    return with_neighbours(spec, columns, batch_pairs(spec.blocking, columns, source, workers=workers), source)


def with_neighbours(
    spec: MatchSpec, columns: Columns, pairs: CandidatePairs, source: Indices | None = None
) -> CandidatePairs:
    """The pairs, and behind them those that are neighbours by likeness alone: their rule is the number of rules."""
    if not spec.neighbours:
        return pairs
    left, right = neighbour_pairs(spec.neighbours, columns, source)
    fresh = ~is_among(left * columns.size + right, np.sort(_codes(pairs.left, pairs.right, columns.size)))
    rule = np.full(int(fresh.sum()), len(spec.blocking), np.int16)
    return CandidatePairs(
        np.concatenate((pairs.left, left[fresh])),
        np.concatenate((pairs.right, right[fresh])),
        np.concatenate((pairs.rule, rule)),
        pairs.skipped,
    )


def with_others(
    columns: Columns, pairs: CandidatePairs, source: Indices | None, seed: int
) -> tuple[CandidatePairs, PairSpace]:
    """What of a batch is compared, and the candidate pairs as a part of it: let go of those given, they are held once.

    The random pairs stand for all that are no candidates. `source` as in `link`.
    """
    left, right, space = _other_pairs(columns, pairs, source, seed)
    count = len(pairs)
    every = [np.concatenate(sides, dtype=np.int32) for sides in ((pairs.left, left), (pairs.right, right))]
    held = replace(pairs, left=every[0][:count], right=every[1][:count])
    return held, PairSpace(every[0], every[1], count, space - count)


def seen_in(spec: MatchSpec, columns: Columns, space: PairSpace, tables: Tables, *, workers: int = 1) -> Seen:
    """Compare candidates and others together: what is derived of the columns for it is derived once."""
    found = compared(spec.comparisons, columns, space.left, space.right, tables, workers=workers)
    near, far = slice(space.candidates), slice(space.candidates, None)
    return Seen(found.among(near), found.among(far), space.others)


def estimated_from(
    spec: MatchSpec, pairs: CandidatePairs, seen: Seen, *, source: Indices | None = None, alike: Alike | None = None
) -> Estimated:
    """Weights and prior estimated from the patterns of the candidate pairs and from a sample of all the others.

    Between sources free of duplicates `alike` may say what look-alikes have in common, where it is the best of rivals
    that will be taken: weights are then no measure of a pair by itself.
    """
    if source is not None:
        known = Others(seen.far, seen.others, alike)
        return estimate_partners(spec, seen.near, known, (pairs.left, pairs.right), source)
    return estimate(spec, Counted.of(seen.near, seen.far, seen.others))


def pairs_within(spec: MatchSpec, columns: Columns, source: Indices) -> tuple[Indices, Indices]:
    """Look-alikes: pairs within each source that would be candidates had they come from two; none of them matches.

    Records that hold the same are left out: whatever they are, they do not show what sets different things apart.
    """
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for number in distinct(source):
        records = np.nonzero(source == number)[0]
        pairs = candidates_of(spec, columns.at(records))
        found.append((records[pairs.left], records[pairs.right]))
    left, right = (np.concatenate(sides) for sides in zip(*found, strict=True))
    digest = content_digests(columns)
    differ = digest[left] != digest[right]
    return left[differ], right[differ]


def lookalikes(
    spec: MatchSpec, columns: Columns, source: Indices, within: tuple[Indices, Indices], tables: Tables = NO_TABLES
) -> Alike:
    """Patterns of the look-alikes `within` each source.

    All records count alike, in however many pairs they stand: ninety episodes of one name are no more than ninety
    records. Of very many pairs of a source some are enough: those whose contents, hashed, come first.
    """
    left, right = within
    pairs_of = np.bincount(np.concatenate(within), minlength=columns.size)
    weight = 1.0 / pairs_of[left] + 1.0 / pairs_of[right]
    digest = content_digests(columns)
    hashed = digest[left] ^ digest[right]
    chosen = [np.zeros(0, np.int64)]
    for number in distinct(source):
        rows = np.nonzero(source[left] == number)[0]
        if len(rows) > MOST_ALIKE:
            some = np.sort(rows[np.argpartition(hashed[rows], MOST_ALIKE)[:MOST_ALIKE]])
            weight[some] *= len(rows) / MOST_ALIKE
            rows = some
        chosen.append(rows)
    some = np.concatenate(chosen)
    seen = compared(spec.comparisons, columns, left[some], right[some], tables)
    counts = np.bincount(seen.of_pair, weight[some], minlength=len(seen.counts))
    return Alike(seen.levels, counts * (len(some) / max(counts.sum(), 1.0)), len(some))


def _other_pairs(
    columns: Columns, pairs: CandidatePairs, source: Indices | None, seed: int
) -> tuple[Indices, Indices, int]:
    """Random pairs that are no candidates, and the size of the whole pair space."""
    records = columns.size
    space = pair_space(records, source)
    sample = drawn(records, space, seed)
    left, right = sample.left, sample.right
    if sample.by_content:
        order = content_order(columns)
        left, right = np.minimum(order[left], order[right]), np.maximum(order[left], order[right])
    if source is not None:
        apart = np.nonzero(source[left] != source[right])[0]
        apart = apart[:FAR_BETWEEN] if sample.by_content else apart
        left, right = left[apart], right[apart]
    known = _are_candidates(left * records + right, pairs, records)
    return left[~known], right[~known], space


def _are_candidates(codes: Indices, pairs: CandidatePairs, records: int) -> Flags:
    """Which of these pair codes are candidate pairs: only pairs that share some bits with one of them are looked up."""
    bits = np.int64((1 << 24) - 1)
    marked = np.zeros(1 << 24, bool)
    marked[codes & bits] = True
    perhaps = []
    for start, stop in chunks(len(pairs)):
        every = _codes(pairs.left[start:stop], pairs.right[start:stop], records)
        perhaps.append(every[marked[every & bits]])
    return is_among(codes, np.sort(np.concatenate(perhaps)))


def _codes(left: Indices, right: Indices, records: int) -> Indices:
    return np.asarray(np.minimum(left, right).astype(np.int64) * records + np.maximum(left, right))
