"""Seconds and memory of the stages of one engine, children that have ended included."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mdm.bench.memory import Looks, forget_peak, high_water


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(slots=True)
class Clock:
    """Stages in the order in which they ran, by name: seconds on the wall and of processors, peak memory in MB.

    `spans` says when each began and ended (monotonic seconds, the same for all processes of a machine).
    """

    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    spans: list[tuple[str, float, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        forget_peak()
        began, cpu = time.monotonic(), _cpu()
        yield
        ended = time.monotonic()
        self.spans.append((name, began, ended))
        held = self.stages.setdefault(name, {"wall_s": 0.0, "cpu_s": 0.0, "peak_mb": 0.0})
        held["wall_s"] = round(held["wall_s"] + ended - began, 2)
        held["cpu_s"] = round(held["cpu_s"] + _cpu() - cpu, 2)
        held["peak_mb"] = max(held["peak_mb"], round(high_water("self"), 1))

    def total(self, of: str) -> float:
        return round(sum(stage[of] for stage in self.stages.values()), 2)

    def figures(self) -> dict[str, Any]:
        return {
            "wall_s": self.total("wall_s"),
            "cpu_s": self.total("cpu_s"),
            "stages": self.stages,
            "spans": self.spans,
        }


def with_looks(figures: dict[str, Any], looks: Looks) -> dict[str, Any]:
    """The figures of a clock with what was seen from outside meanwhile: memory of the whole tree of processes.

    A process knows its own peak to the byte, but nothing of those that work beside it; those are looked at a few times
    a second. A stage's peak is the higher of the two.
    """
    stages = {name: dict(stage) for name, stage in figures["stages"].items()}
    for name, began, ended in figures["spans"]:
        seen = max((mb for when, mb in looks if began <= when <= ended), default=0.0)
        stages[name]["peak_mb"] = max(stages[name]["peak_mb"], round(seen, 1))
    peaks = [*(mb for _, mb in looks), *(stage["peak_mb"] for stage in stages.values())]
    rest = {name: figure for name, figure in figures.items() if name not in ("stages", "spans")}
    return {**rest, "peak_mb": round(max(peaks, default=0.0), 1), "stages": stages}
