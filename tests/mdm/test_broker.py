"""Celery with PostgreSQL as its only broker: one worker and one scheduler, as processes of their own."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mdm.embedded import server
from mdm.embedded.cluster import QUEUE, Cluster
from tests.mdm.tiny import run, wait_until

WORKER = ("-m", "celery", "-A", "mdm", "worker", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle")
BEAT = ("-m", "celery", "-A", "mdm", "beat", "--pidfile=")
SEND = "import django; django.setup(); from tests.mdm.tiny_tasks import note; note.delay({word!r})"


@dataclass
class Service:
    cluster: Cluster
    log: Path

    def count(self, word: str) -> int:
        with server.connect(self.cluster, "mdm") as connection:
            row = connection.execute("SELECT count(*) FROM noted WHERE word = %s", [word]).fetchone()
        assert row is not None
        return int(row[0])

    def send(self, word: str) -> None:
        assert run(self.cluster.root, "-c", SEND.format(word=word), log=self.log).wait(30) == 0


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    root = tmp_path_factory.mktemp("queue")
    made = Service(Cluster(root / "var", durable=False), root / "celery.log")
    with server.connect(made.cluster, "mdm") as connection:
        connection.execute("CREATE TABLE noted (word text)")
    processes = [run(made.cluster.root, *words, log=made.log) for words in (WORKER, BEAT)]
    yield made
    stop(processes)
    server.leave(made.cluster)


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


def test_it_runs_a_task_sent_by_another_process(service: Service) -> None:
    service.send("hello")
    wait_until(lambda: service.count("hello") == 1)


def test_it_goes_on_by_itself_after_the_server_is_killed(service: Service) -> None:
    wait_until(lambda: service.count("tick") > 0)
    os.kill(int((service.cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    ticks = service.count("tick")
    service.send("again")
    wait_until(lambda: service.count("again") == 1)
    wait_until(lambda: service.count("tick") > ticks + 1)


def test_it_keeps_no_message_of_a_done_task(service: Service) -> None:
    service.send("done")
    wait_until(lambda: service.count("done") == 1)

    def waiting() -> int:
        with server.connect(service.cluster, QUEUE) as connection:
            row = connection.execute("SELECT count(*) FROM pgmq.q_mdm WHERE message::text LIKE '%%note%%'").fetchone()
        assert row is not None
        return int(row[0])

    wait_until(lambda: waiting() == 0)
