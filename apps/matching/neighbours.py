"""Candidates by likeness: for every text its nearest others by TF-IDF of words and of letter groups.

A blocking key asks for something in common exactly; titles of one product may have no such thing. The nearest few of
every text, whichever side asks, find nearly all true pairs at some ten candidates per record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from apps.matching.candidates import pairs_within
from apps.matching.columns import Column, Columns, distinct
from apps.matching.types import Flags, Indices, Neighbours

GRAIN: Final = 2**12
"""Weights are whole numbers of 1/GRAIN: sums of products are exact, in whatever order they are added."""

LEAST: Final = 0.1
"""Texts less alike than this (cosine) are no candidates, however near they come."""

POSTINGS: Final = 5_000
"""Holders of its terms that one text looks through, rarest terms first: bounds the time where words are common."""

MANY: Final = 50_000
"""Texts from which on only words are asked, and a fifth as many holders looked through: 200,000 texts of some three
words take 8 seconds then, in 570 MB; with all letters 46 seconds and 1.4 GB (measured)."""

CHUNK: Final = 4_000_000
"""Products held at a time: memory does not grow with the number of texts."""

CROWD: Final = 1000
"""Pairs that two texts may make when many records hold them; more say that the text names no single thing."""

Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class _Items:
    """The distinct texts of each source in the order of the alphabet, and the records that hold each.

    Item i stands in source `source[i]` (-1: none declared) and is held by `record[start[i] : start[i] + count[i]]`.
    """

    texts: list[str]
    source: Indices
    record: Indices
    start: Indices
    count: Indices

    def __len__(self) -> int:
        return len(self.texts)


def neighbour_pairs(
    wanted: Sequence[Neighbours], columns: Columns, source: Indices | None = None
) -> tuple[Indices, Indices]:
    """Pairs left < right of records of which one is among the other's nearest, each pair once, in order.

    `source` (per record a number, or -1) leaves out pairs within one source; records of a larger one ask for
    proportionally fewer. The pairs do not depend on the order of the records: of texts equally near, those that come
    first in the alphabet are taken.
    """
    size = max(columns.size, 1)
    found = [np.zeros(0, np.int64)]
    for asked in wanted:
        items = _items(columns[asked.feature], source)
        split_by = ((words, asked.words), (grams, asked.grams if len(items) <= MANY else 0))
        near = [_same(items), *(_nearest(items, split, most) for split, most in split_by if most)]
        for one, other in near:
            left, right = _records(items, one, other)
            found.append(np.minimum(left, right) * size + np.maximum(left, right))
    pairs = distinct(np.concatenate(found))
    return pairs // size, pairs % size


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


def grams(text: str) -> list[str]:
    """Groups of three and of four letters within each word, a blank at both ends of it."""
    padded = [f" {word} " for word in text.split()]
    return [word[at : at + size] for word in padded for size in (3, 4) for at in range(len(word) - size + 1)]


def _items(column: Column, source: Indices | None) -> _Items:
    rank = np.empty(len(column), np.int64)
    rank[sorted(range(len(column)), key=column.values.__getitem__)] = np.arange(len(column))
    held = np.nonzero(column.codes > 0)[0]
    owner = np.full(len(held), -1, np.int64) if source is None else source[held].astype(np.int64)
    width = int(owner.max(initial=0)) + 2
    key = rank[column.codes[held]] * width + owner + 1
    order = np.argsort(key, kind="stable")
    distinct, start, count = np.unique(key[order], return_index=True, return_counts=True)
    of_rank = np.argsort(rank)
    texts = [column.values[code] for code in of_rank[distinct // width].tolist()]
    return _Items(texts, distinct % width - 1, held[order], start, count)


def _same(items: _Items) -> tuple[Indices, Indices]:
    """Texts that several records of no declared source hold are their own neighbours."""
    several = np.nonzero((items.count > 1) & (items.source < 0))[0]
    return several, several


def _nearest(items: _Items, split: Split, most: int) -> tuple[Indices, Indices]:
    """For every item its nearest in other sources, as pairs of items (asker, neighbour)."""
    matrix = _matrix(items.texts, split)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for asker, index in _sides(items):
        postings = matrix[index].T.tocsr()
        # Of many askers few can have a partner: all together they name no more than those whom they ask.
        each = -(-most * min(len(index), len(asker)) // max(len(asker), 1))
        found += _asked(matrix[asker], postings, each, asker, index)
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _sides(items: _Items) -> Iterator[tuple[Indices, Indices]]:
    """Who asks whom: each source all others; items of no declared source everybody."""
    for source in distinct(items.source).tolist():
        others = np.ones(len(items), bool) if source < 0 else items.source != source
        yield np.nonzero(items.source == source)[0], np.nonzero(others)[0]


def _matrix(texts: Sequence[str], split: Split) -> Any:
    """Items by terms: whole-numbered TF-IDF weights, rows of (nearly) one length; a term counts once per text."""
    seen: dict[str, int] = {}
    lists = [sorted({seen.setdefault(term, len(seen)) for term in split(text)}) for text in texts]
    start = np.cumsum([0] + [len(terms) for terms in lists])
    term = np.fromiter((term for terms in lists for term in terms), np.int64, int(start[-1]))
    held = np.bincount(term, minlength=len(seen))
    rarity = np.round((1.0 + np.log((len(texts) + 1) / (held + 1))) * GRAIN) / GRAIN
    weight, row = rarity[term], np.repeat(np.arange(len(texts)), np.diff(start))
    length = np.sqrt(np.bincount(row, weight * weight, minlength=len(texts)))
    whole = np.round(weight / length[row] * GRAIN).astype(np.int64)
    return sparse.csr_matrix((whole, term, start), shape=(len(texts), len(seen)))


def _asked(asking: Any, postings: Any, most: int, asker: Indices, index: Indices) -> Iterator[tuple[Indices, Indices]]:
    """The `most` nearest of every asking row: pairs (asker, neighbour) in numbers of items, chunk by chunk."""
    held = np.diff(postings.indptr)
    asking = _rarest(asking, held, POSTINGS if len(index) <= MANY else POSTINGS // 5)
    reach = np.concatenate(([0], np.cumsum(held[asking.indices])))[asking.indptr]
    start = 0
    while start < len(asker):
        stop = max(start + 1, int(np.searchsorted(reach, reach[start] + CHUNK, side="right")) - 1)
        product = asking[start:stop] @ postings
        yield _nearest_rows(product, most, asker[start:stop], index)
        start = stop


def _rarest(asking: Any, held: Indices, most: int) -> Any:
    """The rows without the commonest of their terms, where all together have more than `most` holders."""
    holders = held[asking.indices].astype(np.int64)
    row = np.repeat(np.arange(asking.shape[0]), np.diff(asking.indptr))
    order = np.lexsort((holders, row))
    reach = np.cumsum(holders[order])
    before = np.concatenate(([0], reach))[asking.indptr[:-1]]
    # Terms equally common go together, so that their numbering does not decide.
    last = np.ones(len(order), bool)
    last[:-1] = (np.diff(holders[order]) != 0) | (np.diff(row[order]) != 0)
    of_group = np.nonzero(last)[0][np.cumsum(last) - last]
    keep: Flags = np.zeros(len(order), bool)
    keep[order] = reach[of_group] - before[row[order]] <= most
    start = np.concatenate(([0], np.cumsum(np.bincount(row[keep], minlength=asking.shape[0]))))
    return sparse.csr_matrix((asking.data[keep], asking.indices[keep], start), shape=asking.shape)


def _nearest_rows(product: Any, most: int, asker: Indices, index: Indices) -> tuple[Indices, Indices]:
    """Of every row the `most` highest entries; of equal ones those that come first in the alphabet."""
    best = []
    near = index[product.indices]
    # One number orders by likeness, then by the alphabet, in which items are numbered.
    last = int(index[-1]) + 1 if len(index) else 1
    order = product.data * last + (last - 1 - near)
    order[(product.data < LEAST * GRAIN * GRAIN) | (near == np.repeat(asker, np.diff(product.indptr)))] = -1
    for low, high in zip(product.indptr[:-1].tolist(), product.indptr[1:].tolist(), strict=True):
        row = order[low:high]
        if high - low > most:
            row = np.partition(row, high - low - most)[-most:]
        best.append(row[row >= 0])
    count = np.array([len(row) for row in best], np.int64)
    return np.repeat(asker, count), last - 1 - np.concatenate([*best, np.zeros(0, np.int64)]) % last


def _records(items: _Items, one: Indices, other: Indices) -> tuple[Indices, Indices]:
    """Pairs of records from pairs of items; nothing where so many hold both texts that they name no single thing."""
    apart = (one != other) & (items.count[one] * items.count[other] <= CROWD)
    left, right = _across(items, one[apart], other[apart])
    itself = one[(one == other) & (items.count[one] ** 2 <= CROWD)]
    within = pairs_within(items.record, items.start[itself], items.count[itself])
    return np.concatenate([left, within[0]]), np.concatenate([right, within[1]])


def _across(items: _Items, one: Indices, other: Indices) -> tuple[Indices, Indices]:
    """Every record of the one item with every record of the other."""
    across = items.count[other]
    combinations = items.count[one] * across
    pair = np.repeat(np.arange(len(one)), combinations)
    offset = np.arange(len(pair)) - (np.cumsum(combinations) - combinations)[pair]
    left = items.record[items.start[one][pair] + offset // across[pair]]
    right = items.record[items.start[other][pair] + offset % across[pair]]
    return left, right
