"""What a learner sees of a pair: how far each comparison agrees, what the pair weighs, how far its rivals are behind.

Every trait rises: the more of it, the likelier the same thing. None of them is a value of a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.assign import one_to_one, seats
from apps.matching.columns import Columns
from apps.matching.compare import chunks, grades
from apps.matching.types import Flags, Floats, Indices, MatchSpec, ScoredPairs, Tables

FAR: Final = np.float32(60.0)
"""A lead over rivals of more bits than this is like having none."""


@dataclass(frozen=True, slots=True)
class Job:
    """Candidate pairs of a batch and what they weigh without labels.

    `left` and `right` (n) are positions in `columns`. `source` numbers the source of each record where every source is
    free of duplicates: the pairs of a record then compete with each other.
    """

    spec: MatchSpec
    columns: Columns
    left: Indices
    right: Indices
    scored: ScoredPairs
    tables: Tables
    source: Indices | None = None

    def __len__(self) -> int:
        return len(self.left)


def traits(job: Job) -> tuple[str, ...]:
    """The names of the traits of a pair: of every comparison its grade, the weight, and how it stands among rivals."""
    own = (*(comparison.name for comparison in job.spec.comparisons), "weight")
    return own if job.source is None else (*own, "smaller lead", "larger lead", "chosen")


def table_of(job: Job, rows: Indices | None = None) -> Floats:
    """The traits of these pairs (all by default), one row a pair; NaN where a side lacks what is compared."""
    chosen = np.arange(len(job)) if rows is None else rows
    among = standing(job)[chosen]
    parts = [_part(job, chosen[start:stop], among[start:stop]) for start, stop in chunks(len(chosen))]
    return np.concatenate(parts)


def tables_of(job: Job) -> Iterator[tuple[int, int, Floats]]:
    """The traits of all pairs, a chunk at a time: memory does not grow with the number of pairs."""
    among = standing(job)
    for start, stop in chunks(len(job)):
        yield start, stop, _part(job, np.arange(start, stop), among[start:stop])


def _part(job: Job, rows: Indices, among: Floats) -> Floats:
    left, right = job.left[rows], job.right[rows]
    columns = [grades(comparison, job.columns, left, right, job.tables) for comparison in job.spec.comparisons]
    return np.column_stack([*columns, job.scored.weight[rows], among]).astype(np.float32)


def standing(job: Job) -> Floats:
    """How each pair stands among its rivals: the smaller and the larger lead, and 1 where assignment takes it.

    n by 0 in a job without rivals.
    """
    return np.column_stack([lead(job), chosen(job)]) if job.source is not None else np.zeros((len(job), 0), np.float32)


def chosen(job: Job) -> Flags:
    """True for the pairs that one-to-one assignment by weight takes: for what is left of the others' records too."""
    if job.source is None:
        return ~job.scored.vetoed
    weight = np.where(job.scored.vetoed, np.float32(-np.inf), job.scored.weight)
    return one_to_one(weight, *seats(job.left, job.right, job.source)) & ~job.scored.vetoed


def lead(job: Job) -> Floats:
    """By how many bits each pair is ahead of the best other pair of its records (n by 2, the smaller lead first).

    Negative where a rival is ahead. n by 0 in a job without rivals.
    """
    if job.source is None:
        return np.zeros((len(job), 0), np.float32)
    places = seats(job.left, job.right, job.source)
    return np.sort(np.column_stack([_ahead(job.scored.weight, seat) for seat in places]), axis=1)


def _ahead(weight: Floats, seat: Indices) -> Floats:
    """The weight of each pair less the highest of the others with the same seat, within ±FAR."""
    if not len(weight):
        return np.zeros(0, np.float32)
    order = np.lexsort((-weight, seat))
    start = np.nonzero(np.diff(seat[order], prepend=seat[order[0]] - 1))[0]
    size = np.diff(np.append(start, len(order)))
    best = weight[order[start]]
    second = np.where(size > 1, weight[order[np.minimum(start + 1, len(order) - 1)]], -np.inf)
    other = np.repeat(best, size)
    other[start] = second
    ahead = np.empty(len(weight), np.float32)
    ahead[order] = weight[order] - other
    return np.clip(ahead, -FAR, FAR)
