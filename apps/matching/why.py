"""Answers to "why?" and "why not?" about two records, in words and numbers.

`why` tells what was found: every comparison with its level, its weight in bits and what the rarity of the value adds,
the rules that proposed the pair, the veto. `why_not` tells what is missing: the bits to the next band, the comparisons
that would have to come out otherwise, and, where no rule proposes the pair, the rules that nearly did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.matching.blocking import keys
from apps.matching.decide import Band, band
from apps.matching.engine import explain_pair
from apps.matching.explain import percent, question, sentence
from apps.matching.nearly import Nearly, nearly
from apps.matching.types import NO_TABLES, PRIOR, Comparison, Evidence, Features, MatchSpec, Tables

RARITY: Final = ":rarity"
UNASKED: Final = "missing"
VERDICTS: Final[dict[Band, str]] = {"join": "Joins", "review": "Goes to review", "none": "Stays apart"}


@dataclass(frozen=True, slots=True)
class Reason:
    """What one comparison found: the level in words, its weight and the bits for rarity, and the two values."""

    comparison: str
    words: str
    weight: float
    rarity: float
    left: str
    right: str
    veto: bool

    @property
    def bits(self) -> float:
        """What the comparison adds to the score in all."""
        return self.weight + self.rarity


@dataclass(frozen=True, slots=True)
class Why:
    """Why two records score as they do: prior and reasons add up to the weight.

    `proposed_by` names the blocking rules of which both hold the same key, `keys` those keys in the same order.
    """

    weight: float
    probability: float
    band: Band
    vetoed_by: str
    prior: float
    reasons: tuple[Reason, ...]
    proposed_by: tuple[str, ...]
    keys: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A comparison that could speak more for the pair: what it says now, what it would say at best, the bits gained.

    `enough` tells whether this change alone would bring the pair to join.
    """

    comparison: str
    now: str
    at_best: str
    gain: float
    enough: bool


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What keeps two records apart.

    `to_review` and `to_join` are the bits that are missing (0: none). `together` names the fewest comparisons that,
    at their best, would join the pair; it is empty for a pair that joins and for one that nothing would join.
    """

    why: Why
    to_review: float
    to_join: float
    changes: tuple[Change, ...]
    together: tuple[str, ...]
    nearly: tuple[Nearly, ...]
    words: str


def why(spec: MatchSpec, left: Features, right: Features, tables: Tables = NO_TABLES) -> Why:
    """Why two records have their score, their band and their place among the candidates. Raises `SpecError`."""
    scored = explain_pair(spec, left, right, tables)
    shared = sorted(set(keys(spec.blocking, left)).intersection(keys(spec.blocking, right)))
    rules = tuple(spec.blocking[number].name for number, _ in shared)
    decided = band(scored.weight, bool(scored.vetoed_by), spec.thresholds)
    veto = f", vetoed by {_plain(scored.vetoed_by)}" if scored.vetoed_by else ""
    found = f"found by {', '.join(dict.fromkeys(rules))}" if rules else "found by no rule"
    told = f"{VERDICTS[decided]} at {scored.weight:.1f} bits ({percent(scored.weight)}{veto}), {found}"
    return Why(
        weight=scored.weight,
        probability=scored.probability,
        band=decided,
        vetoed_by=scored.vetoed_by,
        prior=sum(line.weight for line in scored.evidence if line.comparison == PRIOR),
        reasons=_reasons(scored.evidence),
        proposed_by=rules,
        keys=tuple(key for _, key in shared),
        words=f"{told}: {sentence(scored.evidence)}.",
    )


def _reasons(evidence: Sequence[Evidence]) -> tuple[Reason, ...]:
    rarity = {question(line.comparison): line.weight for line in evidence if line.comparison.endswith(RARITY)}
    return tuple(
        Reason(
            comparison=line.comparison,
            words=line.label,
            weight=line.weight,
            rarity=rarity.get(question(line.comparison), 0.0),
            left=line.left,
            right=line.right,
            veto=line.veto,
        )
        for line in evidence
        if line.comparison != PRIOR and not line.comparison.endswith(RARITY)
    )


def why_not(spec: MatchSpec, left: Features, right: Features, tables: Tables = NO_TABLES) -> WhyNot:
    """What keeps two records from joining, or from being looked at. Raises `SpecError` like scoring."""
    found = why(spec, left, right, tables)
    to_review = max(0.0, spec.thresholds.review - found.weight)
    to_join = max(0.0, spec.thresholds.join - found.weight)
    vetoes = [reason.comparison for reason in found.reasons if reason.veto]
    changes = _changes(spec, found, to_join, vetoes)
    together = () if found.band == "join" else _together(changes, to_join, vetoes)
    close = () if found.proposed_by else nearly(spec.blocking, left, right)
    words = " ".join(_missing(found, to_review, to_join, together, close))
    return WhyNot(found, to_review, to_join, changes, together, close, words)


def _changes(spec: MatchSpec, found: Why, to_join: float, vetoes: Sequence[str]) -> tuple[Change, ...]:
    """Every comparison that is not at its best, the one with most to gain first."""
    reasons = {reason.comparison: reason for reason in found.reasons}
    questions = (each for each in spec.comparisons if each.name in reasons)  # not how rare an answer is
    asked = (_change(each, reasons[each.name], found, to_join, vetoes) for each in questions)
    return tuple(sorted((change for change in asked if change), key=lambda change: -change.gain))


def _change(comparison: Comparison, reason: Reason, found: Why, to_join: float, vetoes: Sequence[str]) -> Change | None:
    best = max(comparison.levels, key=lambda level: level.weight)
    gain = best.weight - reason.bits
    if gain <= 0 and not reason.veto:
        return None
    lifts_vetoes = set(vetoes) <= {comparison.name}
    enough = found.band != "join" and gain >= to_join and lifts_vetoes
    return Change(comparison.name, reason.words, best.label.replace("{percent}", "100 %"), gain, enough)


def _together(changes: Sequence[Change], to_join: float, vetoes: Sequence[str]) -> tuple[str, ...]:
    """One change that is enough, of a comparison that has both values where there is one; otherwise several.

    Of several, vetoes must go whatever they gain; then whatever gains most, until it is enough.
    """
    alone = sorted((change for change in changes if change.enough), key=lambda change: change.now == UNASKED)
    if alone:
        return (alone[0].comparison,)
    chosen = [change for change in changes if change.comparison in vetoes]
    for change in (change for change in changes if change.comparison not in vetoes):
        if sum(each.gain for each in chosen) >= to_join:
            break
        chosen.append(change)
    return tuple(each.comparison for each in chosen) if sum(each.gain for each in chosen) >= to_join else ()


def _missing(
    found: Why, to_review: float, to_join: float, together: Sequence[str], close: Sequence[Nearly]
) -> list[str]:
    """What is missing, a sentence each."""
    told = []
    if found.band == "join":
        told.append(f"Nothing: the pair joins at {found.weight:.1f} bits.")
    if to_join:
        review = f"{to_review:.1f} bits to review and " if to_review else ""
        told.append(f"{review}{to_join:.1f} bits to join are missing.".capitalize())
    if found.vetoed_by:
        told.append(f"A veto forbids the join: {_plain(found.vetoed_by)}.")
    if together:
        told.append(f"It would join with another answer to: {', '.join(map(_plain, together))}.")
    if not found.proposed_by:
        told.append("No rule proposes the pair, so that it is never compared by itself.")
        told += [rule.words for rule in close[:1]]
    return told


def _plain(name: str) -> str:
    return name.replace("_", " ")
