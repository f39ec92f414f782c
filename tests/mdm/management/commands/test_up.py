import os
import signal
import socket
import subprocess
import urllib.request
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import Warning
from django.core.management.base import CommandError

from mdm.management.commands import up
from mdm.management.commands.up import only_one, refuse_taken
from mdm.supervisor import Supervisor
from tests.mdm.tiny import run, wait_until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if int(line.split()[1]) == pid]


def test_it_refuses_a_second_one_and_says_where_the_first_is(tmp_path: Path) -> None:
    lock = only_one(tmp_path / "up.lock", "http://127.0.0.1:8000/")
    with pytest.raises(CommandError, match=r"already runs at http://127\.0\.0\.1:8000/"):
        only_one(tmp_path / "up.lock", "http://127.0.0.1:9000/")
    os.close(lock)
    os.close(only_one(tmp_path / "up.lock", "http://127.0.0.1:9000/"))


def test_it_names_the_variable_when_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match=r"is taken\. Choose another one, for example PORT="):
            refuse_taken(taken.getsockname()[1])


def test_it_serves_as_soon_as_it_has_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next question may meet a process that is still starting, and too slow to answer in time."""
    answered = iter((False, True, False))
    monkeypatch.setattr(up, "answers", lambda address: next(answered))
    up.Command().await_answer(Supervisor(), "http://127.0.0.1:1/", "web")
    assert next(answered) is False


def test_it_says_where_to_look_when_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "answers", lambda address: False)
    monkeypatch.setattr(up, "READY_TIMEOUT_S", 0)
    with pytest.raises(CommandError, match=r"web\.log says why"):
        up.Command().await_answer(Supervisor(), "http://127.0.0.1:1/", "web")


def test_it_says_what_the_checks_of_the_database_find(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Warning("Rulebook 2 of customers was made for other comparisons.")
    monkeypatch.setattr(up, "on_embedded_server", lambda: False)
    monkeypatch.setattr(up, "call_command", lambda *words, **options: None)
    monkeypatch.setattr(up, "run_checks", lambda **asked: [found])
    out = StringIO()
    up.Command(stdout=out).prepare(Supervisor(), 8000, demo=False)
    assert out.getvalue().splitlines()[-1] == found.msg


def test_it_serves_restarts_what_dies_and_stops_all_of_it(tmp_path: Path) -> None:
    log, root, port = tmp_path / "up.log", tmp_path / "var", free_port()
    up = run(root, "manage.py", "up", log=log, PORT=str(port), WEB_WORKERS="1")
    try:
        wait_until(lambda: up.poll() is not None or "Ready after" in log.read_text(), 60)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read() == b"ok"
        second = run(root, "manage.py", "up", log=log, PORT=str(free_port()))
        assert second.wait(30) == 1
        assert f"already runs at http://127.0.0.1:{port}/" in log.read_text()
        web = next(pid for pid in children_of(up.pid) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: "web ended (-9); starting it again" in log.read_text())
        wait_until(lambda: answers(port))
    finally:
        up.send_signal(signal.SIGTERM)
        assert up.wait(30) == 0
    assert log.read_text().endswith("Stopping.\nStopped.\n")
    assert not answers(port)


def answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read() == b"ok")
    except OSError:
        return False
