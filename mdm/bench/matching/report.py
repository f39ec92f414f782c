"""The figures of the matching benchmark as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def lines(figures: dict[str, Any]) -> Iterator[str]:
    """One line per engine, one per stage of each, and how they compare."""
    yield f"{figures['records']:,} records of {figures['things']:,} things, {figures['true_pairs']:,} true pairs"
    for engine in ("ours", "splink"):
        if engine in figures:
            yield from _engine(engine, figures[engine])
    if "ratio" in figures:
        ratio = figures["ratio"]
        yield (
            f"Splink takes {ratio['wall']} times our wall time ({ratio['wall_without_standardising']} times without"
            f" standardising), {ratio['cpu']} times our processor time and {ratio['peak']} times our memory"
        )


def _engine(name: str, figures: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{name:8} {figures['wall_s']:8.1f} s {figures['cpu_s']:8.1f} CPU s {figures['peak_mb']:8.0f} MB"
        f" {figures['pairs']:12,} pairs   F1 {figures['f1']:.4f}   cluster F1 {figures['cluster_f1']:.4f}"
    )
    for stage, took in figures["stages"].items():
        yield f"  {stage:12} {took['wall_s']:8.1f} s {took['cpu_s']:8.1f} CPU s {took['peak_mb']:8.0f} MB"
