"""A first load: made-up customers of two systems, from raw payloads to golden records with history and outbox.

Landing and resolving go on side by side: each system's stream is landed by a process of its own, while this one
resolves what has landed. The first that has landed its stream resolves as well. Several worker processes of the service
work so; `manage.py up` starts a single one, of eight threads that share an interpreter.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event, Semaphore
from tempfile import TemporaryFile
from typing import IO

from django.db import connections

from apps.golden.resolve import resolve
from apps.history.recording import Actor
from apps.sandbox.hubspot import seed as hubspot
from apps.sandbox.population import Row, iter_customers
from apps.sandbox.tryton import seed as tryton
from apps.seams import Seams
from apps.sources.connectors.base import RawRecord
from apps.sources.land import Stream, land
from apps.sources.queries import connector
from apps.sources.systems import NewSystem, register
from mdm.bench.meter import Stage, measured

PAGE = 2_000
KINDS = {"crm": "hubspot", "erp": "tryton"}
EMPTY_TRAY_S = 0.02
"""How long to wait before looking again whether anything has landed."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is loaded: so many source records over both systems, made up from a seed."""

    customers: int
    seed: int


def first_load(*, customers: int, seed: int, seams: Seams) -> dict[str, dict[str, float]]:
    """Land and resolve `customers` source records; figures of `land`, `resolve` and `total`.

    `land` counts from the start until the slower system has landed its last page, `resolve` from the start until the
    last record has its golden record. They share the machine and end one after the other, so that `total` is as long as
    `resolve`, and its memory that of all three processes. The pages are made before the clock starts, and lie on disk.
    """
    streams = {code: _stream(code, seams) for code in KINDS}
    mine = Stage()
    with _workers(streams, Load(customers, seed), seams) as (signals, count), measured(mine):
        _resolve(mine, signals, seams)
        theirs = [signals.done.get(timeout=60) for _ in range(count)]
    landed = _side_by_side([each.landing for each in theirs])
    resolved = _side_by_side([mine, *(each.resolving for each in theirs)])
    peak = mine.peak_mb + sum(max(each.landing.peak_mb, each.resolving.peak_mb) for each in theirs)
    total = Stage(landed.records, resolved.seconds, peak)
    return {"land": landed.figures(), "resolve": resolved.figures(), "total": total.figures()}


def _side_by_side(stages: list[Stage]) -> Stage:
    """Stages that ran at once as one: as long as the longest of them, with the memory of all."""
    records, peak = sum(stage.records for stage in stages), sum(stage.peak_mb for stage in stages)
    return Stage(records, max(stage.seconds for stage in stages), peak)


@dataclass(frozen=True, slots=True)
class _Done:
    """What one worker did."""

    landing: Stage
    resolving: Stage


@dataclass(frozen=True, slots=True)
class _Signals:
    """What the processes tell one another: when to start, who has landed, whether help is wanted, what was done."""

    start: Barrier
    landed: dict[str, Event]
    help_wanted: Semaphore
    done: Queue[_Done]


@contextmanager
def _workers(streams: dict[str, Stream], load: Load, seams: Seams) -> Iterator[tuple[_Signals, int]]:
    """Processes that land the streams; they are at the start when the block begins, and gone when it ends."""
    connections.close_all()  # a connection must not be shared with a forked process
    fork = get_context("fork")
    landed = {code: fork.Event() for code in streams}
    signals = _Signals(fork.Barrier(len(streams) + 1), landed, fork.Semaphore(1), fork.Queue())
    workers: list[BaseProcess] = [
        fork.Process(target=_work, args=(code, stream, load, seams, signals), daemon=True)
        for code, stream in streams.items()
    ]
    for worker in workers:
        worker.start()
    signals.start.wait()
    yield signals, len(workers)
    for worker in workers:
        worker.join()


def _work(code: str, stream: Stream, load: Load, seams: Seams, signals: _Signals) -> None:
    """Land one system, then resolve: one batch is decided while one is prepared, so that two at it are enough."""
    done = _Done(Stage(), Stage())
    try:
        _land(done.landing, stream, _pages(code, load), signals, seams)
    finally:
        signals.landed[code].set()
    if signals.help_wanted.acquire(block=False):
        with measured(done.resolving):
            _resolve(done.resolving, signals, seams)
    signals.done.put(done)


def _land(stage: Stage, stream: Stream, pages: Iterator[list[RawRecord]], signals: _Signals, seams: Seams) -> None:
    with TemporaryFile() as stored:
        for page in pages:
            pickle.dump(page, stored)
        stored.seek(0)
        signals.start.wait()
        with measured(stage):
            for page in _read(stored):
                land(stream=stream, records=page, seams=seams)
                stage.records += len(page)


def _resolve(stage: Stage, signals: _Signals, seams: Seams) -> None:
    """Resolve what lands until nobody lands any more and the tray is empty."""
    landing = True
    while landing:
        landing = not all(landed.is_set() for landed in signals.landed.values())  # asked before the tray is looked into
        while taken := resolve(domain="customer", seams=seams).taken:
            stage.records += taken
        if landing:
            time.sleep(EMPTY_TRAY_S)


def _read(pages: IO[bytes]) -> Iterator[list[RawRecord]]:
    while True:
        try:
            yield pickle.load(pages)  # noqa: S301 - written by this very process
        except EOFError:
            return


def _stream(code: str, seams: Seams) -> Stream:
    system = NewSystem(
        code=code,
        name=code.upper(),
        kind=KINDS[code],
        role=code,
        priority=10,
        base_url="http://127.0.0.1:9",
        credentials={"token": "none", "user": "none", "password": "none"},
        settings={"database": "none"},
    )
    system_id = register(system=system, actor=Actor.machine("bench"), seams=seams)
    return Stream(system_id, "customer", connector(system_id, seams))


def _pages(code: str, load: Load) -> Iterator[list[RawRecord]]:
    """Pages of one system, as a pull delivers them, without holding the population."""
    mine = (_raw(code, row) for system, row in iter_customers(load.customers, load.seed) if system == code)
    while page := list(islice(mine, PAGE)):
        yield page


def _raw(code: str, row: Row) -> RawRecord:
    payload = hubspot.payload(row, "customer") if code == "crm" else tryton.payload(row, "customer")
    return RawRecord(str(row["external_id"]), payload, datetime.fromisoformat(str(row["business_at"])))
