"""What a run finds, and its files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.matching.candidates import SkippedBlock
from apps.matching.types import Indices, MatchSpec
from mdm.scale.partition import Pairs


@dataclass(frozen=True, slots=True)
class Outcome:
    """The weights used, the pairs kept, the group of every record (named after its lowest one), what was compared."""

    spec: MatchSpec
    pairs: Pairs
    group: Indices
    candidates: int
    skipped: tuple[SkippedBlock, ...]


def write(outcome: Outcome, folder: Path) -> None:
    """groups.csv, pairs.csv and skipped.csv; records are numbered from 0 in the order of the file."""
    folder.mkdir(parents=True, exist_ok=True)
    rules = [rule.name for rule in outcome.spec.blocking]
    pairs = outcome.pairs
    found = sorted(zip(
        pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist(), pairs.probability.tolist(),
        pairs.rule.tolist(), strict=True,
    ))  # fmt: skip
    _rows(folder / "groups.csv", ("record", "group"), enumerate(outcome.group.tolist()))
    _rows(
        folder / "pairs.csv",
        ("left", "right", "weight", "probability", "rule"),
        ((left, right, weight, round(likely, 6), rules[rule]) for left, right, weight, likely, rule in found),
    )
    write_skipped(outcome.spec, outcome.skipped, folder)


def write_skipped(spec: MatchSpec, skipped: Iterable[SkippedBlock], folder: Path) -> None:
    """skipped.csv: keys that more records share than their rule's cap, and that made no pairs."""
    _rows(
        folder / "skipped.csv",
        ("rule", "key", "records"),
        ((spec.blocking[block.rule].name, block.key, block.size) for block in skipped),
    )


def _rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
