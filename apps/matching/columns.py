"""A batch of records turned on its side: per feature one small number per record and the list of distinct values.

Work is then done once per distinct value or once per pair of numbers, never once per record in Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice, repeat
from operator import contains
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from apps.matching.texts import Texts
from apps.matching.types import SEPARATOR, Codes, Features, Flags, Indices

T = TypeVar("T")

FEW: Final = 256
"""So few pairs are looked at one by one: preparing whole columns for them would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class Column:
    """One feature of a batch: `codes` (n records) point into `values`; code 0 is the missing value "".

    `memo` keeps what was derived from the values (parsed numbers, say). `whole` is the column that this one holds some
    records of, and the codes of the values there.
    """

    codes: Codes
    values: Sequence[str]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    whole: tuple[Column, Codes] | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.values)

    def only(self, records: Indices) -> Column:
        """The column of some of the records, with their values alone."""
        held = np.append(0, self.codes[records])
        kept, codes = np.unique(held, return_inverse=True)
        values = [self.values[code] for code in kept.tolist()]
        return Column(codes[1:].astype(np.int32), values, whole=(self, kept))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Derive something from the distinct values the first time it is asked for, and keep it."""
        return _once(self.memo, name, make)

    def when_asked(self, name: str, codes: Codes, derive: Callable[[str], object], dtype: type) -> NDArray[Any]:
        """What `derive` makes of the values with these codes: worked out the first time a code comes up, and kept."""
        made: NDArray[Any] = self.once(f"asked:{name}", lambda: np.empty(len(self), dtype))
        known = self.once(f"known:{name}", lambda: np.zeros(len(self), bool))
        new = codes[~known.take(codes)]
        if len(new):
            new = distinct(new)
            made[new] = [derive(self.values[code]) for code in new.tolist()]
            known[new] = True
        return made.take(codes)

    def texts(self, codes: Codes) -> NDArray[np.object_]:
        """The values with these codes, as objects."""
        return self.when_asked("text", codes, str, object)

    def pairs(self, left: Codes, right: Codes) -> Iterator[tuple[str, str]]:
        """Pairs of values as texts, one by one."""
        values = self.values
        return ((values[one], values[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True))

    def translated(self, name: str, derive: Callable[[str], str]) -> tuple[Codes, Column]:
        """Derived values: the new code of every old code, and the small column that the new codes point into."""
        return self.once(f"translated:{name}", lambda: translation(self.values, derive))

    def several(self) -> bool:
        """True when some value holds more than one."""
        return self.once("several", lambda: any(map(contains, self.values, repeat(SEPARATOR))))

    def parts(self) -> Parts:
        """The single values inside features that hold several."""
        return self.once("parts", lambda: split(self.values))


@dataclass(frozen=True, slots=True)
class Parts:
    """Values split at the separator: value v holds `codes[start[v] : start[v] + count[v]]`, codes of `column`."""

    start: Indices
    count: Indices
    codes: Codes
    column: Column


@dataclass(frozen=True, slots=True)
class Joint:
    """One list of values for several features: `rows` (n records by features) points into it."""

    values: Column
    rows: Codes


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of records as columns; `size` is the number of records. A feature no record has is an empty column."""

    size: int
    columns: Mapping[str, Column]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, records: Sequence[Features], features: Iterable[str] | None = None) -> Columns:
        """Turn records into columns, of the named features or of all that occur."""
        names = dict.fromkeys(features) if features is not None else dict.fromkeys(f for r in records for f in r)
        return cls(len(records), {name: column_of([r.get(name, "") for r in records]) for name in names})

    def __getitem__(self, feature: str) -> Column:
        column = self.columns.get(feature)
        return (
            column if column is not None else self.once("missing", lambda: Column(np.zeros(self.size, np.int32), [""]))
        )

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Derive something from the records the first time it is asked for, and keep it."""
        return _once(self.memo, name, make)

    def rows(self, features: tuple[str, ...]) -> Codes:
        """Codes of several features record by record (n by features): they lie together, so that one look gets all."""
        return self.once(f"rows:{features}", lambda: table_of([self[feature].codes for feature in features]))

    def joint(self, features: tuple[str, ...]) -> Joint:
        """One common list of values for several features, so that their codes can be compared."""
        return self.once(f"joint:{features}", lambda: joined([self[feature] for feature in features]))

    def at(self, records: Indices) -> Columns:
        """The columns of some of the records; what was derived from the distinct values is shared."""
        chosen = {name: Column(c.codes[records], c.values, c.memo) for name, c in self.columns.items()}
        return Columns(len(records), chosen)

    def only(self, records: Indices) -> Columns:
        """The columns of some of the records with their values alone, for deriving things of a few records of many."""
        return Columns(len(records), {name: column.only(records) for name, column in self.columns.items()})

    def anew(self) -> Columns:
        """The same columns, of which nothing was derived yet: what is derived of these goes when they go."""
        return Columns(self.size, {name: Column(c.codes, c.values) for name, c in self.columns.items()})

    def text(self, feature: str, record: int) -> str:
        """The value of one record, as text."""
        column = self.columns.get(feature)
        return column.values[column.codes[record]] if column else ""


def _once(memo: dict[str, Any], name: str, make: Callable[[], T]) -> T:
    if name not in memo:
        memo[name] = make()
    kept: T = memo[name]
    return kept


def few(size: int) -> bool:
    """True for so few pairs that it does not pay to prepare anything for them. The result is the same either way."""
    return size <= FEW


def numbered() -> defaultdict[str, int]:
    """Numbers values in the order in which they are first asked for, without a step in Python; the missing is 0."""
    return defaultdict(count(1).__next__, {"": 0})


def column_of(values: Iterable[str]) -> Column:
    """Number the distinct values in order of appearance, missing first."""
    number = numbered()
    codes = np.fromiter(map(number.__getitem__, values), np.int32)
    return Column(codes, list(number))


def repeated(owner: NDArray[Any], value: NDArray[Any]) -> Flags:
    """True where an earlier row of the same owner has the same value; the rows of an owner stand together."""
    found = np.zeros(len(owner), bool)
    for step in range(1, len(owner)):
        mine = owner[step:] == owner[:-step]
        if not mine.any():
            break
        found[step:] |= mine & (value[step:] == value[:-step])
    return found


def distinct(numbers: Indices) -> Indices:
    """The numbers, each once and in order; `np.unique` hashes them, fifty times as slowly where most differ."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def is_among(wanted: Indices, known: Indices) -> Flags:
    """True for every number that is among the known ones, which are sorted."""
    if len(known) == 0:
        return np.zeros(len(wanted), bool)
    place = np.minimum(known.searchsorted(wanted), len(known) - 1)
    return np.asarray(known.take(place) == wanted)


def translation(values: Sequence[str], derive: Callable[[str], str]) -> tuple[Codes, Column]:
    """Replace every value by what `derive` makes of it; equal results share a code, missing stays missing."""
    small = column_of(chain([""], map(derive, islice(values, 1, None))))
    return small.codes, Column(small.codes, Texts(small.values))


def table_of(codes: Sequence[Codes]) -> Codes:
    """Codes of several features as one table (n by features), of small numbers where they allow it."""
    highest = max(int(column.max(initial=0)) for column in codes)
    dtype = np.int32 if highest >= 1 << 16 else np.min_scalar_type(highest)
    if len(codes) == 1:
        return codes[0].astype(dtype, copy=False)[:, np.newaxis]
    rows = np.empty((len(codes[0]), len(codes)), dtype)
    for place, column in enumerate(codes):
        rows[:, place] = column
    return rows


def joined(columns: Sequence[Column]) -> Joint:
    """One common list of the columns' values."""
    number = numbered()
    tables = [np.fromiter(map(number.__getitem__, column.values), np.int32, len(column)) for column in columns]
    rows = table_of([table[column.codes] for table, column in zip(tables, columns, strict=True)])
    return Joint(Column(np.zeros(0, np.int32), list(number)), rows)


def split(values: Sequence[str]) -> Parts:
    """Split every distinct value at the separator; the missing value has no part, and no value has one twice."""
    number = numbered()
    pieces = chain.from_iterable(map(str.split, values, repeat(SEPARATOR)))
    codes = np.fromiter(map(number.__getitem__, pieces), np.int32)
    count = np.fromiter(map(str.count, values, repeat(SEPARATOR)), np.int64, len(values)) + 1
    owner = np.repeat(np.arange(len(values)), count)
    kept = (codes > 0) & ~repeated(owner, codes)
    count = np.bincount(owner[kept], minlength=len(values))
    return Parts(np.cumsum(count) - count, count, codes[kept], Column(codes[kept], list(number)))
