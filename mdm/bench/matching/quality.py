"""How good pairs and groups are against the true thing of every record, in numpy: for millions of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found: candidate pairs above its threshold (left, right), and a group number per record."""

    left: Numbers
    right: Numbers
    group: Numbers


def pair_f1(found: Found, things: NDArray[np.int32]) -> dict[str, float]:
    """Precision, recall and F1 of the pairs, each listed once."""
    hits = int((things[found.left] == things[found.right]).sum())
    return _quality(hits, len(found.left), _pairs(np.unique(things, return_counts=True)[1]))


def group_f1(found: Found, things: NDArray[np.int32]) -> dict[str, float]:
    """Pairwise precision, recall and F1 of the groups: every two members of a group are a found pair."""
    cells = np.unique(found.group.astype(np.int64) * (int(things.max(initial=0)) + 1) + things, return_counts=True)[1]
    in_found, in_truth = (np.unique(numbers, return_counts=True)[1] for numbers in (found.group, things))
    return _quality(_pairs(cells), _pairs(in_found), _pairs(in_truth))


def _pairs(sizes: Numbers) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _quality(hits: int, found: int, true: int) -> dict[str, float]:
    return {
        "precision": round(hits / found if found else 1.0, 4),
        "recall": round(hits / true if true else 1.0, 4),
        "f1": round(2 * hits / (found + true) if found + true else 1.0, 4),
    }
