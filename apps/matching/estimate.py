"""Weights without labels: expectation-maximisation over counted patterns of levels (Fellegi and Sunter; Winkler 1988).

The whole pair space is described, not the candidates alone: candidates are counted exactly, all other pairs by a random
sample that stands for them. So the share of matches is a share of all pairs, and what happens by chance is measured
where chance is: among pairs that no blocking rule brought together too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.chance import Apart, Chance, is_needed, voices
from apps.matching.identified import denied
from apps.matching.patterns import Patterns
from apps.matching.relatives import let_go
from apps.matching.tally import MATCHES_OF_PRIOR, Doubles, falling, shares, tally, vetoed
from apps.matching.types import Comparison, Flags, Level, LevelMatrix, MatchSpec

ROUNDS: Final = 200
STILL: Final = 1e-6
"""The share of matches moved by less than this part of itself: estimation ends."""

FEWEST: Final = 0.5
"""Matches expected at least: with none at all every weight would be minus infinity."""

SESSION: Final = 100.0
"""Pairs that agree on something that identifies, from which what matches look like is worth learning."""

CLEAR: Final = 3.0
"""A match among such pairs counts as much as three that are matches by their patterns alone."""

CHANCE_OF_PRIOR: Final = 1.0
"""And as much as this many non-matches, so that what never happened by chance is rare rather than impossible."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A pair space as patterns: `levels` (p by k), `counts` (p) of pairs, `open` (p): may these pairs be matches?"""

    levels: LevelMatrix
    counts: Doubles
    open: NDArray[np.bool_]

    @classmethod
    def of(cls, near: Patterns, far: Patterns, others: int) -> Counted:
        """The candidates, which may be matches, and pairs drawn at random from so many `others` there are."""
        return cls(
            np.concatenate([near.levels, far.levels]),
            np.concatenate([near.counts.astype(np.float64), far.counts * (others / max(int(far.counts.sum()), 1))]),
            np.arange(len(near.counts) + len(far.counts)) < len(near.counts),
        )

    def where(self, rows: NDArray[np.bool_]) -> Counted:
        """Some of the patterns only."""
        return Counted(self.levels[rows], self.counts[rows], self.open[rows])


@dataclass(frozen=True, slots=True)
class Estimated:
    """The specification with estimated weights and prior; the expected number of matches; the rounds it took."""

    spec: MatchSpec
    matches: float
    rounds: int


def estimate(spec: MatchSpec, counted: Counted) -> Estimated:
    """Level weights and prior that explain the counted patterns best, starting from the declared ones.

    Where few comparisons speak, what is seen more often than chance would have it, as declared, is taken for matches at
    first; then chance is learnt too, beside what is declared of it. Where enough pairs agree on something that
    identifies, what matches look like is learnt from those, each time from the other comparisons: left to themselves,
    families at one address and branches of one firm would pass for matches. Weights never contradict the order of the
    levels: a better level weighs at least as much as a worse one. Without any pairs nothing changes.

    No forbidden pair is a match, nor one that differs in what identifies: father and son, or one article in two sizes.
    A person and an organisation, or customers of two countries, are not counted at all: what can only forbid says which
    pairs there are to tell apart, and the prior is the share of matches among those.
    """
    counted = counted.where(~_strangers(spec.comparisons, counted.levels))
    counted = replace(counted, open=counted.open & ~vetoed(spec.comparisons, counted.levels))
    if not counted.counts.sum():
        return Estimated(spec, 0.0, 0)
    near = counted.where(counted.open)
    free = let_go(spec.comparisons, near.levels, near.counts)
    counted = replace(counted, open=counted.open & ~denied(spec.comparisons, counted.levels))
    model = _Model(spec.comparisons, counted, free, spec.reach)
    share = 2.0**spec.prior
    if is_needed(model.voices):
        model.know_chance()
        share, _ = model.settle(share, learn_chance=False)
    model.learn_from_sessions()
    share, rounds = model.settle(share)
    weights = {c.name: row.round(3).tolist() for c, row in zip(spec.comparisons, model.weights(), strict=True)}
    prior = float(np.log2(share / (1 - share)))
    return Estimated(replace(spec.reweighed(weights), prior=prior), share * model.total, rounds)


def _strangers(comparisons: Sequence[Comparison], levels: LevelMatrix) -> NDArray[np.bool_]:
    """True for patterns that a comparison forbids which can't speak for a match: its best level weighs nothing."""
    mute = [k for k, comparison in enumerate(comparisons) if comparison.levels[0].weight == 0]
    return vetoed([comparisons[k] for k in mute], levels[:, mute])


class _Model:
    """m and u of every comparison, one row of level probabilities each."""

    def __init__(
        self, comparisons: Sequence[Comparison], counted: Counted, free: Sequence[Flags], reach: float
    ) -> None:
        """Weights rise by `reach` at most. Levels that are `free` have no ceiling but the weight of the level above."""
        self.comparisons, self.counted, self.total = comparisons, counted, float(counted.counts.sum())
        self.free, self.reach = free, reach
        self.levels = [counted.levels[:, k] for k in range(len(comparisons))]
        self.sizes = [len(c.levels) for c in comparisons]
        self.declared = [np.array([level.weight for level in c.levels]) for c in comparisons]
        self.prior_m = [_even(weights) for weights in self.declared]
        self.prior_u = [shares(m * np.exp2(-w)) for m, w in zip(self.prior_m, self.declared, strict=True)]
        seen = self.tally(counted.counts)
        self.u = [shares(found + CHANCE_OF_PRIOR * u) for found, u in zip(seen, self.prior_u, strict=True)]
        self.m = self.prior_m.copy()
        self.known = [MATCHES_OF_PRIOR * row for row in self.prior_m]
        self.known_chance: list[Chance] = []
        self.held = [False] * len(comparisons)
        self.open = counted.open
        self.voices = voices(comparisons, self.tally(np.where(counted.open, counted.counts, 0.0)))
        self.ceilings = [np.where(mine, np.inf, _ceilings(c, reach)) for c, mine in zip(comparisons, free, strict=True)]

    def know_chance(self) -> None:
        """Take into account what is declared of chance.

        Few comparisons make few blocking keys, which miss many a match: what no key brought together may match too. A
        comparison that speaks alone is bounded by chance only. What a rare name tells cannot be learnt from hardly more
        than names; it keeps its weight.
        """
        apart = Apart.of_each(self.comparisons, self.counted.levels, self.counted.counts)
        rows = zip(self.comparisons, self.tally(self.counted.counts), apart, strict=True)
        self.known_chance = [Chance.of(*row) for row in rows]
        self.u = [each.shares for each in self.known_chance]
        self.open = ~vetoed(self.comparisons, self.counted.levels)
        self.held = [c.grades_rarity for c in self.comparisons]
        if len(self.voices) == 1:
            known = zip(self.known_chance, self.ceilings, strict=True)
            self.ceilings = [np.where(chance.declared > 0, np.inf, ceiling) for chance, ceiling in known]

    def learn_from_sessions(self) -> None:
        """Set m of each comparison from the pairs that agree on what identifies; what they show stays as a prior."""
        for session, comparison in enumerate(self.comparisons):
            rows = self.counted.open & (self.levels[session] == 0)
            if comparison.identifies and float(self.counted.counts[rows].sum()) >= SESSION:
                for k, found in self._session(rows, session).items():
                    self.known[k] = self.known[k] + CLEAR * found
        if not self.known_chance:
            self.m = [shares(row) for row in self.known]

    def _session(self, rows: NDArray[np.bool_], session: int) -> dict[int, Doubles]:
        """Expected matches per level of every other comparison, among the pairs that agree in one."""
        others = [k for k in range(len(self.comparisons)) if k != session]
        counts = self.counted.counts[rows]
        part = Counted(self.counted.levels[rows][:, others], counts, np.ones(len(counts), bool))
        model = _Model([self.comparisons[k] for k in others], part, [self.free[k] for k in others], self.reach)
        share, _ = model.settle(0.5)
        return dict(zip(others, model.tally(model.chance(share) * counts), strict=True))

    def settle(self, share: float, *, learn_chance: bool = True) -> tuple[float, int]:
        """Expectation and maximisation until the share of matches stands still; the share and the rounds taken."""
        rounds, before = 0, 0.0
        while rounds < ROUNDS and abs(share - before) > STILL * share:
            matches = self.chance(share) * self.counted.counts
            before, share = share, self._share(float(matches.sum()))
            self._maximise(matches, learn_chance)
            rounds += 1
        return share, rounds

    def _share(self, matches: float) -> float:
        """The share of so many matches, neither nothing nor all."""
        return min(max(matches, FEWEST) / self.total, 1 - 1 / (self.total + 2))

    def chance(self, share: float) -> Doubles:
        """Probability of every pattern to be a match."""
        odds = np.full(len(self.counted.counts), np.log2(share / (1 - share)))
        for row, levels in zip(self.weights(), self.levels, strict=True):
            odds += np.append(row, 0.0)[levels]
        return np.where(self.open, 1.0 / (1.0 + np.exp2(-np.clip(odds, -500, 500))), 0.0)

    def _maximise(self, matches: Doubles, learn_chance: bool) -> None:
        seen, chance = self.tally(matches), self.tally(self.counted.counts - matches)
        for k, known in enumerate(self.known):
            self.m[k] = shares(seen[k] + known)
            if learn_chance:
                rest = chance[k] + CHANCE_OF_PRIOR * self.prior_u[k]
                self.u[k] = self.known_chance[k].beside(rest) if self.known_chance else shares(rest)

    def tally(self, weights: Doubles) -> list[Doubles]:
        return tally(self.counted.levels, self.sizes, weights)

    def weights(self) -> list[Doubles]:
        """log2(m / u) per level, falling from the best level to the worst, none above its ceiling."""
        return [
            declared if held else np.minimum(falling(np.log2(m / u), m + u), ceiling)
            for m, u, ceiling, declared, held in zip(
                self.m, self.u, self.ceilings, self.declared, self.held, strict=True
            )
        ]


def _ceilings(comparison: Comparison, reach: float) -> Doubles:
    """The highest weights of the levels; a best level declared to weigh nothing never speaks for a match.

    That two records are of one country is known from their names already, and would otherwise be counted twice.
    """
    best, *rest = comparison.levels
    return np.array([0.0 if best.weight == 0 else _ceiling(best, reach), *(_ceiling(level, reach) for level in rest)])


def _ceiling(level: Level, reach: float) -> float:
    """The highest weight a level may be given: `reach` above the declared one, and for the worse levels at least 0."""
    return level.weight + reach if level.weight > 0 or level.firm else max(level.weight + reach, 0.0)


def _even(weights: Doubles) -> Doubles:
    """Shares m of the levels among matches for which the declared weights hold exactly: Σ m = Σ m 2^-w = 1.

    Of all such shares the family m ∝ 2^(t w); t is found by halving, Σ 2^(t w) being convex in t.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        t = (low + high) / 2
        if np.exp2(t * weights).sum() > np.exp2((t - 1) * weights).sum():
            high = t
        else:
            low = t
    return shares(np.exp2(low * weights))
