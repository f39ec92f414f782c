"""The words of a column's distinct values, numbered once for all who ask about words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from apps.matching.columns import Column, distinct, numbered
from apps.matching.runs import BLOCK, Runs
from apps.matching.types import Indices


@dataclass(frozen=True, slots=True)
class Words:
    """The words of every distinct value, one after the other, as places in `texts`: each word once, the first is ""."""

    runs: Runs
    texts: Sequence[str]

    def owner(self) -> Indices:
        """The value that each word stands in."""
        return np.repeat(np.arange(len(self.runs.length)), self.runs.length)

    def member(self) -> Indices:
        """Every word that a value holds, once, as value * number of texts + word, in order."""
        return distinct(self.owner() * len(self.texts) + self.runs.numbers)


def words_of(column: Column) -> Words:
    """What stands between white space in the values of a column."""
    return column.once("words", lambda: _words(column.values))


def _words(values: Sequence[str]) -> Words:
    number, every = numbered(), iter(values)
    found, lengths = [], []
    for _ in range(0, max(len(values), 1), BLOCK):
        lists = [value.split() for value in islice(every, BLOCK)]
        lengths.append(np.fromiter(map(len, lists), np.int32, len(lists)))
        found.append(np.fromiter(map(number.__getitem__, chain.from_iterable(lists)), np.int32))
    length = np.concatenate(lengths)
    return Words(Runs(np.concatenate(found), np.cumsum(length) - length, length), list(number))
