"""A first load on Spark, from files of raw records to links and groups.

Features travel with the keys of their record, and pairs are made, compared and counted where their block lies: no pair
is ever shuffled before it has been scored. A second pass over the same blocks scores with the estimated weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import functions as F

from apps.domains.definition import Domain
from apps.matching.candidates import SkippedBlock
from apps.matching.population import MOST, counted_values
from apps.matching.sample import Drawn, drawn, pair_space
from apps.matching.types import MatchSpec, Tables, Thresholds
from mdm.scale.census import RECORDS, VALUE, WORD, Census
from mdm.scale.outcome import Outcome
from mdm.scale.partition import EVEN, Counted, Pairs
from mdm.scale.sample import Sampled, estimated
from mdm.scale.spark import arrow, tasks
from mdm.scale.spark.stars import components
from mdm.scale.spark.tasks import Rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PAIRS = "left bigint, right bigint, rule int, weight float, probability float"


@dataclass(frozen=True, slots=True)
class Linked:
    """The weights used; scored pairs (left, right, rule, weight, probability); (record, group); what was compared."""

    spec: MatchSpec
    pairs: DataFrame
    groups: DataFrame
    candidates: int
    skipped: tuple[SkippedBlock, ...]

    def named(self) -> DataFrame:
        """The pairs with the name of the rule that found each, as files have them."""
        rules = F.array(*(F.lit(rule.name) for rule in self.spec.blocking))
        return self.pairs.withColumn("rule", F.element_at(rules, F.col("rule") + 1))

    def collected(self) -> Outcome:
        """The same on this machine, for results that fit it."""
        found, groups = self.pairs.toArrow(), self.groups.orderBy("record").toArrow()
        names = ("left", "right", "rule", "weight", "probability")
        left, right, rule, weight, likely = (arrow.numbers(found, name) for name in names)
        pairs = Pairs(left, right, rule.astype(np.int16), weight, likely)
        return Outcome(self.spec, pairs, arrow.numbers(groups, "group"), self.candidates, self.skipped)


def link(
    spark: SparkSession, domain: Domain, path: str, *, seed: int = 1, thresholds: Thresholds = EVEN, partitions: int = 0
) -> Linked:
    """Link the records of a CSV file, or of a folder of them, with weights estimated from themselves.

    Records are numbered from 0 in the order of the files' names and of their lines. Each file is read by one task, so
    that cells may hold line breaks: give a large load in many files. Everything after reading is cut into `partitions`.
    """
    spec = domain.spec
    parts = partitions or int(spark.conf.get("spark.sql.shuffle.partitions") or 200)
    records = _records(*_numbered(spark, path), domain, parts).persist(StorageLevel.DISK_ONLY)
    size = records.count()
    blocks, held, skipped = _blocks(records, spec, parts)
    blocks = blocks.persist(StorageLevel.DISK_ONLY)
    tables = _tables(records, spec)
    known = spark.sparkContext.broadcast(tables)
    near = _patterns(blocks, Rules(spec, known))
    sample = drawn(size, pair_space(size), seed)
    others = _sampled(records, held, spec, sample).patterns(spec, sample, tables)
    rules = Rules(estimated(spec, size, near, others).spec, known)
    least = min(thresholds.review, thresholds.join)
    found = blocks.mapInArrow(partial(tasks.pairs, rules=rules, least=least), PAIRS).persist(StorageLevel.DISK_ONLY)
    groups = _groups(records, found, rules, thresholds, parts)
    return Linked(rules.spec, found, groups, int(near[1].sum()), skipped)


def _numbered(spark: SparkSession, path: str) -> tuple[list[str], DataFrame]:
    """The names of the fields, and the raw records (record, field_0 …): a dot in a name would mislead Spark."""
    options: dict[str, Any] = {
        "header": True,
        "multiLine": True,
        "escape": '"',
        "mode": "FAILFAST",
        "encoding": "UTF-8",
    }
    read = spark.read.csv(path, **options)
    fields = [F.col(f"`{name}`").alias(f"field_{place}") for place, name in enumerate(read.columns)]
    raw = read.select(*fields, "_metadata.file_path")
    offsets, passed = {}, 0
    for name, count in sorted((row[0], row[1]) for row in raw.groupBy("file_path").count().collect()):
        offsets[name], passed = passed, passed + count
    schema = ", ".join(f"{name} string" for name in raw.columns[:-1])
    return read.columns, raw.mapInArrow(partial(tasks.numbered, offsets=offsets), f"record bigint, {schema}")


def _records(fields: list[str], numbered: DataFrame, domain: Domain, parts: int) -> DataFrame:
    """Record, digest, keys, and a column per feature."""
    features = ", ".join(f"`{name}` string" for name in domain.spec.features())
    schema = f"record bigint, digest bigint, keys array<struct<rule:int,key:bigint>>, {features}"
    work = partial(tasks.standardised, domain=domain.name, fields=fields)
    return numbered.repartition(parts).mapInArrow(work, schema)


def _blocks(records: DataFrame, spec: MatchSpec, parts: int) -> tuple[DataFrame, DataFrame, tuple[SkippedBlock, ...]]:
    """Rows of usable blocks, block after block; the usable keys of each record; the crowded keys."""
    keys = records.select("record", F.explode("keys").alias("k")).select("record", "k.rule", "k.key")
    cap = F.element_at(F.array(*(F.lit(rule.cap) for rule in spec.blocking)), F.col("rule") + 1)
    sizes = keys.groupBy("rule", "key").count()
    crowded = sizes.where(F.col("count") > cap).collect()
    usable = sizes.where((F.col("count") > 1) & (F.col("count") <= cap)).select("rule", "key")
    held = (
        keys.join(usable, ["rule", "key"])
        .groupBy("record")
        .agg(F.sort_array(F.collect_list(F.struct("rule", "key"))).alias("held"))
    ).persist(StorageLevel.DISK_ONLY)
    features = spec.features()
    rows = (
        records.select("record", *features)
        .join(held, "record")
        .select("record", *features, "held", F.posexplode("held").alias("position", "k"))
        .select(
            "record", *features, "k.rule", "k.key", F.slice(F.col("held.key"), 1, F.col("position")).alias("earlier")
        )
    )
    blocks = rows.repartition(parts, "rule", "key").sortWithinPartitions("rule", "key", "record")
    return blocks, held, tuple(SkippedBlock(row["rule"], row["key"], row["count"]) for row in crowded)


def _tables(records: DataFrame, spec: MatchSpec) -> Tables:
    """How common values and words are: counted by partition, the commonest brought here."""
    schema = "what string, feature string, text string, records bigint"
    counts = (
        records.select(*spec.features())
        .mapInArrow(partial(tasks.counted, spec=spec), schema)
        .groupBy("what", "feature", "text")
        .agg(F.sum("records").alias("records"))
    ).persist(StorageLevel.DISK_ONLY)
    rows = counts.where(F.col("what").isin(WORD, RECORDS)).collect()
    for feature in counted_values(spec):
        values = counts.where((F.col("what") == VALUE) & (F.col("feature") == feature))
        rows += values.orderBy(F.desc("records")).limit(MOST).collect()
    return Census.of((row["what"], row["feature"], row["text"], row["records"]) for row in rows).tables(spec)


def _patterns(blocks: DataFrame, rules: Rules) -> Counted:
    """Every pattern of levels and the number of pairs that show it."""
    found = blocks.mapInArrow(partial(tasks.patterns, rules=rules), "levels binary, pairs bigint")
    rows = found.groupBy("levels").agg(F.sum("pairs").alias("pairs")).collect()
    levels = np.frombuffer(b"".join(bytes(row["levels"]) for row in rows), np.int8)
    return levels.reshape(len(rows), len(rules.spec.comparisons)), np.array([row["pairs"] for row in rows], np.int64)


def _sampled(records: DataFrame, held: DataFrame, spec: MatchSpec, sample: Drawn) -> Sampled:
    """The records of the sample, brought to this machine."""
    chosen = (
        _by_content(records, sample) if sample.by_content else records.select(F.col("record").alias("place"), "record")
    )
    features = spec.features()
    table: pa.Table = (
        chosen.join(records.select("record", *features), "record")
        .join(held.select("record", F.col("held.key").alias("keys")), "record", "left")
        .orderBy("place")
        .toArrow()
    )
    place, record = arrow.numbers(table, "place"), arrow.numbers(table, "record")
    return Sampled(place, record, arrow.columns(table, features), arrow.lists(table, "keys"))


def _by_content(records: DataFrame, sample: Drawn) -> DataFrame:
    """The records at the places of the sample, in the order of what they hold."""
    ordered = records.select("digest", "record").orderBy("digest", "record").persist(StorageLevel.DISK_ONLY)
    counts = ordered.groupBy(F.spark_partition_id().alias("part")).count().collect()
    offsets, passed = {}, 0
    for part, count in sorted((row["part"], row["count"]) for row in counts):
        offsets[part], passed = passed, passed + count
    wanted = records.sparkSession.sparkContext.broadcast(sample.places())
    return ordered.mapInArrow(partial(tasks.at_places, offsets=offsets, wanted=wanted), "place bigint, record bigint")


def _groups(records: DataFrame, found: DataFrame, rules: Rules, thresholds: Thresholds, parts: int) -> DataFrame:
    """(record, group) of every record; a group is named after its lowest record."""
    edges = found.groupBy(F.col("left").alias("record")).agg(F.collect_list(F.struct("right", "weight")).alias("edges"))
    none = F.array().cast("array<struct<right:bigint,weight:float>>")
    features = rules.spec.features()
    rows = (
        components(found)
        .join(records.select("record", *features), "record")
        .join(edges, "record", "left")
        .withColumn("edges", F.coalesce("edges", none))
        .select(
            "record", "component", *features, F.col("edges.right").alias("right"), F.col("edges.weight").alias("weight")
        )
        .repartition(parts, "component")
        .sortWithinPartitions("component", "record")
    )
    work = partial(tasks.grouped, rules=rules, thresholds=thresholds)
    grouped = rows.mapInArrow(work, "record bigint, group bigint")
    return (
        records.select("record")
        .join(grouped, "record", "left")
        .select("record", F.coalesce("group", "record").alias("group"))
    )
