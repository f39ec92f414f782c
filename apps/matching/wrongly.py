"""How often the best partner is a wrong one, told by look-alikes: records sought where their partner cannot be.

Between sources free of duplicates a record gets the best partner there is, and its weight tells little of whether that
is right: where all others have theirs, what is left belongs together though it is hardly alike. A record that is sought
among the others of its own source finds wrong partners only, and shows how much those weigh by chance. (In proteomics
spectra are sought among made-up proteins for the same reason: Elias and Gygi, Nature Methods 4, 2007.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.matching.assign import one_to_one
from apps.matching.columns import Columns, distinct
from apps.matching.engine import score_pairs
from apps.matching.partners import partnered
from apps.matching.population import content_digests
from apps.matching.tally import Doubles
from apps.matching.types import Floats, Indices, MatchSpec, Tables

MOST: Final = 400_000
"""Look-alikes of one source that are looked at: those of the records whose contents, hashed, come first."""

ROUNDS: Final = 100
STILL: Final = 0.1
"""Matches expected between two sources moved by less than this: they are counted."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What the wrong partners weigh that so many `sought` records of a source found in it, rising."""

    weights: Floats
    sought: float

    def share(self, least: Floats) -> Doubles:
        """The share of records that find a wrong partner of at least so many bits (n)."""
        return _at_least(self.weights, least) / max(self.sought, 1.0)


def wrong_partners(
    spec: MatchSpec, columns: Columns, source: Indices, within: tuple[Indices, Indices], tables: Tables
) -> list[Wrong]:
    """Of every source, by its number: the partners its records find among its others. `within` are its look-alikes."""
    digest = content_digests(columns)
    left, right = within
    found = []
    for number, size in enumerate(np.bincount(source).tolist()):
        mine = source[left] == number
        asked, other = np.concatenate((left[mine], right[mine])), np.concatenate((right[mine], left[mine]))
        order = np.lexsort((digest[other], digest[asked]))[:MOST]
        share = len(order) / max(len(asked), 1)
        found.append(Wrong(_weights(spec, columns, asked[order], other[order], tables), size * share))
    return found


def _weights(spec: MatchSpec, columns: Columns, asked: Indices, other: Indices, tables: Tables) -> Floats:
    """What those weigh that are taken for partners, rising."""
    scored = score_pairs(spec, columns, asked, other, tables)
    open_ = np.flatnonzero(~scored.vetoed)
    asked, other = asked[open_], other[open_] + columns.size
    weight = partnered(scored.weight[open_], asked, other)
    return np.sort(weight[one_to_one(weight, asked, other)])


def promised(weight: Floats, ends: tuple[Indices, Indices], sizes: Sequence[int], wrong: Sequence[Wrong]) -> Doubles:
    """The F1 that is to be expected at each of the weights (n) of partners, given the sources (n) of either end.

    Of the records without a partner as many find a wrong one as in their own source, or in the other where that is
    more; matches are all others that are found.
    """
    found, right, matches = np.zeros(len(weight)), np.zeros(len(weight)), 0.0
    between = np.minimum(*ends) * len(sizes) + np.maximum(*ends)
    for two in distinct(between).tolist():
        a, b = divmod(two, len(sizes))
        taken = _at_least(np.sort(weight[between == two]), weight)
        some, expected = _right(taken, (sizes[a], sizes[b]), (wrong[b].share(weight), wrong[a].share(weight)))
        found, right, matches = found + taken, right + some, matches + expected
    return np.asarray(2 * right / np.maximum(found + matches, 1.0))


def _at_least(rising: Floats, least: Floats) -> Doubles:
    """So many of the weights, rising, reach each of these (n)."""
    return np.asarray(len(rising) - np.searchsorted(rising, least), np.float64)


def _right(taken: Doubles, sizes: tuple[int, int], shares: tuple[Doubles, Doubles]) -> tuple[Doubles, float]:
    """So many of those taken are right; and the matches between two sources, as many as are right at most."""
    matches, before = min(sizes) / 2, -1.0
    right = taken
    for _ in range(ROUNDS):
        if abs(matches - before) < STILL:
            break
        alone = [max(size - matches, 0.0) for size in sizes]
        right = np.maximum(taken - np.maximum(alone[0] * shares[0], alone[1] * shares[1]), 0.0)
        before, matches = matches, (matches + float(right.max(initial=0.0))) / 2
    return right, matches
