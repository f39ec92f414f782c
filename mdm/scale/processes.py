"""A batch cut into shares of blocks, one task each: for the processes of one machine, or of several that share a disk.

A task knows a folder and the number of its share. It reads the batch from the folder, once per process (a forked
process has it already), and writes what it found there.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np

from apps.domains.columnar import columns_of
from apps.domains.definition import Domain
from apps.domains.raw import RawColumn
from apps.matching.blocking import keys_of
from apps.matching.columns import Columns
from apps.matching.components import connected
from apps.matching.population import content_order
from apps.matching.sample import drawn, pair_space
from apps.matching.types import Indices, MatchSpec, Tables, Thresholds
from mdm.scale.blocks import Usable, usable_blocks
from mdm.scale.census import Census, census_rows
from mdm.scale.outcome import Outcome
from mdm.scale.partition import EVEN, Counted, Pairs, count_patterns, find_pairs, group, joined, merged
from mdm.scale.sample import Sampled, estimated

Spread = Callable[[str, Path, int], None]
"""Runs a step for every share: (step, folder, number of shares)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What every task needs: the records in columns, their blocks, the rules, and into how many shares they are cut."""

    spec: MatchSpec
    columns: Columns
    usable: Usable
    tables: Tables
    shares: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What the driver decides between the steps: weights, the least weight of a pair, thresholds of groups."""

    spec: MatchSpec
    least: float
    thresholds: Thresholds


_batches: Final[dict[str, Batch]] = {}
"""The batch of the folder this process works on; forked processes find it here."""
_loading: Final = threading.Lock()


def link_in_shares(  # noqa: PLR0913  what to link, where, and how it is spread
    domain: Domain, raw: dict[str, RawColumn], folder: Path, *, spread: Spread, shares: int, seed: int = 1,
    thresholds: Thresholds = EVEN,
) -> Outcome:  # fmt: skip
    """Link a batch of raw columns, share by share; `folder` holds what the tasks read and write.

    The result is that of `link` and `cluster` over the whole batch.
    """
    batch = _prepared(domain, raw, shares)
    _write(folder / "batch", batch)
    _batches.clear()
    _batches[str(folder)] = batch
    try:
        spread("count", folder, shares)
        near = merged([_read(folder / f"count-{share}") for share in range(shares)], len(batch.spec.comparisons))
        spec = _estimated(batch, near, seed)
        _write(folder / "decided", Decided(spec, min(thresholds.review, thresholds.join), thresholds))
        spread("find", folder, shares)
        pairs = joined([_read(folder / f"find-{share}") for share in range(shares)])
        _write(folder / "components", (pairs, connected(batch.columns.size, pairs.left, pairs.right)))
        spread("group", folder, shares)
        return Outcome(spec, pairs, _groups(folder, batch), int(near[1].sum()), batch.usable.skipped)
    finally:
        _batches.clear()


def _prepared(domain: Domain, raw: dict[str, RawColumn], shares: int) -> Batch:
    columns = columns_of(domain, raw, workers=2)
    usable = usable_blocks(keys_of(domain.spec.blocking, columns), domain.spec.blocking, columns.size)
    tables = Census.of(census_rows(domain.spec, columns)).tables(domain.spec)
    return Batch(domain.spec, columns, usable, tables, shares)


def _estimated(batch: Batch, near: Counted, seed: int) -> MatchSpec:
    """Weights estimated from the counted patterns of the candidates and a sample of all other pairs."""
    pairs = drawn(batch.columns.size, pair_space(batch.columns.size), seed)
    place = pairs.places()
    record = content_order(batch.columns)[place] if pairs.by_content else place
    sampled = Sampled(place, record, batch.columns.at(record), batch.usable.held.of(record))
    others = sampled.patterns(batch.spec, pairs, batch.tables)
    return estimated(batch.spec, batch.columns.size, near, others).spec


def _groups(folder: Path, batch: Batch) -> Indices:
    named = np.arange(batch.columns.size)
    for share in range(batch.shares):
        record, group_of = _read(folder / f"group-{share}")
        named[record] = group_of
    return named


def run_share(step: str, folder: str, share: int) -> None:
    """One task: do a step for one share and write the result; done again it writes the same."""
    batch = _batch(folder)
    _write(Path(folder) / f"{step}-{share}", STEPS[step](batch, Path(folder), share))


def _batch(folder: str) -> Batch:
    with _loading:
        if folder not in _batches:
            _batches.clear()
            _batches[folder] = _read(Path(folder) / "batch")
        return _batches[folder]


def _count(batch: Batch, folder: Path, share: int) -> Counted:
    blocks = batch.usable.blocks.of_share(share, batch.shares)
    return count_patterns(batch.spec, batch.columns, blocks.record, blocks, batch.tables)


def _find(batch: Batch, folder: Path, share: int) -> Pairs:
    decided: Decided = _read(folder / "decided")
    blocks = batch.usable.blocks.of_share(share, batch.shares)
    return find_pairs(decided.spec, batch.columns, blocks.record, blocks, batch.tables, least=decided.least)


def _group(batch: Batch, folder: Path, share: int) -> tuple[Indices, Indices]:
    decided: Decided = _read(folder / "decided")
    pairs, component = _read(folder / "components")
    linked = np.zeros(batch.columns.size, bool)
    linked[pairs.left] = linked[pairs.right] = True
    record = np.nonzero(linked & (component % batch.shares == share))[0]
    edges = pairs.edges().where(component[pairs.left] % batch.shares == share)
    columns = batch.columns.at(record)
    return record, group(decided.spec, columns, record, edges, batch.tables, decided.thresholds)


STEPS: Final[dict[str, Callable[[Batch, Path, int], Any]]] = {"count": _count, "find": _find, "group": _group}


def over_processes(workers: int) -> Spread:
    """Spread the shares of a step over so many forked processes of this machine."""

    def spread(step: str, folder: Path, shares: int) -> None:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            for done in [pool.submit(run_share, step, str(folder), share) for share in range(shares)]:
                done.result()

    return spread


def _write(path: Path, thing: object) -> None:
    """All or nothing: who finds the file finds it whole, also when two write it at once."""
    unfinished = path.with_name(f"{path.name}.{uuid4().hex}.part")
    with unfinished.open("wb") as file:
        pickle.dump(thing, file, pickle.HIGHEST_PROTOCOL)
    unfinished.rename(path)


def _read(path: Path) -> Any:
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301  written by ourselves into a folder of our own
