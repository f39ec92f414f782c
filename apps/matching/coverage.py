"""Which blocking rules earn their keep, and which one is missing.

Size can be told of any batch; what a rule is worth only where true pairs are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.candidates import batch_pairs
from apps.matching.columns import Columns, distinct
from apps.matching.types import BlockingRule, Indices, MatchSpec, Part

TRIED: Final = (
    ("whole", 0), ("first", 3), ("first", 5), ("last", 4), ("sound", 0), ("word", 0), ("year", 0), ("digits", 0),
)  # fmt: skip
"""What a suggested rule may take of a feature."""

PAIRED: Final = 12
"""Of the parts that missed pairs agree on, so many are also tried in twos."""

COST: Final = 10
"""Pairs per record that a suggested rule may make."""

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule: pairs it makes, keys too crowded to make any, true pairs it finds, and those no other rule finds."""

    name: str
    pairs: int
    crowded: int
    found: int
    only_here: int

    @property
    def useless(self) -> bool:
        """It makes pairs, and no true pair would be missed without it."""
        return self.pairs > 0 and self.only_here == 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that is not there: the true pairs it would find that are missed now, and the pairs it would make."""

    rule: BlockingRule
    gained: int
    pairs: int


def coverage(
    spec: MatchSpec, columns: Columns, truth: Sequence[tuple[int, int]] = (), source: Indices | None = None
) -> list[RuleReport]:
    """What every blocking rule does on a batch, in the order of the specification."""
    true = _codes(truth, columns.size)
    made = [_made(rule, columns, source) for rule in spec.blocking]
    found = [np.intersect1d(pairs, true, assume_unique=True) for pairs, _ in made]
    times = np.unique(np.concatenate([*found, np.zeros(0, np.int64)]), return_counts=True)
    single = times[0][times[1] == 1]
    return [
        RuleReport(rule.name, len(pairs), crowded, len(hits), len(np.intersect1d(hits, single, assume_unique=True)))
        for rule, (pairs, crowded), hits in zip(spec.blocking, made, found, strict=True)
    ]


def suggestions(
    spec: MatchSpec,
    columns: Columns,
    truth: Sequence[tuple[int, int]],
    source: Indices | None = None,
    most: int = 5,
) -> list[Suggestion]:
    """Rules of one or two parts that would find the most true pairs that are missed now, the most gained first."""
    have = distinct(np.concatenate([_made(rule, columns, source)[0] for rule in spec.blocking]))
    missed = np.setdiff1d(_codes(truth, columns.size), have, assume_unique=True)
    if not len(missed):
        return []
    singles = sorted(_tried(columns, missed), key=lambda tried: -tried[1])
    rules: list[tuple[Part, ...]] = [(part,) for part, _ in singles]
    rules += [(one, other) for i, (one, _) in enumerate(singles[:PAIRED]) for other, _ in singles[i + 1 : PAIRED]
              if one.feature != other.feature]  # fmt: skip
    found = []
    for parts in rules:
        name = " and ".join(f"{part.take} of {part.feature}" for part in parts)
        rule = BlockingRule(name, parts, cap=50)
        pairs, _ = _made(rule, columns, source)
        gained = len(np.intersect1d(pairs, missed, assume_unique=True))
        if gained and len(pairs) <= COST * columns.size:
            found.append(Suggestion(rule, gained, len(pairs)))
    return sorted(found, key=lambda each: (-each.gained, each.pairs, each.rule.name))[:most]


def _tried(columns: Columns, missed: Codes) -> Iterator[tuple[Part, int]]:
    """Parts that some of the missed pairs agree on, and how many do."""
    for feature in sorted(columns.columns):
        for take, length in TRIED:
            part = Part(feature, take, length)  # type: ignore[arg-type]  # the names stand in TRIED
            pairs, _ = _made(BlockingRule("tried", (part,), cap=1000), columns, None)
            agree = len(np.intersect1d(pairs, missed, assume_unique=True))
            if agree:
                yield part, agree


def _made(rule: BlockingRule, columns: Columns, source: Indices | None) -> tuple[Codes, int]:
    """Codes of the pairs one rule makes by itself, and the number of its crowded keys."""
    pairs = batch_pairs([rule], columns, source)
    left, right = pairs.left.astype(np.int64), pairs.right.astype(np.int64)
    return distinct(np.minimum(left, right) * columns.size + np.maximum(left, right)), len(pairs.skipped)


def _codes(pairs: Sequence[tuple[int, int]], records: int) -> Codes:
    return distinct(np.array([min(pair) * records + max(pair) for pair in pairs], np.int64))
