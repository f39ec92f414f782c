"""Seconds and peak memory of one stage of a benchmark."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mdm.bench.memory import forget_peak, high_water


@dataclass(slots=True)
class Stage:
    """What one stage took: wall seconds, records handled, and the peak resident memory of this process in MB."""

    records: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0

    def figures(self) -> dict[str, float]:
        rate = self.records / self.seconds if self.seconds else 0.0
        return {
            "seconds": round(self.seconds, 2),
            "records_per_s": round(rate, 1),
            "peak_mb": round(self.peak_mb, 1),
        }


@contextmanager
def measured(stage: Stage) -> Iterator[Stage]:
    """Add the time spent inside to the stage, and keep its highest peak of memory (Linux: VmHWM, reset on entry)."""
    forget_peak()
    start = time.perf_counter()
    try:
        yield stage
    finally:
        stage.seconds += time.perf_counter() - start
        stage.peak_mb = max(stage.peak_mb, high_water("self"))
