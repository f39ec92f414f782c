"""One-to-one assignment between sources declared free of duplicates: a record has at most one partner in each."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from apps.matching.types import Flags, Floats, Indices


def seats(left: Indices, right: Indices, source: Indices) -> tuple[Indices, Indices]:
    """What a pair takes up: the one place its left record has for a partner in the right record's source, and v.v."""
    sources = np.int64(source.max(initial=0)) + 1
    return left * sources + source[right], right * sources + source[left]


def one_to_one(weight: Floats, left: Indices, right: Indices) -> Flags:
    """True for the pairs chosen greedily by weight, no seat twice. Of pairs that tie for a seat none is chosen."""
    chosen = np.zeros(len(weight), bool)
    taken: set[int] = set()
    order = np.argsort(-weight, kind="stable")
    bounds = np.nonzero(np.diff(weight[order], prepend=np.inf, append=-np.inf))[0].tolist()
    for start, stop in pairwise(bounds):
        equal = [(p, int(left[p]), int(right[p])) for p in order[start:stop].tolist()]
        free = [(p, one, other) for p, one, other in equal if one not in taken and other not in taken]
        ends = [seat for _, one, other in free for seat in (one, other)]
        repeated = {seat for seat in ends if ends.count(seat) > 1} if len(free) > 1 else set()
        chosen[[p for p, one, other in free if one not in repeated and other not in repeated]] = True
        taken.update(ends)
    return chosen
