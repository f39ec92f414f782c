"""Processes of the service beside a test: they work on the test's own database, as workers on another machine would."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection

HOME = Path(__file__).resolve().parents[2]
WORKER = (
    "-m",
    "celery",
    "-A",
    "mdm",
    "worker",
    "-P",
    "threads",
    "-c",
    "2",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
)
BEAT = ("-m", "celery", "-A", "mdm", "beat", "--pidfile=")
DELIVER = ("-c", "import django; django.setup(); from apps.sync.tasks import deliver_due; deliver_due()")


def database_url() -> str:
    given = {key: str(value) for key, value in connection.settings_dict.items()}
    password = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    place = f"{quote(given['HOST'] or 'localhost', safe='')}:{given['PORT'] or 5432}"
    return f"postgresql://{quote(given['USER'], safe='')}{password}@{place}/{given['NAME']}"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Settings of production's shape with a test's keys: a server by its URL, the queue inside it unless named."""
    kept = {key: value for key, value in os.environ.items() if key not in ("CELERY_BROKER_URL", "TEST_BROKER_URL")}
    own = {"DJANGO_SETTINGS_MODULE": "tests.journeys.worker_settings", "DATABASE_URL": database_url()}
    path = os.pathsep.join(filter(None, [str(HOME), os.environ.get("PYTHONPATH", "")]))
    return kept | own | {"JOURNEY_DIR": str(folder), "PYTHONPATH": path, "CONN_MAX_AGE": "0"} | more


def start(folder: Path, *words: str, **more: str) -> subprocess.Popen[bytes]:
    """Start Python with these words in a process group of its own; its output goes to journey.log."""
    with (folder / "journey.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=HOME,
            env=environment(folder, **more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9, with everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextlib.contextmanager
def running(folder: Path, **more: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker and a scheduler; both gone at the end, whatever happens."""
    processes = [start(folder, *words, **more) for words in (WORKER, BEAT)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            kill(process)
