"""Weights with labels: what people said about pairs, counted beside what the weights say about all the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.patterns import Patterns
from apps.matching.score import probability
from apps.matching.tally import MATCHES_OF_PRIOR, Doubles, falling, shares, tally
from apps.matching.types import MatchSpec

Labels = NDArray[np.int8]
"""What is known of each pair: SAME, DIFFERENT, or UNSAID."""

SAME: Final = 1
DIFFERENT: Final = 0
UNSAID: Final = -1

OPINION: Final = 4.0
"""The weights' opinion about a pattern of levels counts as much as this many answers about it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Per pattern of levels: pairs in all, answers about them, and how many of those were *same*."""

    patterns: Patterns
    answers: Doubles
    same: Doubles

    def matches(self, weight: Doubles) -> Doubles:
        """Expected matches per pattern: those said to be, and of the others as many as weights and answers expect."""
        expected = (OPINION * probability(weight.astype(np.float32)) + self.same) / (OPINION + self.answers)
        return np.asarray(self.same + (self.patterns.counts - self.answers) * expected)


def refined(spec: MatchSpec, found: Patterns, labels: Labels) -> MatchSpec:
    """The specification with level weights and prior that heed the answers about some of its candidate pairs.

    `found` are the patterns of all candidate pairs (n), `labels` (n). Pairs with the same levels speak for each other:
    an answer counts for its pattern beside the opinion of the weights, then the shares of levels among matches and
    among the others are counted anew, once (one step of expectation-maximisation with known cases; Nigam and others
    2000. More steps would drift, with three answers as with three hundred). Which pairs were asked about does not bias
    it, as long as they were chosen by their levels. Weights never contradict the order of the levels. Without answers
    nothing changes.
    """
    if not (labels != UNSAID).any():
        return spec
    said = _said(found, labels)
    model = _Shares(spec, said)
    model.count(said.matches(model.weight()))
    weights = {c.name: row.tolist() for c, row in zip(spec.comparisons, model.weights, strict=True)}
    return replace(spec.reweighed(weights), prior=round(model.prior, 3))


def keeping_unseen(spec: MatchSpec, before: MatchSpec, found: Patterns) -> MatchSpec:
    """The specification, with the weight it had before for every level that none of these candidate pairs has.

    Where only organisations have landed so far, nothing has been learnt of a person beside an organisation. The order
    of the levels is kept: such a weight lies between those of the levels around it that were seen.
    """
    weights = {}
    for place, (new, old) in enumerate(zip(spec.comparisons, before.comparisons, strict=True)):
        seen = np.bincount(found.levels[:, place] + 1, minlength=len(new.levels) + 1)[1:] > 0
        row = [level.weight for level in new.levels]
        for at in np.flatnonzero(~seen).tolist():
            above = min((row[i] for i in range(at) if seen[i]), default=np.inf)
            below = max((row[i] for i in range(at + 1, len(row)) if seen[i]), default=-np.inf)
            row[at] = float(min(max(old.levels[at].weight, below), above))
        weights[new.name] = row
    return spec.reweighed(weights)


def _said(found: Patterns, labels: Labels) -> _Said:
    size = len(found.counts)
    answers = np.bincount(found.of_pair[labels != UNSAID], minlength=size).astype(np.float64)
    return _Said(found, answers, np.bincount(found.of_pair[labels == SAME], minlength=size).astype(np.float64))


class _Shares:
    """m and u of every level, told from the weights and from the matches they expect among the candidates."""

    def __init__(self, spec: MatchSpec, said: _Said) -> None:
        self.levels = said.patterns.levels
        self.weights = [np.array([level.weight for level in c.levels]) for c in spec.comparisons]
        self.prior = spec.prior
        self.first: Doubles = probability(self.weight().astype(np.float32)).astype(np.float64) * said.patterns.counts
        self.matches = max(float(self.first.sum()), 0.5)
        self.others = self.matches * 2.0**-spec.prior
        self.seen = self._tally(self.first)
        self.m = [shares(row + MATCHES_OF_PRIOR / len(row)) for row in self.seen]
        self.u = [m * np.exp2(-w) for m, w in zip(self.m, self.weights, strict=True)]
        self.declared = self.weights

    def weight(self) -> Doubles:
        """What every pattern weighs, in bits."""
        bits = np.full(len(self.levels), float(self.prior))
        for row, levels in zip(self.weights, self.levels.T, strict=True):
            bits += np.append(row, 0.0)[levels]
        return bits

    def count(self, matches: Doubles) -> None:
        """Take these matches per pattern for true: what joins the matches leaves the others."""
        fresh, moved = self._tally(matches), self._tally(self.first - matches)
        self.weights = [
            self._row(k, fresh[k], moved[k]) if fresh[k].sum() + self.seen[k].sum() > 0 else self.declared[k]
            for k in range(len(self.declared))
        ]
        total = max(float(matches.sum()), 0.5)
        self.prior = float(np.log2(total / max(self.others + self.first.sum() - matches.sum(), 1.0)))

    def _row(self, k: int, fresh: Doubles, moved: Doubles) -> Doubles:
        """log2(m / u) of one comparison: the weights so far, moved by how the shares moved."""
        m = shares(fresh + MATCHES_OF_PRIOR * self.m[k])
        was = shares(self.seen[k] + MATCHES_OF_PRIOR * self.m[k])
        spoke = self.others * float(self.seen[k].sum() + 1.0) / (self.matches + 1.0)
        there = np.maximum(self.u[k] * spoke, 0.5)
        u = np.maximum(there + moved, 0.5)
        bits = self.declared[k] + np.log2(m / was) - np.log2(u / there)
        return np.round(falling(bits, m + self.u[k]), 3)

    def _tally(self, pairs: Doubles) -> list[Doubles]:
        return tally(self.levels, [len(row) for row in self.weights], pairs)
