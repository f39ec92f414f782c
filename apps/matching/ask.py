"""Which pairs are worth a person's time: those whose answer is open, speaks for many, and is unlike what was asked."""

from __future__ import annotations

from typing import Final

import numpy as np

from apps.matching.assign import seats
from apps.matching.job import Job, chosen
from apps.matching.partners import partnered
from apps.matching.patterns import Patterns
from apps.matching.types import Flags, Floats, Indices

DOUBT: Final = 6.0
"""So many bits from the threshold an answer is half as open as at it. Many: weights without labels are too sure."""

BEATEN: Final = 0.25
"""What the answer about a pair counts that a better rival stands before: it would hardly change anything."""


def ask(
    job: Job,
    found: Patterns,
    most: int,
    *,
    known: Flags | None = None,
    threshold: float = 0.0,
    doubt: float = DOUBT,
) -> Indices:
    """The positions of the `most` pairs whose answers tell most, the most telling first; fewer where there are fewer.

    What an answer is worth is how open it is (near `threshold`, in bits, rivals considered), times how many pairs have
    the same levels (their number, logarithmic), less the more often those levels are asked about already. `found` are
    the patterns of the pairs, `known` marks pairs that were answered before, `doubt` says how far the weights
    can be trusted: so many bits from the threshold an answer is half as open. The same pairs, the same choice.
    """
    answered = np.zeros(len(job), bool) if known is None else known
    value = _openness(job, threshold, doubt) * np.log2(1.0 + found.counts)[found.of_pair]
    value[answered | job.scored.vetoed] = 0.0
    told = np.bincount(found.of_pair[answered], minlength=len(found.counts))
    worth = value / (1.0 + told[found.of_pair] + _place(value, found.of_pair))
    order = np.lexsort((job.right, job.left, -worth))
    return order[: min(most, int((worth > 0).sum()))]


def _openness(job: Job, threshold: float, doubt: float) -> Floats:
    """1 at the threshold, ½ at `doubt` bits from it; less for a pair that lost to a rival."""
    weight = job.scored.weight
    if job.source is None:
        return np.asarray(doubt / (doubt + np.abs(weight - threshold)))
    rivalled = partnered(weight, *seats(job.left, job.right, job.source))
    near = doubt / (doubt + np.minimum(np.abs(rivalled - threshold), np.abs(weight - threshold)))
    return np.asarray(np.where(chosen(job), near, BEATEN * near))


def _place(value: Floats, group: Indices) -> Indices:
    """The place of each pair among those of its group, the most valuable first: 0, 1, 2 …"""
    order = np.lexsort((-value, group))
    starts = np.nonzero(np.diff(group[order], prepend=-1))[0]
    sizes = np.diff(np.append(starts, len(order)))
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    return place
