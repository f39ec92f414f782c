"""Races on a real database: several acts from the same moment, each in a thread and on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connections

PATIENCE_S: Final = 60


def at_once(*acts: Callable[[], object], refusals: Sequence[type[Exception]] = ()) -> list[object]:
    """Run the acts, all from the same moment; gives what each returned, or which of the refusals it raised.

    Raises anything else that one of them raised. The test must commit (`transaction=True`).
    """
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            together.wait(PATIENCE_S)
            return act()
        except tuple(refusals) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        running = [threads.submit(run, act) for act in acts]
        return [each.result(PATIENCE_S) for each in running]
