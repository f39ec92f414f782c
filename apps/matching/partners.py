"""One-to-one jobs: each record has at most one partner in the other source, and that is evidence in itself.

`partnered` turns weights of single pairs into weights that know of all rivals; `estimate_partners` estimates level
weights with them, so that look-alikes of which only one can be right are not all counted as matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from apps.matching.assign import seats
from apps.matching.chance import Chance
from apps.matching.estimate import Estimated
from apps.matching.patterns import Patterns
from apps.matching.rivals import MOST_BITS, Rivals
from apps.matching.tally import MATCHES_OF_PRIOR, Doubles, falling, shares, tally, vetoed
from apps.matching.types import Floats, Indices, LevelMatrix, MatchSpec

MOST_ROUNDS: Final = 100
SETTLED: Final = 1e-4
"""The share of records with a partner moved by less than this: estimation is at its end."""

ENOUGH: Final = 2000
"""Look-alikes from which what they have in common can be told: fewer do not show what happens once in a thousand."""

NEARLY_STILL: Final = 1e-3
"""Bits by which messages may still move while weights are estimated: the next round goes on from there."""


def partnered(weight: Floats, left: Indices, right: Indices) -> Floats:
    """Weights of n pairs when at most one pair of each seat can be right, in bits.

    A pair without rivals keeps its weight; equal rivals all fall under 0: a machine does not choose between equals.
    """
    return Rivals.of(left, right).partnered(weight).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Alike:
    """Look-alikes: so many `pairs` within one source that would be candidates if they were not. None of them matches.

    They show what look-alikes have in common all at once, which levels taken one by one do not: `levels` (p by k) and
    what each of these patterns counts for (p), in pairs.
    """

    levels: LevelMatrix
    counts: Doubles
    pairs: int


@dataclass(frozen=True, slots=True)
class Others:
    """Pairs that are no candidates: a sample, `far`, which stands for so many; and look-alikes, if looked for."""

    far: Patterns
    stand_for: int
    alike: Alike | None = None


def estimate_partners(
    spec: MatchSpec, found: Patterns, others: Others, pairs: tuple[Indices, Indices], source: Indices
) -> Estimated:
    """Level weights and prior from the patterns found among candidate `pairs` and of other pairs.

    Expectation-maximisation as in `estimate`, but candidates for one seat share one chance, and the prior is that of a
    one-to-one job: of all partners there can be the share there is, as odds, over the number each is chosen from. So
    where nearly everything has its partner, a pair needs less to be believed.

    What is chance is measured twice, among all pairs and among look-alikes: the one takes a look-alike in a large
    catalogue for a partner, the other a partner that is described otherwise for a look-alike. Only where a seat is free
    can a look-alike be taken for the partner: the more often that is so on a side at least, the more they are heeded.
    """
    if not len(found) and not len(others.far):
        return Estimated(spec, 0.0, 0)
    rivals = Rivals.of(*seats(*pairs, source))
    far = others.far.counts.astype(np.float64) * (others.stand_for / max(len(others.far), 1))
    space, most = _room(source)
    everywhere = _Partners(spec, found, _tally(spec, others.far.levels, far), rivals).settled(space / most, most)
    if others.alike is None or others.alike.pairs < ENOUGH or not len(found):
        return everywhere
    alike = [row + 1 / len(row) for row in _tally(spec, others.alike.levels, others.alike.counts)]
    among = _Partners(spec, found, alike, rivals, fixed=True).settled(len(found) / most, most)
    return _between(everywhere, among, 1 - min(among.matches / most, 1.0) ** 2, found, rivals)


def _room(source: Indices) -> tuple[int, int]:
    """So many pairs there are between the sources, and so many of them can match at most.

    Of two sources each record of the smaller one may have its partner; of several that holds for any two of them.
    """
    sizes = np.sort(np.bincount(source))[::-1]
    space = (int(sizes.sum()) ** 2 - int((sizes**2).sum())) // 2
    return space, max(int((np.arange(len(sizes)) * sizes).sum()), 1)


def _between(one: Estimated, other: Estimated, share: float, found: Patterns, rivals: Rivals) -> Estimated:
    """Weights and prior so far on the way from one estimate to the other: a geometric mean of the odds of any pair."""
    weights = {
        c.name: [round(a.weight + share * (b.weight - a.weight), 3) for a, b in zip(c.levels, d.levels, strict=True)]
        for c, d in zip(one.spec.comparisons, other.spec.comparisons, strict=True)
    }
    spec = replace(one.spec.reweighed(weights), prior=one.spec.prior + share * (other.spec.prior - one.spec.prior))
    rows = [np.array(row) for row in weights.values()]
    matches = float(_expected(spec, rows, found, rivals).sum())
    return Estimated(spec, matches, one.rounds + other.rounds)


def _expected(spec: MatchSpec, weights: Sequence[Doubles], found: Patterns, rivals: Rivals) -> Doubles:
    """Expected matches of every pattern by these weights and the prior of `spec`, rivals considered."""
    odds = np.full(len(found.levels), spec.prior)
    for row, levels in zip(weights, found.levels.T, strict=True):
        odds += np.append(row, 0.0)[levels]
    odds[vetoed(spec.comparisons, found.levels)] = -MOST_BITS
    weight = rivals.partnered(odds[found.of_pair], NEARLY_STILL)
    chance = 1.0 / (1.0 + np.exp2(-np.clip(weight, -1000, 1000)))
    return np.bincount(found.of_pair, chance, minlength=len(odds)).astype(np.float64)


class _Partners:
    """Shares m and u of the levels of every comparison among matches and among all else.

    `others` counts the levels of pairs that are no candidates; with `fixed` they alone say what is chance.
    """

    def __init__(
        self,
        spec: MatchSpec,
        found: Patterns,
        others: list[Doubles],
        rivals: Rivals,
        *,
        fixed: bool = False,
    ) -> None:
        self.spec, self.found, self.far, self.rivals, self.fixed = spec, found, others, rivals, fixed
        declared = [np.array([level.weight for level in c.levels]) for c in spec.comparisons]
        near = self._tally(found.counts.astype(np.float64))
        seen = others if fixed else [n + f for n, f in zip(near, others, strict=True)]
        self.known_chance = [] if fixed else [Chance.of(c, row) for c, row in zip(spec.comparisons, seen, strict=True)]
        self.u = [each.shares for each in self.known_chance] or [shares(row + 1 / len(row)) for row in seen]
        self.declared = [shares(u * np.exp2(w)) for u, w in zip(self.u, declared, strict=True)]
        self.unlike = [shares(m * np.exp2(-w)) for m, w in zip(self.declared, declared, strict=True)]
        self.m = self.declared
        self.partners = 0.5

    def settled(self, among: float, most: int) -> Estimated:
        """The estimate where `most` records may have a partner, and each chooses among so many."""
        if not self.fixed:
            self.settle(among, most, learn_chance=False)
        prior, matches, rounds = self.settle(among, most, learn_chance=not self.fixed)
        return Estimated(replace(self.reweighed(), prior=prior), matches, rounds)

    def settle(self, among: float, most: int, *, learn_chance: bool = True) -> tuple[float, float, int]:
        """Until the share of records with a partner stands still: prior, expected matches, rounds taken."""
        rounds, before = 0, 0.0
        while rounds < MOST_ROUNDS and abs(self.partners - before) > SETTLED:
            prior = float(np.log2(self.partners / (1 - self.partners) / among))
            before, chance = self.partners, self._chances(prior)
            self.partners = min(max(float(chance.sum()), 0.5) / most, 1 - 1 / (most + 2))
            self._maximise(chance, learn_chance)
            rounds += 1
        return prior, float(chance.sum()), rounds

    def _chances(self, prior: float) -> Doubles:
        return _expected(replace(self.spec, prior=prior), self.weights(), self.found, self.rivals)

    def _maximise(self, chance: Doubles, learn_chance: bool) -> None:
        matches = self._tally(chance)
        self.m = [shares(n + MATCHES_OF_PRIOR * d) for n, d in zip(matches, self.declared, strict=True)]
        if learn_chance:
            rest = [n + f for n, f in zip(self._tally(self.found.counts - chance), self.far, strict=True)]
            rest = [n + d for n, d in zip(rest, self.unlike, strict=True)]
            self.u = [known.beside(n) for n, known in zip(rest, self.known_chance, strict=True)]

    def weights(self) -> list[Doubles]:
        return [falling(np.log2(m / u), m + u) for m, u in zip(self.m, self.u, strict=True)]

    def reweighed(self) -> MatchSpec:
        rows = zip(self.spec.comparisons, self.weights(), strict=True)
        return self.spec.reweighed({c.name: [round(float(w), 3) for w in row] for c, row in rows})

    def _tally(self, pairs: Doubles) -> list[Doubles]:
        return _tally(self.spec, self.found.levels, pairs)


def _tally(spec: MatchSpec, levels: LevelMatrix, pairs: Doubles) -> list[Doubles]:
    return tally(levels, [len(c.levels) for c in spec.comparisons], pairs)
