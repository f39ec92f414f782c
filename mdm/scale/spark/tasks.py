"""What an executor does with a partition: Arrow batches in, the engine's own functions, Arrow batches out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from apps.domains.columnar import columns_of
from apps.domains.registry import get
from apps.matching.blocking import keys_of
from apps.matching.population import content_digests
from apps.matching.situation import Edges
from apps.matching.types import Indices, MatchSpec, Tables, Thresholds
from mdm.scale.blocks import Blocks
from mdm.scale.census import census_rows
from mdm.scale.partition import count_patterns, find_pairs, group
from mdm.scale.spark import arrow

Batches = Iterable[pa.RecordBatch]
NAMES: Final = ("what", "feature", "text", "records")


@dataclass(frozen=True, slots=True)
class Rules:
    """What scores a partition: the rules and, broadcast, the tables of the population."""

    spec: MatchSpec
    tables: Any

    def known(self) -> Tables:
        found: Tables = self.tables.value
        return found


def numbered(batches: Batches, offsets: Mapping[str, int]) -> Iterator[pa.RecordBatch]:
    """Number the records of each file from its offset on; every file is read whole by one task."""
    passed: dict[str, int] = {}
    for batch in batches:
        paths = batch.column("file_path")
        codes = paths.dictionary_encode()
        record = np.empty(len(batch), np.int64)
        for code, path in enumerate(codes.dictionary.to_pylist()):
            rows = np.nonzero(np.asarray(codes.indices) == code)[0]
            start = offsets[path] + passed.get(path, 0)
            record[rows] = np.arange(start, start + len(rows))
            passed[path] = passed.get(path, 0) + len(rows)
        yield pa.RecordBatch.from_arrays(
            [pa.array(record), *batch.columns[:-1]], ["record", *batch.schema.names[:-1]]
        )  # fmt: skip


def standardised(batches: Batches, domain: str, fields: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Per record its comparison features, its blocking keys and a digest of what it holds."""
    declared = get(domain)
    for table in arrow.tables(batches):
        columns = columns_of(declared, arrow.raw(table, fields))
        keys = keys_of(declared.spec.blocking, columns)
        order = np.argsort(keys.record, kind="stable")
        pairs = pa.StructArray.from_arrays(
            [pa.array(keys.rule[order].astype(np.int32)), pa.array(keys.key[order])], ["rule", "key"]
        )
        ends = np.cumsum(np.bincount(keys.record, minlength=len(table)))
        held = pa.ListArray.from_arrays(pa.array(np.append(0, ends).astype(np.int32)), pairs)
        found = {
            "record": pa.array(arrow.numbers(table, "record")),
            "digest": pa.array(content_digests(columns)),
            "keys": held,
        }
        found |= {name: arrow.texts(columns[name]) for name in declared.spec.features()}
        yield from pa.table(found).to_batches()


def counted(batches: Batches, spec: MatchSpec) -> Iterator[pa.RecordBatch]:
    """How many records of the partition hold each value and word."""
    for table in arrow.tables(batches):
        rows = list(census_rows(spec, arrow.columns(table, spec.features())))
        yield pa.RecordBatch.from_arrays([pa.array(each) for each in zip(*rows, strict=True)], NAMES)


def patterns(batches: Batches, rules: Rules) -> Iterator[pa.RecordBatch]:
    """How many pairs of the partition's blocks show each pattern of levels."""
    for table in arrow.runs(batches, ("rule", "key")):
        columns = arrow.columns(table, rules.spec.features())
        levels, counts = count_patterns(rules.spec, columns, _places(table), _blocks(table), rules.known())
        texts = [row.tobytes() for row in np.ascontiguousarray(levels)]
        yield pa.RecordBatch.from_arrays([pa.array(texts, pa.binary()), pa.array(counts)], ["levels", "pairs"])


def pairs(batches: Batches, rules: Rules, least: float) -> Iterator[pa.RecordBatch]:
    """The scored pairs of the partition's blocks, those of at least so many bits."""
    for table in arrow.runs(batches, ("rule", "key")):
        columns = arrow.columns(table, rules.spec.features())
        found = find_pairs(rules.spec, columns, _places(table), _blocks(table), rules.known(), least=least)
        arrays = [found.left, found.right, found.rule.astype(np.int32), found.weight, found.probability]
        yield pa.RecordBatch.from_arrays(
            [pa.array(each) for each in arrays], ["left", "right", "rule", "weight", "probability"]
        )


def grouped(batches: Batches, rules: Rules, thresholds: Thresholds) -> Iterator[pa.RecordBatch]:
    """The group of every record of the partition's components."""
    for table in arrow.runs(batches, ("component",)):
        record = arrow.numbers(table, "record")
        order = np.argsort(record)
        columns = arrow.columns(table, rules.spec.features()).at(order)
        named = group(rules.spec, columns, record[order], _edges(table, record), rules.known(), thresholds)
        yield pa.RecordBatch.from_arrays([pa.array(record[order]), pa.array(named)], ["record", "group"])


def at_places(batches: Batches, offsets: Mapping[int, int], wanted: Any) -> Iterator[pa.RecordBatch]:
    """Of records sorted by content those at the wanted places, with their places."""
    from pyspark import TaskContext

    task = TaskContext.get()
    place = offsets.get(task.partitionId() if task else 0, 0)
    for batch in batches:
        places = np.arange(place, place + len(batch))
        place += len(batch)
        chosen = pa.array(np.isin(places, wanted.value))
        yield pa.RecordBatch.from_arrays([pa.array(places), batch.column("record")], ["place", "record"]).filter(chosen)


def _places(table: pa.Table) -> Indices:
    return np.arange(len(table))


def _blocks(table: pa.Table) -> Blocks:
    first = np.nonzero(arrow.begins(table, ("rule", "key")))[0]
    rule = arrow.numbers(table, "rule")[first].astype(np.int16)
    size = np.diff(np.append(first, len(table)))
    return Blocks(arrow.numbers(table, "record"), size, rule, arrow.lists(table, "earlier"))


def _edges(table: pa.Table, record: Indices) -> Edges:
    """The edges of the rows: each row lists those towards higher records."""
    weight = table["weight"].combine_chunks()
    held = arrow.lists(table, "right")
    weights = np.asarray(weight.flatten().to_numpy(zero_copy_only=False), np.float32)
    return Edges(np.repeat(record, held.count), held.key, weights, np.full(len(held.key), -1, np.int16))
