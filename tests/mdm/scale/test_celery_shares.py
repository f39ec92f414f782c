"""Shares over Celery: nothing is lost with a message, a worker or the broker."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from kombu.exceptions import OperationalError

from mdm.bench.matching.customers import write
from mdm.embedded import server
from mdm.embedded.cluster import QUEUE as QUEUES
from mdm.embedded.cluster import Cluster
from mdm.scale import celery_shares, processes
from mdm.scale.celery_shares import SharesLost, over_celery, share
from tests.mdm.tiny import run, wait_until

STEP = "double"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose step doubles the number of the share."""
    monkeypatch.setitem(processes.STEPS, STEP, lambda batch, folder, number: 2 * number)
    monkeypatch.setitem(processes._batches, str(tmp_path), None)  # type: ignore[arg-type]  # the step reads no batch
    tmp_path.chmod(0o700)
    return tmp_path


def results(folder: Path, shares: int) -> list[Any]:
    return [processes._read(folder / f"{STEP}-{number}") for number in range(shares)]


@dataclass
class Mail:
    """Messages in the order they were sent; `deliver` decides what becomes of each."""

    deliver: Callable[[int, int], None]
    sent: int = 0

    def __call__(self, args: tuple[str, str, int], **options: Any) -> None:
        self.sent += 1
        self.deliver(self.sent, args[2])


def mailing(monkeypatch: pytest.MonkeyPatch, deliver: Callable[[int, int], None]) -> Mail:
    mail = Mail(deliver)
    monkeypatch.setattr(share, "apply_async", mail)
    return mail


def test_it_hands_out_anew_what_did_not_come_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def every_other(message: int, number: int) -> None:
        if message % 2:
            share(STEP, str(folder), number)

    mail = mailing(monkeypatch, every_other)
    over_celery(first=0.0)(STEP, folder, 5)
    assert results(folder, 5) == [0, 2, 4, 6, 8]
    assert mail.sent == 5 + 2 + 1 + 1


def test_it_waits_for_a_broker_that_is_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def back_at_the_third(message: int, number: int) -> None:
        if message < 3:
            raise OperationalError("away")
        share(STEP, str(folder), number)

    mailing(monkeypatch, back_at_the_third)
    over_celery(first=0.0)(STEP, folder, 2)
    assert results(folder, 2) == [0, 2]


def test_it_names_the_worker_when_nothing_comes_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailing(monkeypatch, lambda message, number: None)
    with pytest.raises(SharesLost, match=r"2 of 2 .*celery -A mdm worker -Q scale"):
        over_celery(patience=0.3)(STEP, folder, 2)


def test_it_ends_with_what_a_share_failed_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(batch: Any, folder: Path, number: int) -> None:
        raise ValueError("no such level")

    def work(message: int, number: int) -> None:
        with pytest.raises(ValueError, match="no such level"):
            share(STEP, str(folder), number)

    monkeypatch.setitem(processes.STEPS, STEP, fails)
    mail = mailing(monkeypatch, work)
    with pytest.raises(SharesLost, match=r"double-0 failed 3 times.*no such level"):
        over_celery(first=0.0)(STEP, folder, 1)
    assert mail.sent == celery_shares.TRIES


@pytest.mark.parametrize("state", ["done", "worked on"])
def test_it_leaves_a_share_alone_that_is(state: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = folder / f"{STEP}-1"
    celery_shares._lock_of(result).touch()
    monkeypatch.setitem(processes.STEPS, STEP, lambda *_: pytest.fail("done twice"))
    if state == "done":
        result.touch()
        share(STEP, str(folder), 1)
    else:
        with celery_shares._claim(result) as mine:
            assert mine
            share(STEP, str(folder), 1)
    assert result.exists() == (state == "done")


def test_it_says_that_a_folder_is_not_here(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    share(STEP, str(tmp_path / "gone"), 1)
    assert "does not share its disk" in caplog.text


def test_it_loads_nothing_from_a_folder_that_others_may_write_to(folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="not this user's own"):
        share(STEP, str(folder), 1)


# With workers as processes of their own ------------------------------------------------------------------------------

WORKER = ("-m", "celery", "-A", "mdm", "worker", "-Q", "scale", "-c", "2", "--without-gossip", "--without-mingle")
IMPATIENT = """
import django; django.setup()
import sys, tempfile
from pathlib import Path
from apps.domains.registry import get
from mdm.bench.matching import sheet
from mdm.scale import outcome
from mdm.scale.celery_shares import over_celery
from mdm.scale.processes import link_in_shares
with tempfile.TemporaryDirectory() as folder:
    found = link_in_shares(
        get("customer"), sheet.read(Path(sys.argv[1])), Path(folder), spread=over_celery(60, first=1), shares=6
    )
outcome.write(found, Path(sys.argv[2]))
"""


@dataclass
class Service:
    root: Path
    log: Path
    more: dict[str, str] = field(default_factory=dict)

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.mdm.scale.worker_settings"}
        return run(self.root, *words, log=self.log, **settings, **self.more, **more)

    @contextmanager
    def worker(self, *words: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        process = self.start(*WORKER, *words, **more)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sheet"), 500, seed=11).records


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    cluster = Cluster(tmp_path / "var", durable=False)
    yield Service(cluster.root, tmp_path / "celery.log")
    server.leave(cluster)


def rows(folder: Path) -> dict[str, list[list[str]]]:
    names = ("groups.csv", "pairs.csv", "skipped.csv")
    return {name: list(csv.reader((folder / name).read_text().splitlines())) for name in names}


def expected(records: Path, folder: Path) -> dict[str, list[list[str]]]:
    call_command("scale_link", str(records), "--out", str(folder), "--workers", "1", stdout=StringIO())
    return rows(folder)


def linked(service: Service, records: Path, out: Path) -> dict[str, list[list[str]]]:
    with service.worker():
        command = service.start("manage.py", "scale_link", str(records), "--over", "celery", "--out", str(out))
        assert command.wait(120) == 0, service.log.read_text()
    return rows(out)


def test_it_finds_over_workers_what_processes_find(service: Service, records: Path, tmp_path: Path) -> None:
    assert linked(service, records, tmp_path / "out") == expected(records, tmp_path / "expected")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["groups.csv", "pairs.csv", "skipped.csv"]


@pytest.mark.brokers
@pytest.mark.parametrize("variable", ["MDM_REDIS_URL", "MDM_RABBITMQ_URL"])
def test_it_links_over_another_broker(service: Service, variable: str, records: Path, tmp_path: Path) -> None:
    service.more["CELERY_BROKER_URL"] = os.environ[variable]
    assert linked(service, records, tmp_path / "out") == expected(records, tmp_path / "expected")


def test_it_loses_nothing_with_a_worker_or_the_broker(service: Service, records: Path, tmp_path: Path) -> None:
    out, stalled = tmp_path / "out", tmp_path / "stalled"
    with service.worker("-P", "threads", STALL=str(stalled)) as lost:
        driver = service.start("-c", IMPATIENT, str(records), str(out))
        wait_until(stalled.exists, 60)
        lost.kill()
        lost.wait(10)
    with server.connect(Cluster(service.root, durable=False), QUEUES) as connection:
        connection.execute("SELECT pgmq.purge_queue('scale')")
    assert driver.poll() is None
    with service.worker():
        assert driver.wait(120) == 0, service.log.read_text()
    assert rows(out) == expected(records, tmp_path / "expected")
