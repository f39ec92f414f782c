"""Sets of terms as sparse matrices: what many pairs of values have in common, at the speed of C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import scipy  # its parts come when they are asked for: half a second that no start-up waits for
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

GRAIN: Final = 2**16
"""Weights are whole multiples of 1/GRAIN, so that their sums are exact in every order of adding."""

SHORTEST_SLIP: Final = 5
"""Letters a word needs before one slip in it is forgiven: shorter words one letter apart are often different words."""

SHORTEST_STEM: Final = 3
"""Letters that a word cut short must keep."""

Doubles: TypeAlias = NDArray[np.float64]
Held: TypeAlias = Any
"""A sparse matrix (scipy has no types), values by terms: 1 where the value holds the term."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct terms, numbered."""

    number: Mapping[str, int]

    @classmethod
    def of(cls, lists: Iterable[Iterable[str]]) -> Vocabulary:
        return cls({term: place for place, term in enumerate(dict.fromkeys(t for terms in lists for t in terms))})

    def __len__(self) -> int:
        return max(len(self.number), 1)

    def held(self, lists: Sequence[Iterable[str]]) -> Held:
        """Which value holds which terms; a term that it holds twice counts once, an unknown one not at all."""
        rows = [sorted({self.number[term] for term in terms if term in self.number}) for terms in lists]
        start = np.cumsum([0] + [len(row) for row in rows])
        term = np.fromiter((number for row in rows for number in row), np.int32, int(start[-1]))
        return scipy.sparse.csr_matrix((np.ones(len(term)), term, start), shape=(len(rows), len(self)))

    def weights(self, weigh: Callable[[str], float]) -> Doubles:
        """The weight of every term, in whole grains."""
        given = np.zeros(len(self))
        given[: len(self.number)] = [weigh(term) for term in self.number]
        return np.asarray(np.round(given * GRAIN) / GRAIN)


def shared(one: Held, other: Held) -> Held:
    """The terms that row i of the one and row i of the other both hold."""
    return one.multiply(other).tocsr()


def without(rows: Held, others: Held) -> Held:
    """The terms of every row that the other row does not hold."""
    return (rows - rows.multiply(others)).tocsr()


def total(rows: Held, weight: Doubles) -> Doubles:
    """Sum of the weights of the terms of every row."""
    return np.asarray(rows @ weight, np.float64)


def highest(rows: Held, weight: Doubles) -> Doubles:
    """Highest weight among the terms of every row, 0 where it has none."""
    weighed = scipy.sparse.csr_matrix((rows.data * weight[rows.indices], rows.indices, rows.indptr), shape=rows.shape)
    return np.asarray(weighed.max(axis=1).toarray()[:, 0], np.float64)


def nearly(rows: Held, variants: Held) -> Held:
    """For every row the terms that one of its terms nearly is: with one letter amiss, or cut short."""
    near = (rows @ variants).tocsr()
    near.data[:] = near.data > 0
    return near


def variants(terms: Vocabulary) -> Held:
    """Terms by terms: 1 where one is the other with a slip of one letter, or cut short ("galv", "galvanised")."""
    words = [word for word in terms.number if word.isalpha()]
    pairs = list({*_slips(words), *_cut_short(words)})
    one = np.array([terms.number[a] for a, _ in pairs], np.int32)
    other = np.array([terms.number[b] for _, b in pairs], np.int32)
    related = scipy.sparse.csr_matrix((np.ones(len(one)), (one, other)), shape=(len(terms), len(terms)))
    return related.maximum(related.T).tocsr()


def _slips(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Words one edit apart; they meet where one letter is left out of each."""
    groups: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= SHORTEST_SLIP:
            for rest in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                groups.setdefault(rest, []).append(word)
    for group in groups.values():
        for at, word in enumerate(group):
            yield from ((word, other) for other in group[:at] if OSA.distance(word, other, score_cutoff=1) <= 1)


def _cut_short(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Words of which one begins with the other."""
    known = set(words)
    for word in words:
        for length in range(SHORTEST_STEM, len(word)):
            if word[:length] in known:
                yield word[:length], word
