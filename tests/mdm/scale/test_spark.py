"""Spark gives the very links, weights and groups of the engine in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.domains.registry import get
from apps.matching import sample
from mdm.bench.matching.customers import write
from tests.mdm.scale.whole import Whole, whole

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
]
MASTER = "local-cluster[2,1,1024]"
"""Two executors in processes of their own: what is not sent to them, they do not have."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from mdm.scale.spark.session import session

    found = session(MASTER, partitions=3)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sheet"), 500, seed=11).records


def test_it_finds_what_the_engine_finds_in_one_piece(spark: Any, records: Path) -> None:
    from mdm.scale.spark.flow import link

    linked = link(spark, get("customer"), str(records), partitions=3)
    found, expected = linked.collected(), whole(get("customer"), records)
    assert expected.weights
    assert Whole.of(found) == expected
    names = [found.spec.blocking[rule].name for rule in found.pairs.rule]
    assert sorted(row["rule"] for row in linked.named().collect()) == sorted(names)


def test_it_draws_the_sample_that_the_engine_draws_whatever_the_files(
    spark: Any, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mdm.scale.spark.flow import link

    monkeypatch.setattr(sample, "SAMPLE", 20_000)
    header, *rows = records.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, start in enumerate(range(0, len(rows), 200)):
        (tmp_path / f"part-{number}.csv").write_text(header + "".join(rows[start : start + 200]), encoding="utf-8")
    found = link(spark, get("customer"), str(tmp_path), partitions=3).collected()
    assert Whole.of(found) == whole(get("customer"), records)


def test_it_finds_the_components_of_a_long_chain(spark: Any) -> None:
    from mdm.scale.spark.stars import components

    chain = [(number, number + 1) for number in range(30)] + [(50, 41), (41, 45)]
    found = components(spark.createDataFrame(chain, "left bigint, right bigint")).collect()
    expected = dict.fromkeys(range(31), 0) | dict.fromkeys((41, 45, 50), 41)
    assert {row["record"]: row["component"] for row in found} == expected
