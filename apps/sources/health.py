"""How the intake is doing: streams, their runs, what waits and what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from apps.sources.models import LandedRecord, PullCursor, PullRun, RejectedRow


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of a stream and its balance. `balances` is read = created + updated + unchanged + rejected."""

    id: int
    system: str
    domain: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    message: str

    @property
    def balances(self) -> bool:
        return self.read == self.created + self.updated + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class StreamHealth:
    """One system's records of one domain: when it is read next, by whom it is held, why it is paused, its last run."""

    system: str
    system_name: str
    domain: str
    active: bool
    due_at: datetime
    claimed_until: datetime | None
    paused: str
    last_run: Run | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a tray, and since when the oldest does."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that could not be landed. The payload stays where it is: it may be about a person."""

    run: int
    system: str
    domain: str
    row: str
    field: str
    message: str


def streams() -> list[StreamHealth]:
    """Every stream with its newest run. Two statements."""
    newest = {
        (run.system_id, run.domain): _run(run)
        for run in PullRun.objects.select_related("system")
        .order_by("system_id", "domain", "-started_at", "-id")
        .distinct("system_id", "domain")
    }
    cursors = PullCursor.objects.select_related("system").order_by("system__priority", "system__code", "domain")
    return [
        StreamHealth(
            cursor.system.code,
            cursor.system.name,
            cursor.domain,
            cursor.system.active,
            cursor.due_at,
            cursor.claimed_until,
            cursor.paused,
            newest.get((cursor.system_id, cursor.domain)),
        )
        for cursor in cursors
    ]


def recent_runs(limit: int = 20) -> list[Run]:
    return [_run(run) for run in PullRun.objects.select_related("system").order_by("-started_at", "-id")[:limit]]


def _run(run: PullRun) -> Run:
    return Run(
        run.pk,
        run.system.code,
        run.domain,
        run.state,
        run.started_at,
        run.finished_at,
        run.read,
        run.created,
        run.updated,
        run.unchanged,
        run.rejected,
        run.message,
    )


def landed() -> dict[str, Waiting]:
    """What waits to be resolved, by domain."""
    found = LandedRecord.objects.values("domain").annotate(size=Count("*"), oldest=Min("since")).order_by("domain")
    return {row["domain"]: Waiting(row["size"], row["oldest"]) for row in found}


def rejected(limit: int = 50) -> list[Rejected]:
    """The newest rows that were refused."""
    found = RejectedRow.objects.select_related("run__system").order_by("-id")[:limit]
    return [Rejected(row.run_id, row.run.system.code, row.run.domain, row.row, row.field, row.message) for row in found]
