"""Match a labelled folder with its domain's own rules and unsupervised weights, and measure the result."""

from __future__ import annotations

import resource
import time
from typing import Any, Final

import numpy as np

from apps.domains.registry import get
from apps.matching.assign import against_rivals, one_to_one, seats
from apps.matching.cluster import cluster
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.link import Linked, link
from apps.matching.measure import b_cubed, group_pair_quality
from apps.matching.situation import Edges, Situation
from apps.matching.types import Floats, Indices, ScoredPairs, Thresholds
from mdm.evaluation.folder import Folder
from mdm.evaluation.quality import at, best, groups_of, is_true

LOST: Final = np.float32(-99)
"""The weight of a pair that a veto forbids, or of which a record has found a better partner."""

EVEN_ODDS: Final = 0.0
"""The default threshold: a pair that is more likely a match than not."""


def evaluate(folder: Folder) -> dict[str, Any]:
    """Figures of one folder: candidates, quality at the default and at the best threshold, clusters, cost."""
    start = time.perf_counter()
    linked, columns = _linked(folder)
    weight = decided(folder, linked)
    labels = clustered(linked, columns, weight)
    seconds = time.perf_counter() - start
    right = is_true(linked.pairs.left, linked.pairs.right, folder.truth, len(folder.raw))
    return {
        "domain": folder.domain,
        "records": len(folder.raw),
        "true_pairs": len(folder.truth),
        "candidates": {"pairs": len(linked.pairs), "recall": round(float(right.sum()) / max(len(folder.truth), 1), 4)},
        "default": at(EVEN_ODDS, weight, right, len(folder.truth)).figures(),
        "best": best(weight, right, len(folder.truth)).figures(),
        "cluster": _cluster_figures(folder, labels),
        "seconds": round(seconds, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _linked(folder: Folder) -> tuple[Linked, Columns]:
    domain = get(folder.domain)
    features = []
    for raw in folder.raw:
        standardised = domain.standardise(raw)
        features.append(domain.features(standardised.values, standardised.problems))
    columns = Columns.of(features)
    return link(domain.spec, columns, source=folder.source if folder.duplicate_free else None), columns


def decided(folder: Folder, linked: Linked) -> Floats:
    """The weight that decides about each pair: in a one-to-one job rivals count, and who lost to one is out."""
    weight = np.where(linked.scored.vetoed, LOST, linked.scored.weight)
    if not folder.duplicate_free:
        return weight
    left, right = seats(linked.pairs.left, linked.pairs.right, folder.source)
    weight = against_rivals(weight, left, right)
    return np.where(one_to_one(weight, left, right), weight, LOST)


def clustered(linked: Linked, columns: Columns, weight: Floats) -> list[int]:
    """A group number per record, as a first load at even odds would group them."""

    def score(left: Indices, right: Indices) -> ScoredPairs:
        return score_pairs(linked.spec, columns, left, right, linked.tables)

    use = weight > LOST
    pairs = linked.pairs
    edges = Edges(pairs.left[use], pairs.right[use], weight[use], linked.scored.veto[use])
    thresholds = Thresholds(join=EVEN_ODDS, fuse=EVEN_ODDS, keep=EVEN_ODDS, review=EVEN_ODDS, margin=0, held="half")
    grouping = cluster(edges, Situation.fresh(columns.size), thresholds, score)
    labels = np.zeros(columns.size, np.int64)
    for number, group in enumerate(grouping.groups):
        labels[group] = number
    return [int(label) for label in labels]


def _cluster_figures(folder: Folder, labels: list[int]) -> dict[str, float]:
    truth = groups_of(folder.truth, len(folder.raw))
    pairs, records = group_pair_quality(truth, labels), b_cubed(truth, labels)
    return {
        "precision": round(pairs.precision, 4),
        "recall": round(pairs.recall, 4),
        "f1": round(pairs.f1, 4),
        "b3_f1": round(records.f1, 4),
    }
