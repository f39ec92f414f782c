"""The benchmark of matching: one file of made-up customers, each engine in its own process, figures side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, Final

import numpy as np

from mdm.bench.matching.clock import with_looks
from mdm.bench.matching.customers import Things, write
from mdm.bench.matching.quality import Found, group_f1, pair_f1
from mdm.bench.memory import Looks, watch

REMEDY: Final = "Splink is not installed: run `make setup-bench`, or leave it out with --without-splink."

ENGINES: Final = {"ours": "mdm.bench.matching.ours", "splink": "mdm.bench.matching.splink_peer"}
ENOUGH: Final = 1000
FEW: Final = f"So few records may be too few to learn from: try --records {ENOUGH} or more."


class BenchError(RuntimeError):
    """The benchmark cannot be run as asked; the message names the remedy."""


def matching(
    *, records: int, seed: int, with_splink: bool, same_pairs: bool, say: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Figures of `ours` and `splink` over `records` made-up customers; `say` is told what goes on.

    Raises `BenchError` when Splink is wanted and missing, or when an engine ends without a result.
    """
    if with_splink and not all(map(find_spec, ("splink", "duckdb"))):
        raise BenchError(REMEDY)
    with TemporaryDirectory(prefix="bench-matching-") as folder:
        say(f"writing {records} records")
        sheet = write(Path(folder), records, seed)
        os.sync()  # whoever is measured first would share the disk with what was just written
        things = sheet.things()
        figures: dict[str, Any] = {"records": records, "seed": seed, "cores": os.cpu_count(), **_truth(things)}
        for engine in ("ours", "splink") if with_splink else ("ours",):
            say(f"running {engine}")
            figures[engine] = _measured(engine, Path(folder), things, same_pairs, say)
    if with_splink:
        figures["ratio"] = _ratio(figures["ours"], figures["splink"])
    return figures


def _truth(things: Things) -> dict[str, int]:
    sizes = np.unique(things, return_counts=True)[1]
    return {"things": len(sizes), "true_pairs": int((sizes * (sizes - 1) // 2).sum())}


def _measured(
    engine: str, folder: Path, things: Things, same_pairs: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    command = [sys.executable, "-m", ENGINES[engine], str(folder), *(["--same-pairs"] if same_pairs else [])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        watched = _watched(process)
    if process.returncode:
        say(watched.errors)
        raise BenchError(_ended(engine, process.returncode, watched.errors, len(things)))
    figures = with_looks(json.loads((folder / f"{engine}.json").read_text()), watched.looks)
    arrays = np.load(folder / f"{engine}.npz")
    found = Found(arrays["left"], arrays["right"], arrays["group"])
    pairs, groups = pair_f1(found, things), group_f1(found, things)
    stages = figures.pop("stages")
    return {
        **figures, "f1": pairs["f1"], "cluster_f1": groups["f1"],
        "pairs_found": pairs, "clusters": groups, "stages": stages,
    }  # fmt: skip


def _ended(engine: str, status: int, errors: str, records: int) -> str:
    """What is said of an engine without a result: what follows the last step of its traceback."""
    why = errors.rpartition("\n  ")[2].partition("\n")[2].strip() or errors[-2000:].strip() or "it said nothing"
    return f"{engine} ended with status {status}: {why}" + (f"\n{FEW}" if records < ENOUGH else "")


class _Watched:
    """What was seen of the memory of a process tree, and what it wrote to its error stream."""

    def __init__(self) -> None:
        self.looks: Looks = []
        self.errors = ""


def _watched(process: subprocess.Popen[str]) -> _Watched:
    """Wait for the process and watch its memory meanwhile."""
    found, stop = _Watched(), Event()

    def look() -> None:
        found.looks = watch(process.pid, stop)

    watcher = Thread(target=look)
    watcher.start()
    try:
        found.errors = process.communicate()[1]
    finally:
        stop.set()
        watcher.join()
    return found


def _ratio(ours: dict[str, Any], splink: dict[str, Any]) -> dict[str, float]:
    """How many times less we took than Splink; without standardising, which is the same work for both, as well."""
    shared = ("read", "standardise")

    def rest(engine: dict[str, Any]) -> float:
        return sum(float(stage["wall_s"]) for name, stage in engine["stages"].items() if name not in shared)

    return {
        "wall": round(splink["wall_s"] / max(ours["wall_s"], 0.01), 2),
        "wall_without_standardising": round(rest(splink) / max(rest(ours), 0.01), 2),
        "cpu": round(splink["cpu_s"] / max(ours["cpu_s"], 0.01), 2),
        "peak": round(splink["peak_mb"] / max(ours["peak_mb"], 1.0), 2),
    }
