"""How common values and words are, counted partition by partition and put together: the tables of a population."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from apps.matching.columns import Columns
from apps.matching.population import MOST, counted_values, counted_words, word_weight
from apps.matching.types import MatchSpec, Tables

VALUE, WORD, RECORDS = "value", "word", "records"
Row = tuple[str, str, str, int]
"""What is counted (a value, a word or the records that have any), of which feature, the text, and how many records."""


@dataclass(frozen=True, slots=True)
class Census:
    """Counts per (what, feature): text to number of records."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Census:
        census = cls()
        for what, feature, text, count in rows:
            census.counts.setdefault((what, feature), Counter())[text] += count
        return census

    def tables(self, spec: MatchSpec) -> Tables:
        """What `tables_of` makes of the whole population."""
        return Tables(
            {feature: self._frequencies(feature) for feature in counted_values(spec)},
            {feature: self._words(feature) for feature in counted_words(spec)},
        )

    def _records(self, feature: str) -> int:
        return self.counts.get((RECORDS, feature), Counter())[""]

    def _frequencies(self, feature: str) -> dict[str, float]:
        counts = self.counts.get((VALUE, feature), Counter())
        total = self._records(feature)
        # Ties at the end all have the least frequency, which is also that of a value the table leaves out.
        return {text: count / total for text, count in counts.most_common(MOST)}

    def _words(self, feature: str) -> Mapping[str, float]:
        records = self._records(feature)
        counts = self.counts.get((WORD, feature), Counter())
        return {word: word_weight(records, held) for word, held in counts.items()}


def census_rows(spec: MatchSpec, columns: Columns) -> Iterator[Row]:
    """The counts of one partition; counts of several partitions are added."""
    values, words = counted_values(spec), counted_words(spec)
    for feature in dict.fromkeys((*values, *words)):
        column = columns[feature]
        counts = np.bincount(column.codes, minlength=len(column))
        counts[0] = 0
        held = [(text, n) for text, n in zip(column.values, counts.tolist(), strict=True) if n]
        yield RECORDS, feature, "", int(counts.sum())
        if feature in values:
            yield from ((VALUE, feature, text, n) for text, n in held)
        if feature in words:
            holders: Counter[str] = Counter()
            for text, n in held:
                for word in set(text.split()):
                    holders[word] += n
            yield from ((WORD, feature, word, n) for word, n in holders.items())
