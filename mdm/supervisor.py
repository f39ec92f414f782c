"""Runs a handful of processes as one: starts them again when they die, stops them together.

Each child leads a session of its own, so that everything it started can be killed with it, and is told by the kernel
when the supervisor dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_WAIT_S = 10.0
# A child that lived this long was well: its next death starts the waiting from the beginning.
WELL_AFTER_S = 30.0
LOG_LIMIT_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """A command to keep running; its output is appended to `log`."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One program and its current process."""

    def __init__(self, program: Program, first_wait_s: float) -> None:
        self.program = program
        self.first_wait_s = first_wait_s
        self.wait_s = first_wait_s
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0

    def start(self) -> None:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        rotate(self.program.log)
        with self.program.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                env=os.environ | self.program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )
        self.started_at = time.monotonic()

    def look(self, say: Callable[[str], None]) -> None:
        """Note a death and start again when the wait is over; each death in a row doubles the wait."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.kill_group(signal.SIGKILL)  # what the dead one started must not work beside its successor
        self.process = None
        self.wait_s = self.first_wait_s if now - self.started_at > WELL_AFTER_S else self.wait_s
        self.start_at = now + self.wait_s
        say(f"{self.program.name} ended ({status}); starting it again in {self.wait_s:g} s, see {self.program.log}")
        self.wait_s = min(self.wait_s * 2, LONGEST_WAIT_S)

    def kill_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Keeps its children running between `start` and `stop`."""

    def __init__(
        self, say: Callable[[str], None] = print, *, first_wait_s: float = 0.5, patience_s: float = 10
    ) -> None:
        self.say = say
        self.first_wait_s = first_wait_s
        self.patience_s = patience_s
        self.children: list[Child] = []

    def start(self, program: Program) -> None:
        child = Child(program, self.first_wait_s)
        self.children.append(child)
        child.start()

    def look(self) -> None:
        for child in self.children:
            child.look(self.say)

    def watch(self, until: Callable[[], bool] = lambda: False, every_s: float = 0.2) -> None:
        """Keep the children running until `until()` holds, or a KeyboardInterrupt."""
        while not until():
            self.look()
            time.sleep(every_s)

    def stop(self) -> None:
        """Ask all children to end, wait, and kill what is left with everything it started."""
        running = [(child, child.process) for child in self.children if child.process is not None]
        for _, process in running:
            process.terminate()
        deadline = time.monotonic() + self.patience_s
        for _, process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        for child, process in running:
            child.kill_group(signal.SIGKILL)
            process.wait()
        self.children.clear()


def bytecode(directory: Path) -> dict[str, str]:
    """Environment in which Python keeps compiled modules under `directory` where it would otherwise keep none.

    Containers like to forbid bytecode; then every process that starts, or starts again, compiles its libraries anew.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(directory / "pycache")}


def rotate(log: Path) -> None:
    """Keep one older log beside the current one when that has grown too long."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
