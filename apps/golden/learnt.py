"""What the live records of a domain teach: weights and thresholds, and whether these match better than the declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from apps.domains import Domain
from apps.golden.live import Live
from apps.matching.candidates import CandidatePairs
from apps.matching.decide import joins
from apps.matching.estimate import Counted, estimate
from apps.matching.identified import Answers, answers
from apps.matching.link import seen_in, with_others
from apps.matching.patterns import Patterns, compared
from apps.matching.population import shared_tables
from apps.matching.refine import DIFFERENT, SAME, UNSAID, Labels, keeping_unseen, refined
from apps.matching.score import score_patterns
from apps.matching.types import MatchSpec, ScoredPairs, Tables, Thresholds

FEWEST: Final = 50.0
"""Expected matches from which a population says more about weights than the domain file does."""

SWAY: Final = 3.0
"""Bits by which live records may move a declared weight: it happens eight times as often, or as seldom. Relatives,
branches and variants look like matches to any estimate without answers, however many records there are."""

WRONG: Final = 0.01
"""Share of *different* among the answers about pairs that would join, from which the join threshold rises."""

ANSWERS: Final = 20
STEP: Final = 0.5
MOST: Final = 16.0


class NotTrainable(ValueError):
    """There is not enough to learn from; the message says what there is and what it takes."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of pairs that something identifies, by all the rest: under the declared weights and the learnt.

    Of so many `answers`, `same` are about what is the same. `wrong` is the share of different things among the pairs
    that would join, `found` the share of what is the same that would join.
    """

    answers: int
    same: int
    wrong: tuple[float, float]
    found: tuple[float, float]

    @classmethod
    def of(cls, declared: tuple[Answers, float], learnt: tuple[Answers, float]) -> Judged:
        """From the answers under either, and the weight from which pairs join."""

        def both(ask: Callable[[Answers, float], float]) -> tuple[float, float]:
            return round(ask(*declared), 4), round(ask(*learnt), 4)

        return cls(len(learnt[0]), int(learnt[0].same.sum()), both(Answers.wrong), both(Answers.found))

    @property
    def untold(self) -> bool:
        """There are too few answers to tell."""
        return self.same < ANSWERS

    @property
    def worse(self) -> bool:
        """More would join wrongly than is allowed and than was before, or less of what is the same would join."""
        return not self.untold and (self.wrong[1] > max(WRONG, self.wrong[0]) or self.found[1] < self.found[0])

    def in_words(self) -> str:
        """What speaks against the learnt rules; nothing where they match as well or better."""
        if self.untold:
            return "too few records are identified to tell whether this matches better: rehearse it with care"
        if not self.worse:
            return ""
        wrong, found = ([f"{100 * share:.1f}" for share in shares] for shares in (self.wrong, self.found))
        return (
            f"the declared weights match better: judged by {self.answers} pairs that something identifies, of a hundred"
            f" that would join {wrong[1]} are wrong (declared: {wrong[0]}), and of a hundred that are the same"
            f" {found[1]} would join (declared: {found[0]})"
        )


@dataclass(frozen=True, slots=True)
class Learnt:
    """The learnt specification and tables, how they were judged, and the figures of the training."""

    spec: MatchSpec
    tables: Tables
    judged: Judged
    figures: dict[str, Any]


def learnt(base: Domain, scene: Live, thresholds: Thresholds, seed: int) -> Learnt:
    """Weights and prior from the live pairs and the stewards' answers, thresholds that heed all answers there are.

    Raises NotTrainable.
    """
    columns, pairs = scene.stock.columns, scene.pairs
    if not len(pairs):
        raise NotTrainable(
            f"{columns.size} {base.plural}, none of which can be another; there is nothing to learn from"
        )
    tables = shared_tables(base.spec, columns)
    pairs, space = with_others(columns, pairs, None, seed)
    seen = seen_in(base.spec, columns, space, tables)
    # Pair by pair, as arriving records are judged, also where systems hold each thing once.
    estimated = estimate(base.spec, Counted.of(seen.near, seen.far, seen.others))
    if estimated.matches < FEWEST:
        raise NotTrainable(
            f"{columns.size} {base.plural} with some {estimated.matches:.0f} pairs that are the same;"
            f" it takes {FEWEST:.0f} to learn weights from"
        )
    spec = refined(near_to(base.spec, estimated.spec), seen.near, scene.labels)
    spec = keeping_unseen(spec, base.spec, seen.near)
    scored = score_patterns(spec, seen.near)
    known = answers(spec, seen.near, scored.weight)
    declared = _declared(base, scene, pairs)
    spec = replace(spec, thresholds=_heeding_all(thresholds, _said(scored, scene.labels), known, declared))
    judged = Judged.of((declared, thresholds.join), (known, spec.thresholds.join))
    return Learnt(spec, tables, judged, _figures(scene, estimated.matches, spec, scored) | {"judged": asdict(judged)})


def _figures(scene: Live, matches: float, spec: MatchSpec, scored: ScoredPairs) -> dict[str, Any]:
    labels = scene.labels
    return {
        "records": scene.stock.columns.size,
        "pairs": len(scene.pairs),
        "expected_matches": round(matches, 1),
        "labels": {"same": int((labels == SAME).sum()), "different": int((labels == DIFFERENT).sum())},
        "would_join": int(joins(scored, spec.thresholds).sum()),
        "prior": round(spec.prior, 2),
    }


def near_to(declared: MatchSpec, spec: MatchSpec) -> MatchSpec:
    """The specification, no weight of which is further than `SWAY` from the declared one. The prior is as learnt."""
    weights = {
        c.name: [
            round(min(max(level.weight, was.weight - SWAY), was.weight + SWAY), 3)
            for level, was in zip(c.levels, d.levels, strict=True)
        ]
        for c, d in zip(spec.comparisons, declared.comparisons, strict=True)
    }
    return spec.reweighed(weights)


def _declared(base: Domain, scene: Live, pairs: CandidatePairs) -> Answers:
    """What identifies answers, beside what the declared weights say."""
    columns = scene.stock.columns
    found: Patterns = compared(base.spec.comparisons, columns, pairs.left, pairs.right)
    scored = score_patterns(base.spec, found)
    return answers(base.spec, found, scored.weight)


def _said(scored: ScoredPairs, labels: Labels) -> Answers:
    """What stewards said of pairs that nothing forbids."""
    rows = (labels != UNSAID) & ~scored.vetoed
    return Answers(scored.weight[rows], np.asarray(labels[rows] == SAME))


def _heeding_all(thresholds: Thresholds, said: Answers, known: Answers, declared: Answers) -> Thresholds:
    """Above what stewards call different, and what identifies; of that the declared weights join some wrongly too.

    A date of birth may be wrong, and a number. So no more is asked for than that it is no worse.
    """
    return heeding(heeding(thresholds, said), known, max(WRONG, declared.wrong(thresholds.join)))


def heeding(thresholds: Thresholds, known: Answers, allowed: float = WRONG) -> Thresholds:
    """The thresholds, `join` raised as long as answers show that more of what joins is different than is allowed."""
    join = thresholds.join
    while join < thresholds.join + MOST and len(known.among(join)) >= ANSWERS and known.wrong(join) > allowed:
        join += STEP
    return replace(thresholds, join=join, fuse=max(thresholds.fuse, join))
