"""Who could be the same as the claimed records: the scene that a batch is decided in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden import queries
from apps.golden.heads import Head, heads
from apps.golden.ours import PairScorer, homes, made_for
from apps.golden.standing import Ends, Standing, among, standing
from apps.golden.words import Verdict
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.situation import Edges, Situation, joined
from apps.matching.types import BlockingRule, Indices
from apps.sources import queries as sources
from apps.sources.neighbours import neighbours
from apps.sources.queries import Named, Observed

MOST_PER_KEY = 200
"""A key shared by more records than this says little about any of them; it is skipped, and the skip is noted."""


def reach_of(rule: BlockingRule) -> int:
    """How many records may share a key of the rule so that one arriving record looks at them."""
    return MOST_PER_KEY if rule.nearest else min(rule.cap, MOST_PER_KEY)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that one batch is decided with: nodes are source records, numbered in `nodes`.

    `claimed` are the live records to decide about. Of the others only the names are known, and only the heads of their
    golden records: most of them stay as they are. `home` is the golden record each record belongs to already, `links`
    are the standing links with one end or both among the nodes, `made` the records that we created. `found_by` are the
    rules whose keys brought a pair of nodes together, as bits of a number.
    """

    nodes: Sequence[UUID]
    claimed: Mapping[UUID, Observed]
    records: Mapping[UUID, Observed | Named]
    features: Mapping[UUID, Mapping[str, str]]
    home: Mapping[UUID, UUID]
    goldens: Mapping[UUID, Head]
    links: Sequence[Standing]
    made: Collection[UUID]
    columns: Columns
    edges: Edges
    found_by: Mapping[tuple[int, int], int]
    crowded: Sequence[tuple[str, int, int]]

    def number(self) -> dict[UUID, int]:
        return {record: position for position, record in enumerate(self.nodes)}

    def score(self, domain: Domain) -> PairScorer:
        mute = np.array([not self.features.get(node) for node in self.nodes], dtype=bool)
        return PairScorer(domain, self.columns, mute, np.array([node in self.made for node in self.nodes], dtype=bool))


@dataclass(frozen=True, slots=True)
class Near:
    """The claimed records and the others that pairs of some strength speak for; pairs are positions in `records`."""

    records: Sequence[UUID]
    features: dict[UUID, dict[str, str]]
    pairs: Edges
    rules: Indices
    crowded: Sequence[tuple[str, int, int]]


def look_around(domain: Domain, claimed: Collection[UUID]) -> Near:
    """Find candidates by blocking key and score them: a look at source records alone, whoever is deciding meanwhile.

    Of the candidates only those stay that a pair of review strength speaks for: weaker pairs decide nothing, and they
    are most of those that keys bring together. One that changes later is in the tray again, and looks for its like.
    """
    rules = domain.spec.blocking
    found = neighbours(
        domain.name,
        list(claimed),
        caps=[min(rule.cap, MOST_PER_KEY) for rule in rules],
        closest={number: rule.nearest for number, rule in enumerate(rules) if rule.nearest},
        most=MOST_PER_KEY,
    )
    forms = sources.features_in_order(found.records)
    columns = Columns.of([form or {} for form in forms], domain.spec.features())
    scored = score_pairs(domain.spec, columns, found.left, found.right, domain.tables)
    pairs = Edges(found.left, found.right, scored.weight, scored.veto)
    telling = pairs.weight >= min(domain.spec.thresholds.review, domain.spec.thresholds.join)
    stays = np.arange(len(found.records)) < len(claimed)
    stays[pairs.right[telling]] = True
    kept, rules_of = pairs.where(stays[pairs.right]), found.rules[stays[pairs.right]]
    place = np.cumsum(stays) - 1
    kept_numbers = np.nonzero(stays)[0].tolist()
    return Near(
        records=[found.records[number] for number in kept_numbers],
        features={found.records[number]: form for number in kept_numbers if (form := forms[number]) is not None},
        pairs=replace(kept, left=place[kept.left], right=place[kept.right]),
        rules=rules_of,
        crowded=[(rules[rule].name, key, size) for rule, key, size in found.crowded],
    )


def gather(domain: Domain, claimed: Mapping[UUID, Observed], near: Near) -> Scene:
    """Candidates by blocking key and by standing link, with the golden records of either whole; pairs are scored."""
    links = standing(claimed)
    touched = {*claimed, *near.records, *(record for link in links for record in link.ends)}
    made = made_for(domain, claimed)
    home, goldens = _homes(touched, homes(made))
    records = _alive(claimed, touched | home.keys())
    made |= made_for(domain, {key: records[key] for key in records.keys() - claimed.keys()})
    nodes = sorted(records, key=lambda key: (records[key].system_id, records[key].external_id))
    features = near.features | sources.features(records.keys() - near.features.keys())
    columns = Columns.of([features.get(node, {}) for node in nodes], domain.spec.features())
    return Scene(
        nodes=nodes,
        claimed=claimed,
        records=records,
        features=features,
        home={record: golden for record, golden in home.items() if record in records},
        goldens=goldens,
        links=[*links, *_further(links, records.keys() - claimed.keys())],
        made=made.keys(),
        columns=columns,
        edges=_edges(domain, columns, nodes, near, [link.ends for link in links]),
        found_by=_found_by(nodes, near),
        crowded=near.crowded,
    )


def _found_by(nodes: Sequence[UUID], near: Near) -> dict[tuple[int, int], int]:
    """The rules that brought a pair of nodes (lower first) together, for those pairs that keys brought together."""
    number = {record: position for position, record in enumerate(nodes)}
    node = [number.get(record, -1) for record in near.records]
    ends = zip(near.pairs.left.tolist(), near.pairs.right.tolist(), strict=True)
    pairs = ((min(node[one], node[other]), max(node[one], node[other])) for one, other in ends)
    return dict(zip(pairs, near.rules.tolist(), strict=True))


def _edges(domain: Domain, columns: Columns, nodes: Sequence[UUID], near: Near, linked: Sequence[Ends]) -> Edges:
    """The scored pairs by the numbers of their nodes, and those that only a link brings together, scored now."""
    number = {record: position for position, record in enumerate(nodes)}
    node = np.array([number.get(record, -1) for record in near.records], np.int64)
    edges = replace(near.pairs, left=node[near.pairs.left], right=node[near.pairs.right])
    edges = edges.where((edges.left >= 0) & (edges.right >= 0))
    known = [(number[one], number[other]) for one, other in linked if one in number and other in number]
    left, right = np.array(known, np.int64).reshape(-1, 2).T
    scored = score_pairs(domain.spec, columns, left, right, domain.tables)
    return joined(edges, Edges(left, right, scored.weight, scored.veto))


def _further(links: Sequence[Standing], others: set[UUID]) -> list[Standing]:
    """The links of the other nodes, without those that are known already."""
    known = {link.id for link in links}
    return [link for link in standing(others) if link.id not in known] if others else []


def _homes(touched: set[UUID], bound_to: Mapping[UUID, UUID]) -> tuple[dict[UUID, UUID], dict[UUID, Head]]:
    """The golden records of these records: all their members with their home, and their heads.

    Nobody else decides about the domain meanwhile, so that they stay as they are read; what is written is locked then.
    """
    goldens = heads({*queries.goldens_of(touched).values(), *bound_to.values()})
    if not goldens:
        return {}, {}
    home = queries.record_ids_of(goldens)
    return home | {r: g for r, g in bound_to.items() if goldens[g].is_live}, goldens


def _alive(claimed: Mapping[UUID, Observed], wanted: set[UUID]) -> dict[UUID, Observed | Named]:
    """The claimed records and, of the others wanted, those that their systems still hold."""
    unseen = wanted - claimed.keys()
    return {**claimed, **(sources.named(unseen) if unseen else {})}


def situation(scene: Scene, now: datetime) -> Situation:
    """What holds before the batch: golden records by number, and what stewards have said."""
    number = scene.number()
    order = {golden: position for position, golden in enumerate(scene.goldens)}
    existing = np.array([order[scene.home[node]] if node in scene.home else -1 for node in scene.nodes], np.int64)
    verdicts = [link for link in among(scene.links, number) if link.is_said(now)]
    must = tuple((number[v.left], number[v.right]) for v in verdicts if v.verdict == Verdict.SAME)
    cannot = tuple((number[v.left], number[v.right]) for v in verdicts if v.verdict in ("different", "related"))
    return Situation(
        rank=np.arange(len(scene.nodes)),
        existing=existing,
        confirmed=frozenset(order[key] for key, golden in scene.goldens.items() if golden.confirmed),
        must_link=must,
        cannot_link=cannot,
        changed=frozenset(number[key] for key in scene.claimed if key in scene.home),
        source=declared(np.array([scene.records[node].system_id for node in scene.nodes], np.int64)),
    )


def declared(system: Indices) -> Indices | None:
    """Per record its system where that is declared to hold each thing once, -1 elsewhere; None: no system is."""
    once = [each.id for each in sources.systems() if each.duplicate_free]
    return np.where(np.isin(system, once), system, -1) if once else None


def is_matchable(domain: Domain, features: Mapping[str, str]) -> bool:
    """True if there is anything to recognise the record by: kind and country alone, say, speak for nobody."""
    return any(features.get(name) for name in _telling(domain))


@lru_cache(maxsize=32)
def _telling(domain: Domain) -> tuple[str, ...]:
    """The features whose agreement speaks for a pair."""
    spec = domain.spec
    telling = (c.features for c in spec.comparisons if max(level.weight for level in c.levels) > 0)
    return tuple(dict.fromkeys(name for names in telling for name in names))
