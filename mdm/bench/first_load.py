"""A first load: made-up customers of two systems, from raw payloads to golden records with history and outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.queues import Queue

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


def first_load(*, customers: int, seed: int, seams: Seams) -> dict[str, dict[str, float]]:
    """Land and resolve `customers` source records; figures of `land`, `resolve` and `total`.

    Each system's stream is landed by a process of its own, as two workers would; the rows are made outside the clock.
    Landing counts as long as the slower of the two, and with the memory of both.
    """
    streams = {code: _stream(code, seams) for code in KINDS}
    landing = _landed_by_workers(streams, customers, seed, seams)
    resolving = Stage()
    with measured(resolving):
        while taken := resolve(domain="customer", seams=seams).taken:
            resolving.records += taken
    total = Stage(landing.records, landing.seconds + resolving.seconds, max(landing.peak_mb, resolving.peak_mb))
    return {"land": landing.figures(), "resolve": resolving.figures(), "total": total.figures()}


def _landed_by_workers(streams: Mapping[str, Stream], customers: int, seed: int, seams: Seams) -> Stage:
    connections.close_all()  # a connection must not be shared with a forked process
    fork = get_context("fork")
    results: Queue[Stage] = fork.Queue()
    workers = [
        fork.Process(target=_land, args=(code, stream, customers, seed, seams, results))
        for code, stream in streams.items()
    ]
    for worker in workers:
        worker.start()
    stages = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return Stage(
        sum(stage.records for stage in stages),
        max(stage.seconds for stage in stages),
        sum(stage.peak_mb for stage in stages),
    )


def _land(code: str, stream: Stream, customers: int, seed: int, seams: Seams, results: Queue[Stage]) -> None:
    stage = Stage()
    for page in _pages(code, customers, seed):
        with measured(stage):
            land(stream=stream, records=page, seams=seams)
        stage.records += len(page)
    results.put(stage)


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


def _pages(code: str, customers: int, seed: int) -> Iterator[list[RawRecord]]:
    """Pages of one system, as a pull delivers them, without holding the population."""
    mine = (_raw(code, row) for system, row in iter_customers(customers, seed) if system == code)
    while page := list(islice(mine, PAGE)):
        yield page


def _raw(code: str, row: Row) -> RawRecord:
    payload = hubspot.payload(row, "customer") if code == "crm" else tryton.payload(row, "customer")
    return RawRecord(str(row["external_id"]), payload, datetime.fromisoformat(str(row["business_at"])))
