"""Pull what is due: claim a stream, read page after page over HTTP, land each in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from apps.domains import names
from apps.seams import Seams
from apps.sources.connectors.base import SystemicFailure, TransientFailure
from apps.sources.credentials import UnreadableCredentials
from apps.sources.land import Stream, land
from apps.sources.models import PullCursor, PullRun, SourceSystem
from apps.sources.queries import connector

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pulled:
    """One run over one stream; `changed` counts the records that now wait to be resolved."""

    system: str
    domain: str
    state: str
    read: int
    changed: int
    message: str = ""


def ensure_streams(*, now: datetime) -> None:
    """Give every active system a cursor for each domain that its connector supplies."""
    for system in SourceSystem.objects.filter(active=True):
        for domain in system.settings.get("domains", names()):
            PullCursor.objects.get_or_create(system=system, domain=domain, defaults={"due_at": now})


def pull_due(*, seams: Seams) -> list[Pulled]:
    """Pull every stream that is due. A stream whose system is away is tried again later; the others go on."""
    due = PullCursor.objects.filter(_free(seams.now()), system__active=True).select_related("system").order_by("pk")
    return [pulled for cursor in due if (pulled := _pull(cursor, seams))]


def _free(now: datetime) -> Q:
    return Q(due_at__lte=now, paused="") & (Q(claimed_until=None) | Q(claimed_until__lt=now))


def _pull(cursor: PullCursor, seams: Seams) -> Pulled | None:
    """Claim one stream by a conditional update and read it to its end; None where another worker has it."""
    until = seams.now() + LEASE
    if not PullCursor.objects.filter(_free(seams.now()), pk=cursor.pk).update(claimed_until=until):
        return None
    run = PullRun.objects.create(system=cursor.system, domain=cursor.domain, started_at=seams.now())
    state, message = PullRun.State.DONE, ""
    try:
        _read_pages(cursor, run, seams)
    except TransientFailure as failure:
        state, message = PullRun.State.FAILED, f"{cursor.system.name} can't answer now: {failure}"
    except (SystemicFailure, UnreadableCredentials) as failure:
        state, message = PullRun.State.FAILED, str(failure)
        PullCursor.objects.filter(pk=cursor.pk).update(paused=message[:300])
    except Exception as failure:  # unforeseen: it goes on, and the run does not stand as running for ever
        _finish(cursor, run, PullRun.State.FAILED, f"stopped by {type(failure).__name__}", seams)
        raise
    finally:
        next_at = seams.now() + timedelta(seconds=cursor.system.pull_every_s)
        PullCursor.objects.filter(pk=cursor.pk).update(claimed_until=None, due_at=next_at)
    return _finish(cursor, run, state, message, seams)


def _read_pages(cursor: PullCursor, run: PullRun, seams: Seams) -> None:
    stream = Stream(cursor.system_id, cursor.domain, connector(cursor.system_id, seams))
    position, more = cursor.cursor, True
    while more:
        page = stream.connector.pull(cursor.domain, position)
        land(stream=stream, records=page.records, seams=seams, run=run, cursor=page.cursor)
        PullCursor.objects.filter(pk=cursor.pk).update(claimed_until=seams.now() + LEASE)
        position, more = page.cursor, page.more


def _finish(cursor: PullCursor, run: PullRun, state: str, message: str, seams: Seams) -> Pulled:
    run.refresh_from_db()
    run.state, run.message, run.finished_at = state, message, seams.now()
    run.save(update_fields=["state", "message", "finished_at"])
    changed = run.created + run.updated
    if changed:
        seams.wake("apps.golden.tasks.resolve_landed")
    return Pulled(cursor.system.code, cursor.domain, state, run.read, changed, message)
