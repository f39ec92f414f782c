"""Words in common, counted for many pairs of values at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Column, few, is_among
from apps.matching.types import Codes, Flags, Floats, Indices
from apps.matching.words import Words, words_of

GRAIN: Final = 2**20
"""Weights are whole multiples of 1/GRAIN, so that their sums are exact in every order of adding."""


@dataclass(frozen=True, slots=True)
class TokenSets:
    """The distinct words of every distinct value, with weights.

    Value v holds words `ids[start[v] : start[v] + count[v]]`. `member` is the sorted list of value times width + word,
    for asking whether a value holds a word; `bits` marks a value's words in 64 bits, to see fast that none is shared.
    `square` is the weight of every word squared, `length` (per value) the sum of the squares of its words.
    """

    start: Indices
    count: Indices
    ids: Indices
    weight: NDArray[np.float64]
    member: Indices
    bits: NDArray[np.uint64]
    square: NDArray[np.float64]
    length: NDArray[np.float64]


def token_sets(column: Column, weights: Mapping[str, float]) -> TokenSets:
    """Number the words of a column; a word without a weight gets the largest known one (it is rare), or 1."""
    # The weights are kept beside the result: while they live, no other table can have their id.
    name = f"tokens:{id(weights) if weights else 0}"
    return column.once(name, lambda: (weights, _token_sets(words_of(column), weights)))[1]


def _token_sets(words: Words, weights: Mapping[str, float]) -> TokenSets:
    member, values = words.member(), len(words.runs.length)
    owner, ids = member // len(words.texts), (member % len(words.texts)).astype(np.int32)
    count = np.bincount(owner, minlength=values).astype(np.int32)
    unknown = max(weights.values(), default=1.0)
    weight = np.fromiter((weights.get(word, unknown) for word in words.texts), np.float64, len(words.texts))
    bits = np.zeros(values, np.uint64)
    filled = np.flatnonzero(count)
    start = np.cumsum(count, dtype=np.int32) - count
    if len(filled):
        bits[filled] = np.bitwise_or.reduceat(np.uint64(1) << (ids % 64).astype(np.uint64), start[filled])
    square = np.round(weight * weight * GRAIN) / GRAIN
    length = np.bincount(owner, square[ids], minlength=values).astype(np.float64)
    return TokenSets(start, count, ids, weight, member, bits, square, length)


def containment(column: Column, left: Codes, right: Codes, least: int) -> Floats:
    """Share of the shorter value's words that the longer holds too; 0 when fewer than `least` words are shared."""
    if few(len(left)):
        pairs = column.pairs(left, right)
        return np.array([share_held(set(one.split()), set(other.split()), least) for one, other in pairs], np.float32)
    contained = np.zeros(len(left), np.float32)
    sets = token_sets(column, {})
    rows = _may_share(sets, left, right, least).nonzero()[0]
    if len(rows) == 0:
        return contained
    one, other = left[rows], right[rows]
    shared = shared_weight(sets, one, other, np.ones_like(sets.weight))
    shorter = np.minimum(sets.count[one], sets.count[other])
    contained[rows] = np.where(shared >= least, shared / np.maximum(shorter, 1), 0.0)
    return contained


def share_held(one: set[str], other: set[str], least: int) -> float:
    """Share of the smaller set that the larger holds too; 0 when fewer than `least` words are shared."""
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= max(least, 1) else 0.0


def _may_share(sets: TokenSets, left: Codes, right: Codes, least: int) -> Flags:
    """True unless the marks of two values show that fewer than `least` words are shared."""
    # Two words of one value may have the same mark: then the marks in common say nothing.
    unsure = np.bitwise_count(sets.bits) < sets.count
    enough = np.bitwise_count(sets.bits.take(left) & sets.bits.take(right)) >= least
    return np.asarray(enough | unsure.take(left) | unsure.take(right))


def weighted_likeness(sets: TokenSets, left: Codes, right: Codes) -> Floats:
    """Mean of the weighted cosine and the weighted containment of two sets of words, 0 to 1."""
    one, other = sets.length[left], sets.length[right]
    shared = shared_weight(sets, left, right, sets.square)
    cosine = shared / np.sqrt(np.maximum(one * other, 1e-12))
    contained = shared / np.maximum(np.minimum(one, other), 1e-12)
    return ((cosine + contained) / 2).astype(np.float32)


def shared_weight(sets: TokenSets, left: Codes, right: Codes, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the weights of the words that both values hold, per pair."""
    result = np.zeros(len(left), np.float64)
    rows = np.nonzero(sets.bits[left] & sets.bits[right])[0]
    if len(rows) == 0:
        return result
    # Walk the words of the smaller code, so that a pair and its mirror image add in the same order.
    one, other = np.minimum(left[rows], right[rows]), np.maximum(left[rows], right[rows])
    lengths = sets.count[one]
    pair = np.repeat(np.arange(len(rows)), lengths)
    offset = np.arange(len(pair)) - (np.cumsum(lengths) - lengths)[pair]
    word = sets.ids[sets.start[one][pair] + offset]
    wanted = other[pair].astype(np.int64) * len(weight) + word
    held = is_among(wanted, sets.member)
    result[rows] = np.bincount(pair[held], weight[word[held]], minlength=len(rows))
    return result
