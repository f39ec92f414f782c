"""One record against a few others, without columns: for the arriving record, and for the question of a form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching import rarity, single, single_parts
from apps.matching.columns import Columns
from apps.matching.compare import check, cuts
from apps.matching.kept import Kept
from apps.matching.score import score_levels
from apps.matching.single import Single, Texts
from apps.matching.types import MISSING, NO_TABLES, Comparison, Features, LevelMatrix, MatchSpec, Tables
from apps.matching.weigh import in_grains, rarity_of_one

SINGLES: Final[dict[str, Single]] = {
    "exact": single.same,
    "one_of": single.same,
    "edit": single.edit,
    "date": single.date,
    "online": single.online,
    "phone": single.phone,
    "similar": single.similar,
    "tokens": single.tokens,
    "rarity": rarity.of_one,
    "middle_name": single.middle_name,
    "person_name": single_parts.person_name,
    "address": single_parts.address,
}
"""The kinds that can look at one pair at a time."""

_NO_WEIGHTS: Final[dict[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Beside:
    """How n pairs stand: weight in bits (n), place of the vetoing comparison or -1 (n), levels by comparison asked."""

    weight: Sequence[float]
    veto: Sequence[int]
    levels: Mapping[int, Sequence[int]]

    def matrix(self, rows: Sequence[int], comparisons: int) -> LevelMatrix:
        """The levels of some of the pairs, as `compare` gives them."""
        found = np.full((len(rows), comparisons), MISSING, np.int8)
        for place, levels in self.levels.items():
            found[:, place] = [levels[row] for row in rows]
        return found


@dataclass(frozen=True, slots=True)
class _Question:
    """A comparison as it is asked of one pair: `steps` are the lowest grades of its levels, worst first.

    `bits` and `forbids` are of its levels, best first, and of the missing level, which stands last (at -1). `near` are
    the places and levels of the comparisons that say of which pairs it is asked.
    """

    comparison: Comparison
    single: Single | None
    features: tuple[str, ...]
    steps: list[float]
    floor: float
    bits: tuple[float, ...]
    forbids: tuple[bool, ...]
    near: tuple[tuple[int, int], ...]

    def levels(self, one: Features, others: Sequence[Features], weights: Mapping[str, float]) -> list[int] | None:
        """The level of each pair, None where all are missing; those who say the same get the same answer."""
        columns = [[other.get(feature, "") for other in others] for feature in self.features]
        sides: list[Texts] = list(zip(*columns, strict=True))
        mine = tuple([one.get(feature, "") for feature in self.features])
        level = {theirs: self._level(mine, theirs, weights) for theirs in set(sides)}
        return [level[theirs] for theirs in sides] if any([each >= 0 for each in level.values()]) else None

    def _level(self, mine: Texts, theirs: Texts, weights: Mapping[str, float]) -> int:
        steps = self.steps
        assert self.single is not None
        reached = self.single(mine, theirs, self.floor, weights)
        return MISSING if reached != reached else len(steps) - bisect_right(steps, reached)  # NaN: missing

    def left_out(self, levels: Sequence[int], found: Mapping[int, Sequence[int]]) -> list[int]:
        """The levels, missing for the pairs of which it is not asked."""
        wanted = bool(self.comparison.given)
        before = [(found[place], least) for place, least in self.near if place in found]
        close = [any([0 <= known[row] <= least for known, least in before]) for row in range(len(levels))]
        return [level if near == wanted else MISSING for level, near in zip(levels, close, strict=True)]


def _questions(comparisons: Sequence[Comparison]) -> list[_Question]:
    place = {comparison.name: at for at, comparison in enumerate(comparisons)}
    return [_question(comparison, place) for comparison in comparisons]


def _question(comparison: Comparison, place: Mapping[str, int]) -> _Question:
    check(comparison)
    steps = [float(np.float32(step)) for step in reversed(cuts(comparison))]
    return _Question(
        comparison,
        SINGLES.get(comparison.kind),
        comparison.features,
        steps,
        max(steps[0], 0.0),
        (*(in_grains(level.weight) for level in comparison.levels), 0.0),
        (*(level.veto for level in comparison.levels), False),
        tuple((place[name], least) for name, least in comparison.given or comparison.unless),
    )


_asked: Final = Kept(_questions)


def against(spec: MatchSpec, one: Features, others: Sequence[Features], tables: Tables = NO_TABLES) -> Beside:
    """How one record stands beside each of n others, to the bit as `score_levels` has them.

    Only the comparisons that the one record can answer are asked. Raises `SpecError` for one that cannot be asked.
    """
    heard = [asked for asked in enumerate(_asked(spec.comparisons)) if not one.keys().isdisjoint(asked[1].features)]
    if any(question.single is None for _, question in heard):
        return _by_columns(spec, one, others, tables)
    weight = [in_grains(spec.prior)] * len(others)
    veto = [-1] * len(others)
    found: dict[int, list[int]] = {}
    for place, question in heard:
        known = tables.frequencies if question.comparison.kind == "rarity" else tables.token_weights
        levels = question.levels(one, others, known.get(question.features[0]) or _NO_WEIGHTS)
        if levels is None:
            continue
        if question.near:
            levels = question.left_out(levels, found)
        found[place] = levels
        bits = question.bits
        weight = [before + bits[level] for before, level in zip(weight, levels, strict=True)]
        forbids = question.forbids
        if True in forbids:
            veto = [place if at < 0 and forbids[level] else at for at, level in zip(veto, levels, strict=True)]
        table = tables.frequencies.get(question.comparison.frequency_of)
        if table:
            extra = _rarity(question.comparison, one, others, levels, table)
            weight = [before + more for before, more in zip(weight, extra, strict=True)]
    return Beside(weight, veto, found)


def _rarity(
    comparison: Comparison, one: Features, others: Sequence[Features], levels: Sequence[int], table: Mapping[str, float]
) -> list[float]:
    name = comparison.frequency_of
    return rarity_of_one(comparison, one.get(name, ""), [other.get(name, "") for other in others], levels, table)


def _by_columns(spec: MatchSpec, one: Features, others: Sequence[Features], tables: Tables) -> Beside:
    columns = Columns.of([one, *others], features_asked(spec, one))
    left, right = np.zeros(len(others), np.int64), np.arange(1, len(others) + 1)
    scored, levels = score_levels(spec, columns, left, right, tables)
    return Beside(scored.weight.tolist(), scored.veto.tolist(), dict(enumerate(levels.T.tolist())))


def features_asked(spec: MatchSpec, one: Features) -> list[str]:
    """The features of all comparisons that a record can answer; the others say nothing about it."""
    asked = [c for c in spec.comparisons if any(one.get(feature) for feature in c.features)]
    return list(dict.fromkeys(feature for c in asked for feature in (*c.features, c.frequency_of) if feature))
