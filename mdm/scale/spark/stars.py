"""Connected components of a graph that no machine holds alone: large-star and small-star in turn.

Kiveris and others, "Connected components in MapReduce and beyond" (2014): every round hangs neighbours lower, until all
nodes of a component hang on its lowest. Rounds grow with the square of the logarithm of a component's size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row


def components(edges: DataFrame) -> DataFrame:
    """(record, component) of every record in `edges` (left, right); a component is named after its lowest record."""
    links = edges.select(F.greatest("left", "right").alias("high"), F.least("left", "right").alias("low"))
    links = links.where("high <> low").distinct().localCheckpoint()
    seen: Row | None = None
    while (now := _print(links)) != seen:
        links, seen = _small_star(_large_star(links)).localCheckpoint(), now
    hanging = links.select(F.col("high").alias("record"), F.col("low").alias("component"))
    return hanging.unionByName(hanging.select(F.col("component").alias("record"), "component")).distinct()


def _large_star(links: DataFrame) -> DataFrame:
    """Every node hangs its higher neighbours on the lowest of all its neighbours and itself."""
    turned = links.select(F.col("low").alias("node"), F.col("high").alias("near"))
    both = links.select(F.col("high").alias("node"), F.col("low").alias("near")).unionByName(turned)
    lowest = both.groupBy("node").agg(F.least(F.min("near"), F.col("node")).alias("lowest"))
    hung = both.join(lowest, "node").where("near > node")
    return hung.select(F.col("near").alias("high"), F.col("lowest").alias("low")).where("high <> low").distinct()


def _small_star(links: DataFrame) -> DataFrame:
    """Every node hangs its lower neighbours and itself on the lowest of them."""
    lowest = links.groupBy("high").agg(F.min("low").alias("lowest"))
    lower = links.join(lowest, "high").select(F.col("low").alias("high"), F.col("lowest").alias("low"))
    itself = lowest.select("high", F.col("lowest").alias("low"))
    return lower.unionByName(itself).where("high <> low").distinct()


def _print(links: DataFrame) -> Row | None:
    """A fingerprint of a set of links."""
    return links.agg(F.count("*"), F.sum(F.xxhash64("high", "low").cast("decimal(38,0)"))).first()
