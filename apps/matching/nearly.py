"""Rules that nearly brought two records together, and what they lacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import JaroWinkler

from apps.matching.taken import taken
from apps.matching.types import SEPARATOR, BlockingRule, Features, Part

LIKE: Final = 0.75
"""Jaro-Winkler from which two values count as nearly the same here."""


@dataclass(frozen=True, slots=True)
class Nearly:
    """A rule under which two records almost share a key.

    `feature` is the part that differs, with the two values as the rule takes them ("" where a record lacks it) and
    how alike they are, 0 to 1; `agrees_on` are the features on which they do agree.
    """

    rule: str
    feature: str
    left: str
    right: str
    alike: float
    agrees_on: tuple[str, ...]

    @property
    def words(self) -> str:
        """The sentence without values, which anybody may read."""
        agreed = f"same {' and '.join(self.agrees_on)}, " if self.agrees_on else ""
        if not self.left or not self.right:
            return f"The rule “{self.rule}” nearly does: {agreed}{self.feature} missing."
        return f"The rule “{self.rule}” nearly does: {agreed}{self.feature} {self.alike * 100:.0f} % alike."


def nearly(rules: Sequence[BlockingRule], left: Features, right: Features, most: int = 3) -> tuple[Nearly, ...]:
    """The rules that fail in one part only, the nearest first; a rule that fails in none is left out.

    A part fails when the records differ in it or one of them lacks it. A rule of one part is near where the values are
    alike; one of several parts also where a value is missing or quite another.
    """
    found = [near for rule in rules if (near := _nearly(rule, left, right))]
    return tuple(sorted(found, key=lambda near: (-len(near.agrees_on), -near.alike, near.rule))[:most])


def _nearly(rule: BlockingRule, left: Features, right: Features) -> Nearly | None:
    failed: list[Part] = []
    agreed: list[str] = []
    for part in rule.parts:
        one, other = (taken(part, side.get(part.feature, "")) for side in (left, right))
        if set(one).intersection(other):
            agreed.append(part.feature)
        else:
            failed.append(part)
    if len(failed) != 1:
        return None
    alike, one_text, other_text = _nearest(failed[0], left, right)
    if not agreed and alike < LIKE:
        return None
    return Nearly(rule.name, failed[0].feature, one_text, other_text, alike, tuple(agreed))


def _nearest(part: Part, left: Features, right: Features) -> tuple[float, str, str]:
    """How alike the two most alike values of a feature are, and which they are; "" where the rule can take none."""
    ones, others = (
        [text for text in side.get(part.feature, "").split(SEPARATOR) if taken(part, text)] or [""]
        for side in (left, right)
    )
    return max((_alike(one, other), one, other) for one in ones for other in others)


def _alike(one: str, other: str) -> float:
    return float(JaroWinkler.normalized_similarity(one, other)) if one and other else 0.0
