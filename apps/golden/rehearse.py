"""What would change under other rules: two rulebooks over the live data, compared without writing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from apps.domains import Domain, get
from apps.domains.rulebook import RulebookDocument, laid_over
from apps.golden import linked, queries
from apps.golden.candidates import declared
from apps.golden.live import Live, live
from apps.golden.ours import PairScorer
from apps.golden.rehearsed_values import Changed, changed_values
from apps.golden.rulebooks import NotPossible, checked
from apps.golden.rules import in_force
from apps.matching.cluster import Edges, Grouping, Situation, cluster
from apps.matching.columns import distinct
from apps.matching.decide import joins
from apps.matching.engine import score_pairs
from apps.matching.evidence import evidence
from apps.matching.refine import DIFFERENT, SAME
from apps.matching.types import Flags, Indices, ScoredPairs
from apps.seams import Seams


@dataclass(frozen=True, slots=True)
class Sample:
    """One pair of source records that the rules tell apart: what becomes of it, its weights, and why under the new."""

    outcome: str
    left: UUID
    right: UUID
    weight: tuple[float, float]
    lines: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Two rulebooks over the same records. Pairs of figures are (under the first, under the second).

    `joined` and `parted` are candidate pairs of records that would be in one golden record under the second rules only,
    or under the first only. `merges` counts golden records that would be made of several, `splits` those that would
    fall apart. `asked` are review items, `waiting` those open today. `contradicted` counts stewards' verdicts that a
    machine left to itself would go against: the verdicts stand, whatever the rules.
    """

    domain: str
    versions: tuple[int, int]
    records: int
    pairs: int
    golden_records: tuple[int, int]
    joined: int
    parted: int
    merges: int
    splits: int
    values: Changed
    asked: tuple[int, int]
    waiting: int
    contradicted: tuple[dict[str, int], dict[str, int]]
    samples: tuple[Sample, ...]

    def figures(self) -> dict[str, Any]:
        """The figures without the samples: fit for a log and for a change set."""
        return asdict(replace(self, samples=()))


@dataclass(frozen=True, slots=True)
class Run:
    """The whole domain grouped anew by one set of rules: the group of every record, and every pair's weight."""

    rules: Domain
    scored: ScoredPairs
    group: Indices
    asked: int

    def together(self, scene: Live) -> Flags:
        """The candidate pairs whose records are in one group."""
        return np.asarray(self.group[scene.pairs.left] == self.group[scene.pairs.right])


Runs = tuple[Run, Run]


def document_of(domain: str, version: int) -> tuple[int, dict[str, Any]]:
    """The document of one version of a domain's rulebook. Raises NotPossible where there is none."""
    for row in queries.rulebooks(domain):
        if row.version == version:
            return version, row.document
    raise NotPossible(f"{domain} has no rulebook version {version}")


def rehearse(
    *, domain: str, document: Mapping[str, Any], seams: Seams, version: int = 0, samples: int = 10,
    with_values: bool = False,
) -> Rehearsal:  # fmt: skip
    """Compare the active rulebook with another document over all live records of a domain. Writes nothing.

    Under either, every record is resolved anew, stewards' verdicts in force: what is published does not hold the rules
    back, so that the difference is that of the rules alone. (Put in force, rules split nothing that is published; such
    a golden record becomes a question.) Memory holds the records in columns and one number per candidate pair; values
    are built by the chunk. Raises Unsound for a document that can't be, LookupError where no rulebook is active.
    """
    before, _ = in_force(domain)
    after = laid_over(get(domain), RulebookDocument.of(checked(domain, document)), version)
    scene = live(before, seams.now())
    runs = run(before, scene), run(after, scene)
    groups = runs[0].group, runs[1].group
    outcomes = _outcomes(runs, scene)
    merges, splits = _moved(*groups)
    return Rehearsal(
        domain=domain,
        versions=(before.version, version),
        records=scene.stock.columns.size,
        pairs=len(scene.pairs),
        golden_records=(_count(groups[0]), _count(groups[1])),
        joined=int(outcomes["joined"].sum()),
        parted=int(outcomes["parted"].sum()),
        merges=merges,
        splits=splits,
        values=changed_values((before, after), scene.stock.ids, groups, seams.now()),
        asked=(runs[0].asked, runs[1].asked),
        waiting=linked.count_open_links(domain),
        contradicted=(_contradicted(runs[0], scene), _contradicted(runs[1], scene)),
        samples=tuple(_samples(runs, scene, outcomes, samples, with_values)),
    )


def run(rules: Domain, scene: Live) -> Run:
    """Score and group all live records by these rules."""
    spec, columns, pairs = rules.spec, scene.stock.columns, scene.pairs
    score = PairScorer(rules, columns, scene.stock.mute, np.zeros(columns.size, bool))
    scored = score_pairs(spec, columns, pairs.left, pairs.right, rules.tables)
    edges = Edges(pairs.left, pairs.right, scored.weight, scored.veto)
    fresh = Situation.fresh(columns.size)
    said = replace(
        fresh, must_link=scene.said(SAME), cannot_link=scene.said(DIFFERENT), source=declared(scene.stock.system)
    )
    grouping = cluster(edges, said, spec.thresholds, score)
    return Run(rules, scored, _group_of(grouping, columns.size), len(grouping.reviews))


def _group_of(grouping: Grouping, size: int) -> Indices:
    """The number of every record's group: the lowest of its members."""
    group = np.arange(size)
    for members in grouping.groups:
        group[members] = min(members)
    return group


def _count(group: Indices) -> int:
    return len(distinct(group))


def _moved(before: Indices, after: Indices) -> tuple[int, int]:
    """Groups made of several earlier ones; and groups that fall apart."""
    cells = np.unique(np.column_stack((before, after)), axis=0)
    made, broken = (np.unique(cells[:, side], return_counts=True)[1] for side in (1, 0))
    return int((made > 1).sum()), int((broken > 1).sum())


def _outcomes(runs: Runs, scene: Live) -> dict[str, Flags]:
    """The candidate pairs that are together under one of both rules only, by what becomes of them."""
    first, second = runs[0].together(scene), runs[1].together(scene)
    return {"joined": second & ~first, "parted": first & ~second}


def _contradicted(under: Run, scene: Live) -> dict[str, int]:
    """Stewards' verdicts that these rules alone would go against."""
    joined = joins(under.scored, under.rules.spec.thresholds)
    unasked = (under.scored.weight < under.rules.spec.thresholds.review) | under.scored.vetoed
    return {
        "same_not_even_asked": int((unasked & (scene.labels == SAME)).sum()),
        "different_joined": int((joined & (scene.labels == DIFFERENT)).sum()),
    }


def _samples(runs: Runs, scene: Live, outcomes: Mapping[str, Flags], most: int, with_values: bool) -> Iterator[Sample]:
    """The pairs of either outcome whose weight changes most."""
    moved = np.abs(runs[1].scored.weight - runs[0].scored.weight)
    after = runs[1].rules
    for outcome, rows in outcomes.items():
        places = np.flatnonzero(rows)
        places = places[np.lexsort((places, -moved[places]))][:most]
        left, right = scene.pairs.left[places], scene.pairs.right[places]
        reasons = evidence(after.spec, scene.stock.columns, left, right, after.tables, with_values=with_values)
        for place, lines in zip(places.tolist(), reasons, strict=True):
            yield Sample(
                outcome,
                scene.stock.ids[int(scene.pairs.left[place])],
                scene.stock.ids[int(scene.pairs.right[place])],
                (float(runs[0].scored.weight[place]), float(runs[1].scored.weight[place])),
                tuple(_line(line, with_values) for line in lines if line.weight or line.veto),
            )


def _line(line: Any, with_values: bool) -> dict[str, Any]:
    told = {"comparison": line.comparison, "label": line.label, "weight": line.weight, "veto": line.veto}
    return told | ({"left": line.left, "right": line.right} if with_values else {})
