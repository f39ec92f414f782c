"""A batch of records turned on its side: per feature one small number per record and the list of distinct values.

Work is then done once per distinct value or once per pair of numbers, never once per record in Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from apps.matching.types import SEPARATOR, Codes, Features, Flags, Indices

T = TypeVar("T")

FEW: Final = 256
"""So few pairs are looked at one by one: preparing whole columns for them would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class Column:
    """One feature of a batch: `codes` (n records) point into `values`; code 0 is the missing value "".

    `memo` keeps what was derived from the distinct values (parsed numbers, sorted tokens, similarity matrices).
    """

    codes: Codes
    values: list[str]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.values)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Derive something from the distinct values the first time it is asked for, and keep it."""
        if name not in self.memo:
            self.memo[name] = make()
        kept: T = self.memo[name]
        return kept

    def texts(self) -> NDArray[np.object_]:
        """The distinct values as an object array, to be gathered by code."""
        return self.once("texts", lambda: object_array(self.values))

    def pairs(self, left: Codes, right: Codes) -> Iterator[tuple[str, str]]:
        """Pairs of values as texts, one by one."""
        values = self.values
        return ((values[one], values[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True))

    def translated(self, name: str, derive: Callable[[str], str]) -> tuple[Codes, Column]:
        """Derived values: the new code of every old code, and the small column that the new codes point into."""
        return self.once(f"translated:{name}", lambda: translation(self.values, derive))

    def several(self) -> bool:
        """True when some value holds more than one."""
        return self.once("several", lambda: any(SEPARATOR in value for value in self.values))

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
    """One list of values for several columns; `tables` give, per column, the new code of every old one."""

    values: Column
    tables: tuple[Codes, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of records as columns; `size` is the number of records. A feature no record has is an empty column."""

    size: int
    columns: Mapping[str, Column]
    memo: dict[tuple[str, ...], Joint] = field(default_factory=dict, repr=False, compare=False)
    table: list[tuple[Mapping[str, int], Codes]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, records: Sequence[Features], features: Iterable[str] | None = None) -> Columns:
        """Turn records into columns, of the named features or of all that occur."""
        names = dict.fromkeys(features) if features is not None else dict.fromkeys(f for r in records for f in r)
        return cls(len(records), {name: column_of([r.get(name, "") for r in records]) for name in names})

    @classmethod
    def of_lists(cls, lists: Mapping[str, Sequence[str]]) -> Columns:
        """Columns from one list of values per feature, all of the same length."""
        sizes = {len(values) for values in lists.values()}
        if len(sizes) > 1:
            raise ValueError(f"columns differ in length: {sorted(sizes)}")
        return cls(sizes.pop() if sizes else 0, {name: column_of(values) for name, values in lists.items()})

    def __getitem__(self, feature: str) -> Column:
        column = self.columns.get(feature)
        return column if column is not None else Column(np.zeros(self.size, np.int32), [""])

    def places(self) -> Mapping[str, int]:
        """Where each feature stands in `rows`."""
        return self._table()[0]

    def rows(self) -> Codes:
        """All codes record by record (n by features): a record's codes lie together, so that a pair costs two looks."""
        return self._table()[1]

    def _table(self) -> tuple[Mapping[str, int], Codes]:
        if not self.table:
            rows = np.empty((self.size, len(self.columns)), np.int32)
            for place, column in enumerate(self.columns.values()):
                rows[:, place] = column.codes
            self.table.append(({name: place for place, name in enumerate(self.columns)}, rows))
        return self.table[0]

    def joint(self, features: tuple[str, ...]) -> Joint:
        """One common list of values for several features, so that their codes can be compared."""
        if features not in self.memo:
            self.memo[features] = joined([self[feature] for feature in features])
        return self.memo[features]

    def at(self, records: Indices) -> Columns:
        """The columns of some of the records; what was derived from the distinct values is shared."""
        chosen = {name: Column(c.codes[records], c.values, c.memo) for name, c in self.columns.items()}
        return Columns(len(records), chosen)

    def text(self, feature: str, record: int) -> str:
        """The value of one record, as text."""
        column = self.columns.get(feature)
        return column.values[column.codes[record]] if column else ""


def few(size: int) -> bool:
    """True for so few pairs that it does not pay to prepare anything for them. The result is the same either way."""
    return size <= FEW


def object_array(values: Sequence[object]) -> NDArray[np.object_]:
    """An object array of these values; filled one by one, because numpy would unpack sequences among them."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


class Numbered(dict[str, int]):
    """Numbers values in the order in which they are first asked for."""

    def __missing__(self, value: str) -> int:
        self[value] = number = len(self)
        return number


def numbered() -> Numbered:
    """A numbering in which the missing value is 0."""
    return Numbered({"": 0})


def column_of(values: Iterable[str]) -> Column:
    """Number the distinct values in order of appearance, missing first."""
    every = values if isinstance(values, list) else list(values)
    number = defaultdict(count(1).__next__, {"": 0})  # numbers what it has not seen, without a step in Python
    codes = np.fromiter(map(number.__getitem__, every), np.int32, len(every))
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


def translation(values: Sequence[str], derive: Callable[[str], str]) -> tuple[Codes, Column]:
    """Replace every value by what `derive` makes of it; equal results share a code, missing stays missing."""
    small = column_of([derive(value) if value else "" for value in values])
    return small.codes, small


def joined(columns: Sequence[Column]) -> Joint:
    """One common list of the columns' values."""
    seen: dict[str, int] = {"": 0}
    tables = [np.array([seen.setdefault(value, len(seen)) for value in column.values], np.int32) for column in columns]
    return Joint(Column(np.zeros(0, np.int32), list(seen)), tuple(tables))


def split(values: Sequence[str]) -> Parts:
    """Split every distinct value at the separator; the missing value has no part."""
    lists = [_parts(value) if SEPARATOR in value else [value] if value else [] for value in values]
    count = np.fromiter(map(len, lists), np.int64, len(lists))
    column = column_of(list(chain.from_iterable(lists)))
    return Parts(np.cumsum(count) - count, count, column.codes, column)


def _parts(value: str) -> list[str]:
    return [part for part in dict.fromkeys(value.split(SEPARATOR)) if part]
