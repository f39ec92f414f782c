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

from apps.matching.types import Comparison, Level, LevelMatrix, MatchSpec

Doubles = NDArray[np.float64]

ROUNDS: Final = 200
STILL: Final = 1e-6
"""The share of matches moved by less than this part of itself: estimation is at its end."""

FEWEST: Final = 0.5
"""Matches expected at least: with none at all every weight would be minus infinity."""

MATCHES_OF_PRIOR: Final = 20.0
"""The declared weights count as much as this many matches seen: a small batch leans on them, a large one does not."""

CHANCE_OF_PRIOR: Final = 1.0
"""And as much as this many non-matches, so that what never happened by chance is rare rather than impossible."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A pair space as patterns: `levels` (p by k), `counts` (p) of pairs, `open` (p): may these pairs be matches?"""

    levels: LevelMatrix
    counts: Doubles
    open: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimated:
    """The specification with estimated weights and prior; the expected number of matches; the rounds it took."""

    spec: MatchSpec
    matches: float
    rounds: int


def estimate(spec: MatchSpec, counted: Counted) -> Estimated:
    """Level weights and prior that explain the counted patterns best, starting from the declared ones.

    Weights never contradict the order of the levels: a better level weighs at least as much as a worse one.
    """
    model = _Model(spec.comparisons, counted)
    share, rounds = model.settle(2.0**spec.prior)
    weights = model.weights()
    comparisons = tuple(
        replace(c, levels=tuple(_reweighed(level, w) for level, w in zip(c.levels, row, strict=True)))
        for c, row in zip(spec.comparisons, weights, strict=True)
    )
    prior = float(np.log2(share / (1 - share)))
    return Estimated(replace(spec, comparisons=comparisons, prior=prior), share * model.total, rounds)


def _reweighed(level: Level, weight: float) -> Level:
    return replace(level, weight=round(float(weight), 3))


class _Model:
    """m and u of every comparison, one row of level probabilities each."""

    def __init__(self, comparisons: Sequence[Comparison], counted: Counted) -> None:
        self.counted, self.total = counted, float(counted.counts.sum())
        self.levels = [counted.levels[:, k] for k in range(len(comparisons))]
        self.sizes = [len(c.levels) for c in comparisons]
        self.declared = [np.array([level.weight for level in c.levels]) for c in comparisons]
        self.prior_m = [_even(weights) for weights in self.declared]
        self.prior_u = [_normal(m * np.exp2(-w)) for m, w in zip(self.prior_m, self.declared, strict=True)]
        seen = self._tally(counted.counts)
        self.u = [_normal(found + CHANCE_OF_PRIOR * u) for found, u in zip(seen, self.prior_u, strict=True)]
        self.m = [row.copy() for row in self.prior_m]

    def settle(self, share: float) -> tuple[float, int]:
        """Expectation and maximisation until the share of matches stands still; the share and the rounds taken."""
        rounds, before = 0, 0.0
        while rounds < ROUNDS and abs(share - before) > STILL * share:
            matches = self._chance(share) * self.counted.counts
            before, share = share, max(float(matches.sum()), FEWEST) / self.total
            self._maximise(matches)
            rounds += 1
        return share, rounds

    def _chance(self, share: float) -> Doubles:
        """Probability of every pattern to be a match."""
        odds = np.full(len(self.counted.counts), np.log2(share / (1 - share)))
        for row, levels in zip(self.weights(), self.levels, strict=True):
            odds += np.append(row, 0.0)[levels]
        return np.where(self.counted.open, 1.0 / (1.0 + np.exp2(-np.clip(odds, -500, 500))), 0.0)

    def _maximise(self, matches: Doubles) -> None:
        seen, chance = self._tally(matches), self._tally(self.counted.counts - matches)
        for k, prior in enumerate(self.prior_m):
            self.m[k] = _normal(seen[k] + MATCHES_OF_PRIOR * prior)
            self.u[k] = _normal(chance[k] + CHANCE_OF_PRIOR * self.prior_u[k])

    def _tally(self, weights: Doubles) -> list[Doubles]:
        """Weight of every level of every comparison; pairs without the value say nothing."""
        return [
            np.bincount(levels + 1, weights, minlength=size + 1)[1:].astype(np.float64)
            for levels, size in zip(self.levels, self.sizes, strict=True)
        ]

    def weights(self) -> list[Doubles]:
        """log2(m / u) per level, made to fall from the best level to the worst."""
        return [falling(np.log2(m / u), m + u) for m, u in zip(self.m, self.u, strict=True)]


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
    return _normal(np.exp2(low * weights))


def _normal(row: Doubles) -> Doubles:
    shares: Doubles = row / row.sum()
    return shares


def falling(values: Doubles, weights: Doubles) -> Doubles:
    """The nearest row that never rises (weighted least squares): neighbours that rise are averaged together.

    Pool adjacent violators (Ayer and others 1955).
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (one, w1, n1), (other, w2, n2) = blocks[-2:]
            blocks[-2:] = [((one * w1 + other * w2) / (w1 + w2), w1 + w2, n1 + n2)]
    return np.repeat([value for value, _, _ in blocks], [size for _, _, size in blocks])
