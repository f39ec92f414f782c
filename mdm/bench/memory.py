"""Peak memory of a process and of all that it started (Linux): what is shared between them counts once."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Final

INTERVAL: Final = 0.25
"""Seconds between looks at a tree of several processes; a single one is asked for its high-water mark."""


Looks = list[tuple[float, float]]
"""Monotonic seconds, and the memory in MB that was held then."""


def watch(pid: int, stop: Event) -> Looks:
    """The memory of the process tree under `pid`, looked at until `stop` is set."""
    looks: Looks = []
    while not stop.wait(INTERVAL):
        began = time.monotonic()
        held = _now(pid)
        looks.append(((began + time.monotonic()) / 2, held))
    return looks


def forget_peak() -> None:
    """Reset the mark of this process; where that is not allowed its peak is that of all it did so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def high_water(pid: int | str) -> float:
    """The peak in MB of one process since it began, or since its mark was reset."""
    return _field(pid, "status", "VmHWM")


def _now(pid: int) -> float:
    tree = _tree(pid)
    if len(tree) == 1:
        return high_water(pid)
    return sum(_field(member, "smaps_rollup", "Pss") for member in tree)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for member in found:
        found += _children(member)
    return found


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # ended meanwhile
        return []
    return [int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()]


def _field(pid: int | str, file: str, name: str) -> float:
    """A figure of a process in MB; 0 for one that has ended."""
    lines = _read(f"/proc/{pid}/{file}").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def _read(path: str) -> str:
    """What a file of a process says; nothing once it has ended."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""
