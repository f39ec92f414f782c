"""A first load: made-up customers of two systems, from raw payloads to golden records with history and outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

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
    """Land and resolve `customers` source records; figures of `land`, `resolve` and `total`. Makes the rows outside the clock."""
    streams = {code: _stream(code, seams) for code in KINDS}
    landing, resolving = Stage(), Stage()
    for code, page in _pages(customers, seed):
        with measured(landing):
            land(stream=streams[code], records=page, seams=seams)
        landing.records += len(page)
    with measured(resolving):
        while taken := resolve(domain="customer", seams=seams).taken:
            resolving.records += taken
    total = Stage(landing.records, landing.seconds + resolving.seconds, max(landing.peak_mb, resolving.peak_mb))
    return {"land": landing.figures(), "resolve": resolving.figures(), "total": total.figures()}


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


def _pages(customers: int, seed: int) -> Iterator[tuple[str, list[RawRecord]]]:
    """Pages of one system each, as pulls deliver them, without holding the population."""
    rows = iter_customers(customers, seed)
    while chunk := list(islice(rows, 2 * PAGE)):
        for code in KINDS:
            if page := [_raw(code, row) for system, row in chunk if system == code]:
                yield code, page


def _raw(code: str, row: Row) -> RawRecord:
    payload = hubspot.payload(row, "customer") if code == "crm" else tryton.payload(row, "customer")
    return RawRecord(str(row["external_id"]), payload, datetime.fromisoformat(str(row["business_at"])))
