"""Match a labelled folder with its domain's own rules and unsupervised weights, and measure the result."""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from typing import Any, Final

import numpy as np

from apps.domains import columnar
from apps.domains.registry import get
from apps.domains.values import ABSENT
from apps.matching.assign import one_to_one, seats
from apps.matching.cluster import cluster
from apps.matching.columns import Columns
from apps.matching.coverage import coverage, suggestions
from apps.matching.engine import score_pairs
from apps.matching.job import Job
from apps.matching.learn import outranked
from apps.matching.link import Linked, link
from apps.matching.partners import partnered
from apps.matching.situation import Edges, Situation
from apps.matching.types import Flags, Floats, Indices, ScoredPairs, Thresholds
from apps.matching.wrongly import promised, wrong_partners
from mdm.evaluation.clusters import cluster_figures
from mdm.evaluation.folder import Folder
from mdm.evaluation.labels import Labels, Told, missed_by, nothing_told, taught
from mdm.evaluation.quality import TELLING, at, best, groups_of, is_true, lowered, promising

LOST: Final = np.float32(-99)
"""The weight of a pair that a veto forbids, or of which a record has found a better partner."""


def evaluate(folder: Folder, labels: Labels | None = None) -> dict[str, Any]:
    """Figures of one folder: candidates, quality at the default and at the best threshold, clusters, cost.

    With labels no figure but that of the candidates takes in a pair whose answer was told, found or missed: `scored`
    says how many are left. Quality of pairs is that of the other candidates, out of the other true pairs; for clusters
    see `LeftOut`. Raises `TooFewLabels` when the labels teach nothing.
    """
    start = time.perf_counter()
    linked, columns = _linked(folder)
    pairs = linked.pairs
    right = is_true(pairs.left, pairs.right, folder.truth, len(folder.raw))
    weight, told = _weighed(folder, linked, columns, right, labels)
    threshold = _threshold(folder, linked, columns, weight[told.unseen], labels)
    groups = clustered(folder, linked, columns, weight, threshold)
    seconds = time.perf_counter() - start
    return {
        "domain": folder.domain,
        "records": len(folder.raw),
        "true_pairs": len(folder.truth),
        "labels": int((~told.unseen).sum()),
        "candidates": {"pairs": len(pairs), "recall": round(float(right.sum()) / max(len(folder.truth), 1), 4)},
        **_pair_figures(folder, weight, right, told, threshold),
        "cluster": cluster_figures(
            groups_of(folder.truth, len(folder.raw)), groups, told.left_out(pairs.left, pairs.right)
        ),
        "seconds": round(seconds, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _weighed(
    folder: Folder, linked: Linked, columns: Columns, right: Flags, labels: Labels | None
) -> tuple[Floats, Told]:
    """The weight of each pair without labels, or as learnt from them; and what was said of it."""
    if labels is None:
        return _unlabelled(folder, linked), nothing_told(len(linked.pairs))
    return learnt(folder, linked, columns, right, labels)


def _pair_figures(folder: Folder, weight: Floats, right: Flags, told: Told, threshold: float) -> dict[str, Any]:
    """How good the pairs are that were not told."""
    true_pairs = told.true_pairs(right, len(folder.truth))
    weight, right = weight[told.unseen], right[told.unseen]
    return {
        "scored": {"pairs": len(weight), "true_pairs": true_pairs},
        "default": at(threshold, weight, right, true_pairs).figures(),
        "best": best(weight, right, true_pairs).figures(),
    }


def _threshold(folder: Folder, linked: Linked, columns: Columns, weight: Floats, labels: Labels | None) -> float:
    """From which weight a pair counts as found by default.

    Between sources free of duplicates look-alikes tell how many wrong partners are found, where weights are not learnt.
    """
    kept = np.flatnonzero(weight > LOST)
    threshold = promising(weight[kept])
    if labels is not None or linked.within is None:
        return threshold
    kept = kept[np.argsort(-weight[kept], kind="stable")]
    ends = folder.source[linked.pairs.left[kept]], folder.source[linked.pairs.right[kept]]
    wrong = wrong_partners(linked.spec, columns, folder.source, linked.within, linked.tables)
    expected = promised(weight[kept], ends, np.bincount(folder.source).tolist(), wrong)
    return min(threshold, lowered(weight[kept], expected, TELLING))


def columns_of(folder: Folder) -> Columns:
    """The comparison columns of a folder's records."""
    fields = dict.fromkeys(name for raw in folder.raw for name in raw) or [get(folder.domain).fields[0].name]
    return columnar.columns_of(
        get(folder.domain), {name: [raw.get(name, ABSENT) for raw in folder.raw] for name in fields}
    )


def _linked(folder: Folder) -> tuple[Linked, Columns]:
    domain, columns = get(folder.domain), columns_of(folder)
    return link(domain.spec, columns, source=folder.source if folder.duplicate_free else None), columns


def _unlabelled(folder: Folder, linked: Linked) -> Floats:
    """The weight that decides about each pair: in a one-to-one job rivals count, and who lost to one is out."""
    weight = np.where(linked.scored.vetoed, LOST, linked.scored.weight)
    if not folder.duplicate_free:
        return weight
    left, right = seats(linked.pairs.left, linked.pairs.right, folder.source)
    return _winners(folder, linked, partnered(weight, left, right))


def learnt(folder: Folder, linked: Linked, columns: Columns, right: Flags, labels: Labels) -> tuple[Floats, Told]:
    """The learnt weight of each pair, and what was said of it."""
    source = folder.source if folder.duplicate_free else None
    pairs = linked.pairs
    job = Job(linked.spec, columns, pairs.left, pairs.right, linked.scored, linked.tables, source)
    lessons, told = taught(job, linked, right, missed_by(pairs, folder.truth, len(folder.raw)), labels)
    weight = job.scored.weight if lessons.learned is None else lessons.learned.weight(job)
    weight = outranked(np.where(linked.scored.vetoed, LOST, weight), told.said)
    return (_winners(folder, linked, weight) if folder.duplicate_free else weight), told


def _winners(folder: Folder, linked: Linked, weight: Floats) -> Floats:
    left, right = seats(linked.pairs.left, linked.pairs.right, folder.source)
    return np.where(one_to_one(weight, left, right), weight, LOST)


def clustered(folder: Folder, linked: Linked, columns: Columns, weight: Floats, threshold: float) -> list[int]:
    """A group number per record, as a first load at even odds would group them.

    Between sources free of duplicates it joins what reaches the threshold; elsewhere one pair joins many others.
    """

    def score(left: Indices, right: Indices) -> ScoredPairs:
        return score_pairs(linked.spec, columns, left, right, linked.tables)

    use = weight > LOST
    pairs = linked.pairs
    edges = Edges(pairs.left[use], pairs.right[use], weight[use], linked.scored.veto[use])
    fresh = replace(Situation.fresh(columns.size), source=folder.source if folder.duplicate_free else None)
    thresholds = Thresholds.even_odds()
    if folder.duplicate_free:
        thresholds = replace(thresholds, join=threshold, keep=threshold, cohere=threshold, review=threshold)
    grouping = cluster(edges, fresh, thresholds, score)
    labels = np.zeros(columns.size, np.int64)
    for number, group in enumerate(grouping.groups):
        labels[group] = number
    return [int(label) for label in labels]


def rules_of(folder: Folder) -> list[dict[str, Any]]:
    """What every blocking rule of the domain does on a folder, and the rules that would find what is missed."""
    spec, columns = get(folder.domain).spec, columns_of(folder)
    source = folder.source if folder.duplicate_free else None
    reports = [
        {
            "rule": each.name,
            "pairs": each.pairs,
            "crowded": each.crowded,
            "found": each.found,
            "only_here": each.only_here,
            "useless": each.useless,
        }
        for each in coverage(spec, columns, folder.truth, source)
    ]
    missing = suggestions(spec, columns, folder.truth, source)
    return reports + [{"suggested": each.rule.name, "pairs": each.pairs, "gained": each.gained} for each in missing]
