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
from apps.matching.chance import Chance, is_needed, voices
from apps.matching.components import connected
from apps.matching.estimate import Estimated
from apps.matching.score import Patterns, patterns
from apps.matching.tally import MATCHES_OF_PRIOR, Doubles, falling, shares, tally, vetoed
from apps.matching.types import Floats, Indices, LevelMatrix, MatchSpec

MOST_ROUNDS: Final = 100
SETTLED: Final = 1e-4
"""The share of records with a partner moved by less than this: estimation is at its end."""

MOST_BITS: Final = 60.0
"""Odds beyond this are not told apart: nothing is that certain anyway."""

ENOUGH: Final = 2000
"""Look-alikes from which what they have in common can be told: fewer do not show what happens once in a thousand."""

ROUNDS: Final = 1000
STILL: Final = 1e-5
"""Messages that all move by less than so many bits have come to rest."""


def partnered(weight: Floats, left: Indices, right: Indices) -> Floats:
    """Weights of n pairs when at most one pair of each seat can be right, in bits.

    A rival counts by its odds, and by whether it has a better partner itself: belief propagation for matchings in a
    graph, which always comes to rest (Bayati, Gamarnik, Katz, Nair and Tetali 2007). A pair without rivals keeps its
    weight; of equal rivals each falls under 0: a machine does not choose between equals.
    """
    odds = np.exp2(np.clip(weight.astype(np.float64), -MOST_BITS, MOST_BITS))
    here, there = (np.unique(seat, return_inverse=True)[1] for seat in (left, right))
    group = connected(2 * len(odds), here, there + len(odds))[here]
    free_left, free_right = np.ones(len(odds)), np.ones(len(odds))
    moving = np.arange(len(odds))
    for _ in range(ROUNDS):
        if not len(moving):
            break
        before = free_left[moving]
        free_left[moving] = _free(odds[moving] * free_right[moving], here[moving])
        free_right[moving] = _free(odds[moving] * free_left[moving], there[moving])
        moved = np.abs(np.log2(free_left[moving] / before)) >= STILL
        # Pairs that no chain of rivals joins do not wait for one another.
        moving = moving[np.isin(group[moving], group[moving[moved]])]
    found = np.log2(odds) + np.log2(free_left) + np.log2(free_right)
    return found.astype(np.float32)


def _free(odds: Doubles, seat: Indices) -> Doubles:
    """Probability that no rival takes the seat."""
    # A sum of large odds less itself may end a rounding error below zero.
    return 1.0 / (1.0 + np.maximum(np.bincount(seat, odds)[seat] - odds, 0.0))


@dataclass(frozen=True, slots=True)
class Others:
    """Levels of pairs that are no candidates: a sample, `far`, which stands for so many; and look-alikes, `alike`.

    Look-alikes are pairs within one source that would be candidates if they were not. None of them is a match, and they
    show what look-alikes have in common all at once, which levels taken one by one do not.
    """

    far: LevelMatrix
    stand_for: int
    alike: LevelMatrix


def estimate_partners(
    spec: MatchSpec, near: LevelMatrix, others: Others, pairs: tuple[Indices, Indices], source: Indices
) -> Estimated:
    """Level weights and prior from the levels of candidate `pairs` and of other pairs.

    Expectation-maximisation as in `estimate`, but candidates for one seat share one chance, and the prior is that of a
    one-to-one job: the share of the smaller source that has a partner, as odds, over the number it is chosen from. So
    where nearly everything has its partner, a pair needs less to be believed.

    What is chance is measured twice, among all pairs and among look-alikes: the one takes a look-alike in a large
    catalogue for a partner, the other a partner that is described otherwise for a look-alike. Weights and prior are the
    mean of the two.
    """
    if not len(near) and not len(others.far):
        return Estimated(spec, 0.0, 0)
    found, seat = patterns(near), seats(*pairs, source)
    each = np.full(len(others.far), others.stand_for / max(len(others.far), 1))
    sizes = np.sort(np.bincount(source))[::-1]
    largest, smallest = int(sizes[0]), int(sizes[min(1, len(sizes) - 1)])
    everywhere = _Partners(spec, found, _tally(spec, others.far, each), seat).settled(largest, smallest)
    if len(others.alike) < ENOUGH or not len(near):
        return everywhere
    alike = [row + 1 / len(row) for row in _tally(spec, others.alike, np.ones(len(others.alike)))]
    among = _Partners(spec, found, alike, seat, fixed=True).settled(len(near) / smallest, smallest)
    return _mean(everywhere, among, found, seat)


def _mean(one: Estimated, other: Estimated, found: Patterns, seat: tuple[Indices, Indices]) -> Estimated:
    """Weights and prior half way between two estimates: the geometric mean of the odds they give to any pair."""
    weights = {
        c.name: [round((a.weight + b.weight) / 2, 3) for a, b in zip(c.levels, d.levels, strict=True)]
        for c, d in zip(one.spec.comparisons, other.spec.comparisons, strict=True)
    }
    spec = replace(one.spec.reweighed(weights), prior=(one.spec.prior + other.spec.prior) / 2)
    rows = [np.array(row) for row in weights.values()]
    matches = float(_expected(spec, rows, found, seat).sum())
    return Estimated(spec, matches, one.rounds + other.rounds)


def _expected(spec: MatchSpec, weights: Sequence[Doubles], found: Patterns, seat: tuple[Indices, Indices]) -> Doubles:
    """Expected matches of every pattern by these weights and the prior of `spec`, rivals considered."""
    odds = np.full(len(found.levels), spec.prior)
    for row, levels in zip(weights, found.levels.T, strict=True):
        odds += np.append(row, 0.0)[levels]
    odds[vetoed(spec.comparisons, found.levels)] = -MOST_BITS
    weight = partnered(odds[found.of_pair].astype(np.float32), *seat).astype(np.float64)
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
        seat: tuple[Indices, Indices],
        *,
        fixed: bool = False,
    ) -> None:
        self.spec, self.found, self.far, self.seat, self.fixed = spec, found, others, seat, fixed
        declared = [np.array([level.weight for level in c.levels]) for c in spec.comparisons]
        near = self._tally(found.counts.astype(np.float64))
        seen = others if fixed else [n + f for n, f in zip(near, others, strict=True)]
        few = not fixed and is_needed(voices(spec.comparisons, near))
        self.known_chance = [Chance.of(c, row) for c, row in zip(spec.comparisons, seen, strict=True)] if few else []
        self.u = [each.shares for each in self.known_chance] or [shares(row + 1 / len(row)) for row in seen]
        self.declared = [shares(u * np.exp2(w)) for u, w in zip(self.u, declared, strict=True)]
        self.unlike = [shares(m * np.exp2(-w)) for m, w in zip(self.declared, declared, strict=True)]
        self.m = self.declared
        self.partners = 0.5

    def settled(self, among: float, smallest: int) -> Estimated:
        """The estimate where each of the `smallest` source's records chooses among so many of the other."""
        if self.known_chance:
            self.settle(among, smallest, learn_chance=False)
        prior, matches, rounds = self.settle(among, smallest, learn_chance=not self.fixed)
        return Estimated(replace(self.reweighed(), prior=prior), matches, rounds)

    def settle(self, among: float, smallest: int, *, learn_chance: bool = True) -> tuple[float, float, int]:
        """Until the share of records with a partner stands still: prior, expected matches, rounds taken."""
        rounds, before = 0, 0.0
        while rounds < MOST_ROUNDS and abs(self.partners - before) > SETTLED:
            prior = float(np.log2(self.partners / (1 - self.partners) / among))
            before, chance = self.partners, self._chances(prior)
            self.partners = min(max(float(chance.sum()), 0.5) / smallest, 1 - 1 / (smallest + 2))
            self._maximise(chance, learn_chance)
            rounds += 1
        return prior, float(chance.sum()), rounds

    def _chances(self, prior: float) -> Doubles:
        return _expected(replace(self.spec, prior=prior), self.weights(), self.found, self.seat)

    def _maximise(self, chance: Doubles, learn_chance: bool) -> None:
        matches = self._tally(chance)
        self.m = [shares(n + MATCHES_OF_PRIOR * d) for n, d in zip(matches, self.declared, strict=True)]
        if learn_chance:
            rest = [n + f for n, f in zip(self._tally(self.found.counts - chance), self.far, strict=True)]
            rest = [n + d for n, d in zip(rest, self.unlike, strict=True)]
            self.u = (
                [known.beside(n) for n, known in zip(rest, self.known_chance, strict=True)]
                if self.known_chance
                else [shares(n) for n in rest]
            )

    def weights(self) -> list[Doubles]:
        return [falling(np.log2(m / u), m + u) for m, u in zip(self.m, self.u, strict=True)]

    def reweighed(self) -> MatchSpec:
        rows = zip(self.spec.comparisons, self.weights(), strict=True)
        return self.spec.reweighed({c.name: [round(float(w), 3) for w in row] for c, row in rows})

    def _tally(self, pairs: Doubles) -> list[Doubles]:
        return _tally(self.spec, self.found.levels, pairs)


def _tally(spec: MatchSpec, levels: LevelMatrix, pairs: Doubles) -> list[Doubles]:
    return tally(levels, [len(c.levels) for c in spec.comparisons], pairs)
