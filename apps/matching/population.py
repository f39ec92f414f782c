"""What is known of a population of records: how common each value is, how much each word of a text tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, Columns
from apps.matching.frequencies import UNNAMED, Frequencies
from apps.matching.taken import hash64
from apps.matching.types import Indices, MatchSpec, Tables
from apps.matching.words import words_of

WORDED: Final = frozenset({"tokens", "title", "model", "description"})
"""The kinds of comparison in which rare words count for more: their first feature gets a table of word weights."""

MOST: Final = 250_000
"""Values of one feature in a table, the most common first: of a million records all that two of them share."""

SHARED: Final = 5
"""Records that share a value or word before a kept table names it."""

KEPT: Final = 2000
"""Values of one feature in a kept table, the most common first."""


def tables_of(spec: MatchSpec, columns: Columns) -> Tables:
    """Value frequencies and word weights of the features that a specification asks for."""
    return Tables(
        {feature: Frequencies(columns[feature], MOST) for feature in counted_values(spec)},
        {feature: word_weights(columns[feature]) for feature in counted_words(spec)},
    )


def counted_values(spec: MatchSpec) -> tuple[str, ...]:
    """The features of which a specification asks how common each value is."""
    return tuple(dict.fromkeys(c.features[0] for c in spec.comparisons if c.grades_rarity))


def counted_words(spec: MatchSpec) -> tuple[str, ...]:
    """The features of which a specification asks how much each word tells."""
    return tuple(dict.fromkeys(c.features[0] for c in spec.comparisons if c.kind in WORDED))


def word_weights(column: Column) -> dict[str, float]:
    """How much every word of a column tells."""
    words = words_of(column)
    counts = np.bincount(column.codes, minlength=len(column))
    counts[0] = 0
    value, word = np.divmod(words.member(), len(words.texts))
    holders = np.bincount(word, counts[value], minlength=len(words.texts)).astype(np.int64).tolist()
    records = int(counts.sum())
    weights = {held: word_weight(records, held) for held in set(holders)}
    return {text: weights[held] for text, held in zip(words.texts[1:], holders[1:], strict=True)}


def word_weight(records: int, held: int) -> float:
    """Inverse document frequency of a word that so many of the records hold: 1 + ln((n + 1) / (d + 1)).

    The smoothed form (as in scikit-learn): a word of every record still weighs 1.
    """
    return 1.0 + float(np.log((records + 1) / (held + 1)))


def content_order(columns: Columns) -> Indices:
    """Positions of the records in an order that depends on what they hold, not on where they stand.

    A seeded sample drawn along it is the same however the records were listed.
    """
    return np.asarray(np.argsort(content_digests(columns), kind="stable"), np.int64)


def content_digests(columns: Columns) -> Indices:
    """A number per record of what it holds, alike in a batch and in any part of it.

    What is empty adds nothing: a part knows no feature that none of its records has.
    """
    digest: NDArray[np.uint64] = np.zeros(columns.size, np.uint64)
    for name in sorted(columns.columns):
        column = columns[name]
        salt = np.uint64(hash64(name) | 1)
        # Spread is all that is asked of this hash, which is ten times cheaper than that of the keys.
        hashes = np.fromiter(map(crc32, map(str.encode, column.values)), np.uint64, len(column))
        mixed = hashes * salt * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(32)
        mixed[0] = 0
        digest += mixed[column.codes]
    return digest.view(np.int64)


def shared_tables(spec: MatchSpec, columns: Columns) -> Tables:
    """The tables of a population without what few records hold: fit to be kept for years beside the rules.

    A value or word of fewer than SHARED records is left out. So a table says nothing of one person, and outlives the
    erasure of any. A word that is left out counts as rare as the rarest that stands there, a value as common as those
    left out are in the mean: hardly any name is that of five records, and what is shared by two would otherwise pass
    for common. Tables that name nothing are left out.
    """
    known = tables_of(spec, columns)
    frequencies, words = {}, {}
    for feature, table in known.frequencies.items():
        column = columns[feature]
        least = SHARED / max(int((column.codes > 0).sum()), 1)
        frequencies[feature] = _naming({v: f for v, f in table.items() if f >= least}, table)
    for feature, weights in known.token_weights.items():
        records = int((columns[feature].codes > 0).sum())
        most = word_weight(records, SHARED)
        common = sorted((weight, word) for word, weight in weights.items() if weight <= most)
        words[feature] = {word: round(weight, 3) for weight, word in common[:KEPT]}
    return Tables({f: t for f, t in frequencies.items() if t}, {f: t for f, t in words.items() if t})


def _naming(common: Mapping[str, float], table: Mapping[str, float]) -> dict[str, float]:
    """The first values of those that are common, and the mean frequency of all others together."""
    kept = dict(list(common.items())[:KEPT])
    others = [share for value, share in table.items() if value not in kept]
    if not kept or not others:
        return kept
    return {**kept, UNNAMED: sum(share * share for share in others) / sum(others)}
