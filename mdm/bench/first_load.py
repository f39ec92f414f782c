"""A first load: made-up customers of two systems, from raw payloads to golden records with history and outbox.

Landing and resolving go on side by side, as in the workers of the service: each system's stream is landed by a process
of its own, while this one resolves what has landed.
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
from multiprocessing.synchronize import Barrier
from tempfile import TemporaryFile
from typing import IO, Any

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
    with _landing(streams, Load(customers, seed), seams) as landing:
        resolving = _resolved(landing.workers, seams)
        landed = landing.stages()
    total = Stage(landed.records, resolving.seconds, landed.peak_mb + resolving.peak_mb)
    return {"land": landed.figures(), "resolve": resolving.figures(), "total": total.figures()}


def _resolved(workers: list[BaseProcess], seams: Seams) -> Stage:
    """Resolve what lands until nobody lands any more and the tray is empty."""
    stage = Stage()
    with measured(stage):
        landing = True
        while landing:
            landing = any(worker.is_alive() for worker in workers)  # asked before the tray, or its last page is missed
            while taken := resolve(domain="customer", seams=seams).taken:
                stage.records += taken
            if landing:
                time.sleep(EMPTY_TRAY_S)
    return stage


@dataclass(frozen=True, slots=True)
class _Landing:
    """The processes that land, and where they tell what it took."""

    workers: list[BaseProcess]
    results: Queue[Stage]

    def stages(self) -> Stage:
        """Both streams as one stage: as long as the slower of them, with the memory of both."""
        stages = [self.results.get(timeout=60) for _ in self.workers]
        return Stage(
            sum(stage.records for stage in stages),
            max(stage.seconds for stage in stages),
            sum(stage.peak_mb for stage in stages),
        )


@contextmanager
def _landing(streams: dict[str, Stream], load: Load, seams: Seams) -> Iterator[_Landing]:
    """Processes that land the streams; they are at the start when the block begins, and gone when it ends."""
    connections.close_all()  # a connection must not be shared with a forked process
    fork = get_context("fork")
    results: Queue[Stage] = fork.Queue()
    start = fork.Barrier(len(streams) + 1)
    arguments: list[tuple[Any, ...]] = [(code, stream, load, seams, start, results) for code, stream in streams.items()]
    workers: list[BaseProcess] = [fork.Process(target=_land, args=each, daemon=True) for each in arguments]
    for worker in workers:
        worker.start()
    start.wait()
    yield _Landing(workers, results)
    for worker in workers:
        worker.join()


def _land(code: str, stream: Stream, load: Load, seams: Seams, start: Barrier, results: Queue[Stage]) -> None:
    stage = Stage()
    with TemporaryFile() as pages:
        for page in _pages(code, load):
            pickle.dump(page, pages)
        pages.seek(0)
        start.wait()
        with measured(stage):
            for page in _read(pages):
                land(stream=stream, records=page, seams=seams)
                stage.records += len(page)
    results.put(stage)


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
