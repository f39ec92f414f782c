"""What an engine under measurement does in a process of its own: read the raw records, find who is the same, say so."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apps.domains.columnar import columns_of
from apps.domains.registry import get
from apps.matching.columns import Columns
from apps.matching.types import MatchSpec
from mdm.bench.matching import sheet
from mdm.bench.matching.clock import Clock
from mdm.bench.matching.customers import Sheet
from mdm.bench.matching.quality import Found

Matched = Callable[[MatchSpec, Columns, Clock, bool], tuple[int, Found]]


@dataclass(frozen=True, slots=True)
class Engine:
    """A name for files, and what turns comparison columns into candidate pairs (counted) and what was found."""

    name: str
    matched: Matched


def run(engine: Engine) -> None:
    """Run as a module: FOLDER holds the sheet; `<name>.npz` and `<name>.json` are written there.

    Standardising is the same work for every engine and is counted as such: both start from raw records.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--same-pairs", action="store_true")
    given = parser.parse_args()
    clock = Clock()
    domain = get("customer")
    with clock.stage("read"):
        raw = sheet.read(Sheet.within(given.folder).records)
    with clock.stage("standardise"):
        columns = columns_of(domain, raw, workers=2)
        del raw
    pairs, found = engine.matched(domain.spec, columns, clock, given.same_pairs)
    figures = clock.figures() | {"pairs": pairs}
    np.savez(given.folder / f"{engine.name}.npz", left=found.left, right=found.right, group=found.group)
    (given.folder / f"{engine.name}.json").write_text(json.dumps(figures))
