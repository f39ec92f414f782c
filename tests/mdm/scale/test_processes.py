"""Shares of blocks, each a task: the very links, weights and groups of the engine in one piece."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from apps.domains.registry import get
from apps.matching import sample
from mdm.bench.matching import sheet
from mdm.bench.matching.customers import write
from mdm.scale.processes import link_in_shares, over_processes
from tests.mdm.scale.whole import Whole, whole


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sheet"), 500, seed=11).records


@pytest.mark.parametrize("shares", [1, 5])
def test_it_finds_what_the_engine_finds_in_one_piece(records: Path, tmp_path: Path, shares: int) -> None:
    found = link_in_shares(
        get("customer"), sheet.read(records), tmp_path, spread=over_processes(2), shares=shares
    )  # fmt: skip
    expected = whole(get("customer"), records)
    assert expected.weights
    assert Whole.of(found) == expected


def test_it_draws_the_sample_that_the_engine_draws(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "SAMPLE", 20_000)
    found = link_in_shares(get("customer"), sheet.read(records), tmp_path, spread=over_processes(1), shares=2)
    assert Whole.of(found) == whole(get("customer"), records)


def test_it_lists_crowded_keys(records: Path, tmp_path: Path) -> None:
    found = link_in_shares(get("customer"), sheet.read(records), tmp_path, spread=over_processes(1), shares=2)
    rules = get("customer").spec.blocking
    assert all(block.size > rules[block.rule].cap for block in found.skipped)
    assert np.array_equal(found.group, found.group[found.group])
