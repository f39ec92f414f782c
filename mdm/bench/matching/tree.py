"""Peak memory of a process and of all that it started (Linux): what is shared between them counts once."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Final

INTERVAL: Final = 0.25
"""Seconds between looks at a tree of several processes; a single one is asked for its high-water mark."""


def watch(pid: int, stop: Event) -> float:
    """The highest memory in MB of the process tree under `pid` until `stop` is set."""
    peak = 0.0
    while not stop.wait(INTERVAL):
        peak = max(peak, _now(pid))
    return peak


def _now(pid: int) -> float:
    tree = _tree(pid)
    if len(tree) == 1:
        return _field(pid, "status", "VmHWM")
    return sum(_field(member, "smaps_rollup", "Pss") for member in tree)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for member in found:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:  # ended meanwhile
                continue
    return found


def _field(pid: int, file: str, name: str) -> float:
    """A figure of a process in MB; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)
