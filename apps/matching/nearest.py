"""Of the many who share a key that tells little, the few who share most of such keys: they are worth comparing."""

from __future__ import annotations

from typing import Final

import numpy as np

from apps.matching.types import Indices

GRAIN: Final = 1024
"""What keys tell is counted in whole grains of a bit, so that sums do not depend on the order of adding."""


def telling(size: Indices, most: int) -> Indices:
    """What it tells to share a key that so many records hold: log2(2 `most` / size), in grains, at least a bit's."""
    return np.asarray(np.round(np.log2(2 * most / size) * GRAIN), np.int64)


def nearest(
    askers: Indices, others: Indices, told: Indices, most: int, rank: Indices | None = None
) -> tuple[Indices, Indices]:
    """For every asker the `most` others with the highest sum of `told`; rows may repeat a pair, once for each key.

    Of equals those of the lowest `rank` (per other's number; by default the number itself) are taken.
    """
    width = int(others.max(initial=0)) + 1
    pairs, row = np.unique(askers * width + others, return_inverse=True)
    sums = np.bincount(row, told, minlength=len(pairs)).astype(np.int64)
    asker, other = pairs // width, pairs % width
    order = np.lexsort((other if rank is None else rank[other], -sums, asker))
    asker, other = asker[order], other[order]
    start = np.nonzero(np.diff(asker, prepend=-1))[0]
    place = np.arange(len(asker)) - np.repeat(start, np.diff(np.append(start, len(asker))))
    near = place < most
    return asker[near], other[near]
