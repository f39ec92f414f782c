import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mdm.supervisor import Program, Supervisor
from tests.mdm.tiny import wait_until

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
# Starts a process that would outlive it, then sleeps.
PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER


def program(code: str, log: Path) -> Program:
    return Program("child", (sys.executable, "-S", "-c", code), log)


def watch_until(supervisor: Supervisor, true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    supervisor.watch(until=lambda: true() or time.monotonic() > deadline, every_s=0.02)
    assert true()


def group_lives(group: int) -> bool:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and "Z" not in line.split()[1] for line in listed.splitlines())


def pid_of(supervisor: Supervisor) -> int | None:
    process = supervisor.children[0].process
    return process.pid if process else None


def test_it_starts_a_killed_child_again_and_kills_what_that_had_started(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, first_wait_s=0.05)
    supervisor.start(program(PARENT + SLEEPER, tmp_path / "child.log"))
    watch_until(supervisor, lambda: "up" in (tmp_path / "child.log").read_text())
    first = pid_of(supervisor)
    assert first is not None
    os.kill(first, 9)
    watch_until(supervisor, lambda: pid_of(supervisor) not in (None, first))
    wait_until(lambda: not group_lives(first))  # the kernel ends them in its own time
    assert said == [f"child ended (-9); starting it again in 0.05 s, see {tmp_path / 'child.log'}"]
    second = pid_of(supervisor)
    supervisor.stop()
    assert second is not None
    wait_until(lambda: not group_lives(second))


def test_it_waits_longer_after_each_death_in_a_row(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, first_wait_s=0.02)
    supervisor.start(program("raise SystemExit(3)", tmp_path / "child.log"))
    watch_until(supervisor, lambda: len(said) == 3)
    supervisor.stop()
    assert [line.split(" again in ")[1].split(" s")[0] for line in said] == ["0.02", "0.04", "0.08"]


def test_it_kills_a_child_that_does_not_want_to_end(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda line: None, patience_s=0.3)
    supervisor.start(program(STUBBORN, tmp_path / "child.log"))
    watch_until(supervisor, lambda: "up" in (tmp_path / "child.log").read_text())
    pid = pid_of(supervisor)
    supervisor.stop()
    assert pid is not None
    wait_until(lambda: not group_lives(pid))


def test_it_takes_its_children_along_when_it_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    code = (
        "import sys; from pathlib import Path; from mdm.supervisor import Program, Supervisor\n"
        f"one = Supervisor(); one.start(Program('child', (sys.executable, '-c', {SLEEPER!r}), Path({str(log)!r})))\n"
        "print(one.children[0].process.pid, flush=True); one.watch()"
    )
    home = str(Path(__file__).resolve().parents[2])
    above = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": home}, stdout=subprocess.PIPE, text=True
    )
    assert above.stdout is not None
    child = int(above.stdout.readline())
    above.kill()
    above.communicate()
    deadline = time.monotonic() + 5
    while group_lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not group_lives(child)
