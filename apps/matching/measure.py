"""How good the engine is: quality of pairs and of groups against a known truth.

The one door through which recordlinkage and pandas enter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from apps.matching.types import Flags

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quality:
    """Share of what was found that is right (precision), of what is right that was found (recall), and their F1."""

    precision: float
    recall: float
    f1: float


def pair_quality(truth: Iterable[Pair], found: Iterable[Pair]) -> Quality:
    """Pairwise quality; the order inside a pair and repeats do not count.

    Nothing found is precise by convention (precision 1), nothing to find is complete (recall 1).
    """
    # Imported here because it takes nine seconds and scikit-learn with it: only who measures pairs pays that.
    from recordlinkage import measures

    true_links, found_links = _links(truth), _links(found)
    precision = float(measures.precision(true_links, found_links)) if len(found_links) else 1.0
    recall = float(measures.recall(true_links, found_links)) if len(true_links) else 1.0
    return Quality(precision, recall, _f1(precision, recall))


def reduction_ratio(candidates: int, records: int) -> float:
    """Share of all pairs of one set of records that blocking spared the engine, 0 to 1."""
    every = records * (records - 1) // 2
    return 1.0 - candidates / every if every else 0.0


def group_pair_quality(truth: Sequence[int], found: Sequence[int]) -> Quality:
    """Pairwise quality of a grouping: group number per record, true and found. Counts pairs without listing them."""
    right = _pairs_in(Counter(zip(truth, found, strict=True)).values())
    in_found, in_truth = _pairs_in(Counter(found).values()), _pairs_in(Counter(truth).values())
    precision = right / in_found if in_found else 1.0
    recall = right / in_truth if in_truth else 1.0
    return Quality(precision, recall, _f1(precision, recall))


def b_cubed(truth: Sequence[int], found: Sequence[int]) -> Quality:
    """B³ (Bagga and Baldwin 1998): for each record, how much of its found group belongs with it, averaged.

    Unlike the pairwise measure a big group does not outweigh many small ones.
    """
    if not truth:
        return Quality(1.0, 1.0, 1.0)
    cells = Counter(zip(truth, found, strict=True))
    in_truth, in_found = Counter(truth), Counter(found)
    precision = sum(n * n / in_found[f] for (_, f), n in cells.items()) / len(truth)
    recall = sum(n * n / in_truth[t] for (t, _), n in cells.items()) / len(truth)
    return Quality(precision, recall, _f1(precision, recall))


def ecm_weights(agree: Flags) -> NDArray[np.float64]:
    """Bits for agreeing and for disagreeing (k by 2), estimated by recordlinkage from who agrees on what (n by k).

    Expectation-conditional maximisation over agreement and disagreement alone: the peer that our own estimation over
    levels is checked against.
    """
    import pandas as pd
    from recordlinkage import ECMClassifier

    names = [f"c{place}" for place in range(agree.shape[1])]
    index = pd.MultiIndex.from_arrays([range(len(agree)), range(len(agree))])
    classifier = ECMClassifier()
    classifier.fit(pd.DataFrame(agree.astype(float), index=index, columns=names))
    m, u = classifier.m_probs, classifier.u_probs
    return np.array([[np.log2(m[name][value] / u[name][value]) for value in (1.0, 0.0)] for name in names])


def _links(pairs: Iterable[Pair]) -> pd.MultiIndex:
    import pandas as pd

    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    return (
        pd.MultiIndex.from_tuples(ordered, names=["left", "right"]) if ordered else pd.MultiIndex.from_arrays([[], []])
    )


def _pairs_in(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
