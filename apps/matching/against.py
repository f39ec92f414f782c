"""One record against a few others, without columns: for the arriving record, and for the question of a form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import numpy as np

from apps.matching import rarity, single, single_parts
from apps.matching.columns import Columns
from apps.matching.compare import check, cuts
from apps.matching.kept import Kept
from apps.matching.score import score_levels
from apps.matching.single import Single, Texts
from apps.matching.types import MISSING, NO_TABLES, Comparison, Features, LevelMatrix, MatchSpec, Tables
from apps.matching.weigh import in_grains

SINGLES: Final[dict[str, Single]] = {
    "exact": single.same,
    "one_of": single.same,
    "edit": single.edit,
    "tax_number": single.tax_number,
    "registered": single.registered,
    "date": single.date,
    "online": single.online,
    "phone": single.phone,
    "similar": single.similar,
    "tokens": single.tokens,
    "rarity": rarity.of_one,
    "rarity_alike": rarity.alike_of_one,
    "middle_name": single.middle_name,
    "person_name": single_parts.person_name,
    "address": single_parts.address,
}
"""The kinds that can look at one pair at a time."""

_NO_WEIGHTS: Final[dict[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Beside:
    """How n pairs stand: weight in bits (n), place of the vetoing comparison or -1 (n), levels by comparison (n).

    A comparison that is missing may be left out of a pair's levels.
    """

    weight: list[float]
    veto: list[int]
    levels: list[dict[int, int]]

    @classmethod
    def of(cls, prior: float, pairs: int) -> Beside:
        """Pairs of which nothing is known yet."""
        return cls([in_grains(prior)] * pairs, [-1] * pairs, [{} for _ in range(pairs)])

    def matrix(self, rows: Sequence[int], comparisons: int) -> LevelMatrix:
        """The levels of some of the pairs, as `compare` gives them."""
        found = [[self.levels[row].get(place, MISSING) for place in range(comparisons)] for row in rows]
        return np.array(found, np.int8).reshape(len(rows), comparisons)


@dataclass(frozen=True, slots=True)
class _Question:
    """A comparison as it is asked of one pair: `steps` are the lowest grades of its levels, worst first.

    `texts` gives what a record says to it: its features, empty where missing; who says `nothing` is missing. `bits` and
    `forbids` are of its levels, best first. `near` are the places and levels of the comparisons that say of which pairs
    it is asked: of those, or (not `of_near`) of the others.
    """

    place: int
    comparison: Comparison
    single: Single | None
    features: tuple[str, ...]
    texts: Callable[[Features], Texts]
    nothing: Texts
    steps: list[float]
    floor: float
    bits: tuple[float, ...]
    forbids: tuple[bool, ...]
    near: tuple[tuple[int, int], ...]
    of_near: bool

    def known(self, tables: Tables) -> Mapping[str, float]:
        """How rare its words or values are."""
        known = tables.frequencies if self.comparison.grades_rarity else tables.token_weights
        return known.get(self.features[0]) or _NO_WEIGHTS

    def level(self, mine: Texts, theirs: Texts, known: Mapping[str, float]) -> int:
        assert self.single is not None
        reached = self.single(mine, theirs, self.floor, known)
        return MISSING if reached != reached else len(self.steps) - bisect_right(self.steps, reached)  # NaN: missing

    def leaves_out(self, found: Mapping[int, int]) -> bool:
        """True for a pair of which it is not asked, as the levels before it tell."""
        for place, least in self.near:
            if found.get(place, least + 1) <= least:
                return not self.of_near
        return self.of_near


def _questions(comparisons: Sequence[Comparison]) -> list[_Question]:
    place = {comparison.name: at for at, comparison in enumerate(comparisons)}
    return [_question(comparison, place) for comparison in comparisons]


def _question(comparison: Comparison, place: Mapping[str, int]) -> _Question:
    check(comparison)
    steps = [float(np.float32(step)) for step in reversed(cuts(comparison))]
    return _Question(
        place[comparison.name],
        comparison,
        SINGLES.get(comparison.kind),
        comparison.features,
        _texts(comparison.features),
        ("",) * len(comparison.features),
        steps,
        max(steps[0], 0.0),
        tuple(in_grains(level.weight) for level in comparison.levels),
        tuple(level.veto for level in comparison.levels),
        tuple((place[name], least) for name, least in comparison.given or comparison.unless),
        bool(comparison.given),
    )


def _texts(features: tuple[str, ...]) -> Callable[[Features], Texts]:
    first, *others = features
    if others:
        return lambda record: tuple(map(record.get, features, repeat("")))
    return lambda record: (record.get(first, ""),)


_questions_of: Final = Kept(_questions)


def against(spec: MatchSpec, one: Features, others: Sequence[Features], tables: Tables = NO_TABLES) -> Beside:
    """How one record stands beside each of n others, to the bit as `score_levels` has them.

    Only the comparisons that the one record can answer are asked. Raises `SpecError` for one that cannot be asked.
    """
    asked = [question for question in _questions_of(spec.comparisons) if not one.keys().isdisjoint(question.features)]
    if any([question.single is None for question in asked]):
        return _by_columns(spec, one, others, tables)
    stand = Beside.of(spec.prior, len(others))
    for question in asked:
        if not question.comparison.grades_rarity or tables.frequencies:  # without a table nothing is rare or common
            _ask(question, one, others, tables, stand)
    return stand


def _ask(question: _Question, one: Features, others: Sequence[Features], tables: Tables, stand: Beside) -> None:
    """Ask a comparison of every pair; `told` holds the levels of those who said the same."""
    texts, known, told = question.texts, question.known(tables), {question.nothing: MISSING}
    mine, near = texts(one), question.near
    for row, (other, levels) in enumerate(zip(others, stand.levels, strict=True)):
        if near and question.leaves_out(levels):
            continue
        theirs = texts(other)
        level = told.get(theirs)
        if level is None:
            level = told[theirs] = question.level(mine, theirs, known)
        if level == MISSING:
            continue
        levels[question.place] = level
        stand.weight[row] += question.bits[level]
        if question.forbids[level] and stand.veto[row] < 0:
            stand.veto[row] = question.place


def _by_columns(spec: MatchSpec, one: Features, others: Sequence[Features], tables: Tables) -> Beside:
    columns = Columns.of([one, *others], features_asked(spec, one))
    left, right = np.zeros(len(others), np.int64), np.arange(1, len(others) + 1)
    scored, levels = score_levels(spec, columns, left, right, tables)
    return Beside(scored.weight.tolist(), scored.veto.tolist(), [dict(enumerate(row)) for row in levels.tolist()])


def features_asked(spec: MatchSpec, one: Features) -> list[str]:
    """The features of all comparisons that a record can answer; the others say nothing about it."""
    asked = [c for c in spec.comparisons if any(one.get(feature) for feature in c.features)]
    return list(dict.fromkeys(feature for c in asked for feature in c.features))
