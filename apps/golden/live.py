"""All that stands in one domain, at once: for training and rehearsing, which look at the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from apps.domains import Domain
from apps.golden import linked
from apps.golden.candidates import MOST_PER_KEY, declared
from apps.golden.verdicts import SAME, Pair
from apps.matching.candidates import CandidatePairs, candidate_pairs
from apps.matching.link import with_neighbours
from apps.matching.refine import DIFFERENT, UNSAID, Labels
from apps.matching.refine import SAME as SAID_SAME
from apps.matching.types import Flags
from apps.sources.stock import Stock, stock


@dataclass(frozen=True, slots=True)
class Live:
    """The live records of a domain, and the pairs that can be the same: by a key, by likeness, by a steward's word.

    `labels` (n) is what stewards said of each pair.
    """

    stock: Stock
    pairs: CandidatePairs
    labels: Labels

    def said(self, label: int) -> tuple[tuple[int, int], ...]:
        """The pairs of records that stewards gave this label."""
        rows = self.labels == label
        return tuple(zip(self.pairs.left[rows].tolist(), self.pairs.right[rows].tolist(), strict=True))

    def possible(self) -> Live:
        """Without the pairs within a system that is declared to hold each thing once, unless a steward spoke of one."""
        source = declared(self.stock.system)
        if source is None:
            return self
        here, there = (source[side] for side in (self.pairs.left, self.pairs.right))
        rows = (here != there) | (here < 0) | (self.labels != UNSAID)
        pairs = replace(
            self.pairs, left=self.pairs.left[rows], right=self.pairs.right[rows], rule=self.pairs.rule[rows]
        )
        return replace(self, pairs=pairs, labels=self.labels[rows])


def live(rules: Domain, now: datetime) -> Live:
    """Read a domain: records in columns, candidates by stored key and by likeness, stewards' verdicts in force."""
    held = stock(rules.name, rules.spec.features())
    pairs = candidate_pairs(held.keys, [min(rule.cap, MOST_PER_KEY) for rule in rules.spec.blocking])
    pairs = with_neighbours(rules.spec, held.columns, pairs)
    pairs, labels = _labelled(held, pairs, linked.verdicts(rules.name, now))
    return Live(held, pairs, labels)


def _labelled(held: Stock, pairs: CandidatePairs, links: Iterable[linked.Link]) -> tuple[CandidatePairs, Labels]:
    """The pairs, with those that only a steward brought together, and what was said of each."""
    number, size = held.number(), max(len(held.ids), 1)
    said: dict[int, int] = {}
    for link in links:
        ends: Pair = (link.left_id, link.right_id)
        if all(end in number for end in ends):
            one, other = sorted(number[end] for end in ends)
            said[one * size + other] = SAID_SAME if link.verdict == SAME else DIFFERENT
    code = pairs.left.astype(np.int64) * size + pairs.right
    beyond = np.array(sorted(said.keys() - set(code[np.isin(code, list(said))].tolist())), np.int64)
    code = np.concatenate((code, beyond))
    labels = np.full(len(code), UNSAID, np.int8)
    places: Flags = np.isin(code, list(said))
    labels[places] = [said[key] for key in code[places].tolist()]
    rule = np.concatenate((pairs.rule, np.full(len(beyond), -1, np.int16)))
    return CandidatePairs(code // size, code % size, rule, pairs.skipped), labels
