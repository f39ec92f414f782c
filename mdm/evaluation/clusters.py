"""How good groups are, pair by pair and record by record (B³), apart from pairs whose answer was told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from apps.matching.components import connected
from apps.matching.types import Indices


def _none() -> Indices:
    return np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Pairs of records (n by 2) that earn nothing: `same` were told to be one, with all that follows from that (a = b
    and b = c tell a = c); `others` are single pairs, from which nothing follows.
    """

    same: Indices = field(default_factory=_none)
    others: Indices = field(default_factory=_none)


def cluster_figures(truth: list[int], found: list[int], out: LeftOut) -> dict[str, float]:
    """Pairwise precision, recall and F1, and the F1 of B³, of a group number per record, true and found.

    A pair that is left out is taken out of the found and of the true groups alike. For B³ (Bagga and Baldwin 1998) the
    company of a record is itself and those of its group with whom it makes no such pair.
    """
    if not truth:
        return {"precision": 1.0, "recall": 1.0, "f1": 1.0, "b3_f1": 1.0}
    true, seen = np.array(truth, np.int64), np.array(found, np.int64)
    told = connected(len(true), *out.same.T)
    in_truth, in_found, in_both = (_company(each, told, out) for each in (true, seen, _cells(true, seen)))
    hits, pairs, true_pairs = (int((each - 1).sum()) for each in (in_both, in_found, in_truth))
    precision, recall = hits / pairs if pairs else 1.0, hits / true_pairs if true_pairs else 1.0
    b_cubed = _f1(float((in_both / in_found).mean()), float((in_both / in_truth).mean()))
    figures = {"precision": precision, "recall": recall, "f1": _f1(precision, recall), "b3_f1": b_cubed}
    return {name: round(figure, 4) for name, figure in figures.items()}


def _company(group: Indices, told: Indices, out: LeftOut) -> Indices:
    """For every record how many of its group count, itself included."""
    company = _sizes(group) - _sizes(_cells(group, told)) + 1
    one, other = np.unique(np.sort(out.others, axis=1), axis=0).T
    counts = (group[one] == group[other]) & (told[one] != told[other])
    for side in (one, other):
        company -= np.bincount(side[counts], minlength=len(group))
    return company


def _sizes(group: Indices) -> Indices:
    _, place, sizes = np.unique(group, return_inverse=True, return_counts=True)
    found: Indices = sizes[place]
    return found


def _cells(one: Indices, other: Indices) -> Indices:
    """A number per record that those share who share both numbers."""
    return one * (int(other.max(initial=0)) + 1) + other


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
