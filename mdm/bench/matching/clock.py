"""Wall and processor seconds of the stages of one engine, children that have ended included."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(slots=True)
class Clock:
    """Stages in the order in which they ran, by name: seconds on the wall and of processors."""

    stages: dict[str, dict[str, float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), _cpu()
        yield
        held = self.stages.setdefault(name, {"wall_s": 0.0, "cpu_s": 0.0})
        held["wall_s"] = round(held["wall_s"] + time.perf_counter() - wall, 2)
        held["cpu_s"] = round(held["cpu_s"] + _cpu() - cpu, 2)

    def total(self, of: str) -> float:
        return round(sum(stage[of] for stage in self.stages.values()), 2)
