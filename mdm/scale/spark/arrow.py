"""Arrow tables to columns of the engine and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from apps.domains.raw import RawColumn
from apps.matching.columns import Column, Columns, column_of
from apps.matching.types import Codes
from mdm.scale.blocks import Held

ROWS: Final = 50_000
"""Rows put together before work begins: distinct values are worked on once, memory stays small."""


def tables(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """A partition in tables of about `ROWS` rows."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def runs(batches: Iterable[pa.RecordBatch], by: Sequence[str]) -> Iterator[pa.Table]:
    """The same of a partition sorted by these columns, without cutting through rows that agree in them."""
    rest: pa.Table | None = None
    for table in tables(batches):
        whole = table if rest is None else pa.concat_tables([rest, table])
        last = int(np.nonzero(begins(whole, by))[0][-1])
        if last:
            yield whole.slice(0, last)
        rest = whole.slice(last)
    if rest is not None and len(rest):
        yield rest


def begins(table: pa.Table, by: Sequence[str]) -> NDArray[np.bool_]:
    """True where a row differs from the one before."""
    first = np.ones(len(table), bool)
    first[1:] = np.logical_or.reduce([np.diff(numbers(table, name)) != 0 for name in by])
    return first


def numbers(table: pa.Table, name: str) -> NDArray[Any]:
    return np.asarray(table[name].combine_chunks().to_numpy(zero_copy_only=False))


def lists(table: pa.Table, name: str) -> Held:
    """A column of lists of numbers; null is an empty list."""
    array = table[name].combine_chunks()
    count = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return Held.of_counts(count, pc.list_flatten(array).to_numpy(zero_copy_only=False).astype(np.int64))


def _coded(table: pa.Table, name: str) -> tuple[Codes, list[str]]:
    array = pc.fill_null(table[name].combine_chunks(), "").dictionary_encode()
    return np.asarray(array.indices.to_numpy(zero_copy_only=False), np.int32), array.dictionary.to_pylist()


def columns(table: pa.Table, features: Sequence[str]) -> Columns:
    """Comparison columns of the rows."""
    found: dict[str, Column] = {}
    for name in features:
        codes, values = _coded(table, name)
        small = column_of(values)
        found[name] = Column(small.codes[codes], small.values)
    return Columns(len(table), found)


def raw(table: pa.Table, fields: Sequence[str]) -> dict[str, RawColumn]:
    """Raw columns by the names of the fields, which lie in field_0, field_1 and so on."""
    return {name: RawColumn(*_coded(table, f"field_{place}")) for place, name in enumerate(fields)}


def texts(column: Column) -> pa.Array:
    codes = pa.array(column.codes)
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.values, pa.string())).cast(pa.string())
