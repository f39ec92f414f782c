"""Are these the same word, but for a slip in writing it?"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA

from apps.matching.columns import Column, few
from apps.matching.letters import apart, letters_of, may_be_edits, may_be_words_alike, may_lack, overlap
from apps.matching.sides import WORDS_ALIKE, measured, same
from apps.matching.types import Codes, Flags

ALIKE: Final = 0.9
"""Jaro-Winkler from which two words count as the same word with a slip in it."""

LONG: Final = 4
"""Words of so many letters are the same with a slip in it when one edit tells them apart."""


def words_alike(column: Column, left: Codes, right: Codes) -> Flags:
    """True where two values are the same or look like one value with a slip in it; a missing one is like no other."""
    if few(len(left)):
        return np.array([same_but_for_a_slip(*texts) for texts in column.pairs(left, right)], bool)
    alike, letters = same(left, right), letters_of(column)
    rows = ((apart(letters, left, right) <= may_lack(letters, left, right)) & (left != right)).nonzero()[0]
    seen = overlap(letters, left[rows], right[rows])
    near = rows[may_be_words_alike(seen, ALIKE)]
    alike[near] = measured(column, left[near], right[near], WORDS_ALIKE.scorer, ALIKE) > 0
    near = rows[may_be_edits(seen, 1) & (np.minimum(seen.one, seen.other) >= LONG) & ~alike[rows]]
    alike[near] = measured(column, left[near], right[near], OSA.distance, 1) <= 1
    return alike


@lru_cache(maxsize=65_536)
def same_but_for_a_slip(one: str, other: str) -> bool:
    """Two words, both known, that are equal, much alike from their beginning, or (if long enough) one edit apart."""
    if not one or not other or one == other:
        return bool(one) and one == other
    if WORDS_ALIKE.scorer(one, other, score_cutoff=ALIKE) > 0:
        return True
    return min(len(one), len(other)) >= LONG and OSA.distance(one, other, score_cutoff=1) <= 1
