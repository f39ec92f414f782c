"""The nouns of the matching room, as frozen values.

A comparison has ordered levels, best first; a level has a weight in bits; the weights of a pair add up to its score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, str]
"""One record's comparison strings, already standardised; an absent or empty string is missing."""

SEPARATOR: Final = "\x1f"
"""Stands between the values of a feature that holds several (two e-mail addresses, two names)."""

MISSING: Final = -1
"""The level of a comparison whose features are missing on either side: it says nothing and weighs nothing."""

PRIOR: Final = "prior"

Indices = NDArray[np.signedinteger[Any]]
"""Positions and numbers: in 64 bits, but for the pairs of a batch, of which there are millions, in 32."""

Codes = NDArray[np.int32]
LevelMatrix = NDArray[np.int8]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


class SpecError(ValueError):
    """A match specification that cannot mean anything; the message names the comparison or rule."""


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a comparison: the words a steward reads, and its weight in bits.

    `at_least` is the lowest grade that reaches the level; None takes the step of a tiered kind at the same position.
    `{percent}` in the label becomes the measured similarity. A level with `veto` forbids a join, whatever the score.
    A `firm` level, which relatives reach, stays evidence against a match, whatever a batch of records seems to teach;
    unless no relatives show in it.
    """

    label: str
    weight: float
    at_least: float | None = None
    veto: bool = False
    firm: bool = False


class Near(NamedTuple):
    """Pairs that reach a level of a comparison, by its position, or a better one."""

    comparison: str
    level: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question about a pair: which features, compared in which way, with which outcomes (best first, else last).

    A comparison that `identifies` has a first level that hardly anything but the same thing reaches: weights are learnt
    from the pairs that do. An `unshared` one asks for what relatives do not share either. `chance` says how often two
    different things of any population reach each level, where that is known (adding up to 1).

    What tells much of strangers and little of those who are near in an earlier comparison is asked twice, by two
    comparisons: `unless` they are near in any of those named, and `given` that they are. In the other case each is
    missing (the chain rule of probabilities).
    """

    name: str
    kind: str
    features: tuple[str, ...]
    levels: tuple[Level, ...]
    identifies: bool = False
    unshared: bool = False
    given: tuple[Near, ...] = ()
    unless: tuple[Near, ...] = ()
    chance: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.chance and len(self.chance) != len(self.levels):
            raise SpecError(f"{self.name} has {len(self.levels)} levels, and chance is told for {len(self.chance)}")

    @property
    def grades_rarity(self) -> bool:
        """True where it asks how rare that is which two records share: no voice of its own."""
        return self.kind in ("rarity", "rarity_alike")


Transform = Literal[
    "whole", "first", "last", "digits", "sound", "sorted_tokens", "each_token", "word", "year", "pairs", "triples"
]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a blocking rule: a feature and what is taken of it.

    `length` is the number of characters for `first` and `last`, the last so many digits for `digits` (0: all), and the
    shortest token for `each_token`. `pairs` and `triples` take every two of the first four words, every three of the
    first five, in any order.
    """

    feature: str
    take: Transform = "whole"
    length: int = 0


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Records that agree on every part become candidates; a record that lacks a part takes no part in the rule.

    A key that more than `cap` records share is crowded: it is skipped, visibly. A rule that forgives much has a low
    cap, so that it serves rare values and small batches and costs nothing in large ones. Where several keys tell much
    together, as words do, an arriving record meets the `nearest` of its crowded keys; a batch has `Neighbours`.
    """

    name: str
    parts: tuple[Part, ...]
    cap: int = 1000
    nearest: int = 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Candidates by likeness: for each record the nearest few others by words and by groups of letters of a feature.

    `words` and `grams` say how many nearest by either (0: not asked). For batches; an arriving record has its keys.
    """

    feature: str
    words: int = 10
    grams: int = 5


Held = Literal["every", "half"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Weights in bits that divide the bands.

    `join` joins a record to a golden record, `fuse` joins two that were both published, `review` opens a review item,
    and a second-best golden record closer than `margin` to the best makes a person decide. `keep` is the least that a
    changed record may have with the best of its golden record: below, it is asked whether it still belongs there.

    `cohere` is the least that two parts must have all in all to become one, however strong the one pair between them.
    `held` says what must reach it: every pair, or the better half of the pairs on average. Two poor copies of one thing
    may look unlike each other while both are like a third; a group that hangs by one bridge has most of its pairs
    against it.
    """

    join: float = 7.0
    fuse: float = 10.0
    keep: float = 2.0
    cohere: float = 2.0
    review: float = 1.0
    margin: float = 2.0
    held: Held = "every"

    def __post_init__(self) -> None:
        if max(self.keep, self.cohere, self.review) > self.join or self.join > self.fuse or self.margin < 0:
            raise SpecError("thresholds must satisfy keep, cohere, review ≤ join ≤ fuse, margin ≥ 0")

    @classmethod
    def even_odds(cls) -> Thresholds:
        """What is more likely a match than not is one, and nobody is asked: for evaluations and benchmarks."""
        return cls(join=0.0, fuse=0.0, keep=0.0, cohere=0.0, review=0.0, margin=0.0, held="half")


@dataclass(frozen=True, slots=True)
class MatchSpec:
    """Everything that decides about pairs of one domain. `prior` is the log2 odds of a candidate before comparing.

    `reach`: bits by which a batch may raise a declared weight. Chance alone would make a shared telephone worth twenty;
    that relatives share one too is what declared weights know. Less where several comparisons read one text.
    """

    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)
    prior: float = -10.0
    neighbours: tuple[Neighbours, ...] = ()
    reach: float = 6.0

    def __post_init__(self) -> None:
        for names in ([c.name for c in self.comparisons], [rule.name for rule in self.blocking]):
            if len(set(names)) != len(names) or PRIOR in names:
                raise SpecError(f"names must differ from each other and from {PRIOR!r}: {names}")

        before: set[str] = set()
        for comparison in self.comparisons:
            unknown = {near.comparison for near in (*comparison.given, *comparison.unless)} - before
            if unknown or (comparison.given and comparison.unless):
                raise SpecError(f"{comparison.name} is asked by what is not known before: {', '.join(sorted(unknown))}")
            before |= set() if comparison.given or comparison.unless else {comparison.name}

    def features(self) -> tuple[str, ...]:
        """The features that comparing and scoring read, each once; blocking may read others."""
        return tuple(dict.fromkeys(feature for c in self.comparisons for feature in c.features))

    def reweighed(self, weights: Mapping[str, Sequence[float]]) -> MatchSpec:
        """The same specification with other level weights, best level first, for the comparisons that are named."""
        unknown = set(weights) - {c.name for c in self.comparisons}
        if unknown:
            raise SpecError(f"no such comparison: {', '.join(sorted(unknown))}")
        return replace(self, comparisons=tuple(_reweighed(c, weights.get(c.name)) for c in self.comparisons))


def _reweighed(comparison: Comparison, weights: Sequence[float] | None) -> Comparison:
    if weights is None:
        return comparison
    if len(weights) != len(comparison.levels):
        raise SpecError(f"{comparison.name} has {len(comparison.levels)} levels, {len(weights)} weights were given")
    levels = tuple(replace(level, weight=weight) for level, weight in zip(comparison.levels, weights, strict=True))
    return replace(comparison, levels=levels)


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of a population, per feature: relative frequency of each value, rarity weight of each token."""

    frequencies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    token_weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


NO_TABLES: Final = Tables()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the answer to "why?": a comparison, its outcome in words, its weight in bits, the two values."""

    comparison: str
    label: str
    weight: float
    left: str
    right: str
    veto: bool = False


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Scores of n pairs: weight in bits (n), probability (n), and the position of the vetoing comparison or -1 (n)."""

    weight: Floats
    probability: Floats
    veto: NDArray[np.int16]

    @property
    def vetoed(self) -> Flags:
        return np.asarray(self.veto >= 0)

    def __len__(self) -> int:
        return len(self.weight)
