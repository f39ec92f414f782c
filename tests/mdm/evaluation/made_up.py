"""A labelled folder of made-up customers, the same for the same seed."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from mdm.bench.matching.customers import write
from mdm.bench.matching.rows import HEADER

SETTINGS = """\
domain = "customer"

[[source]]
system = "crm"
file = "crm.csv"
id = "id"
[source.fields]
{fields}

[truth]
file = "truth.csv"
complete = true
"""


def write_folder(path: Path, records: int, seed: int) -> Path:
    sheet = write(path, records, seed)
    _, *rows = csv.reader(sheet.records.read_text(encoding="utf-8").splitlines())
    _csv(path / "crm.csv", [("id", *HEADER), *((number, *row) for number, row in enumerate(rows))])
    things = defaultdict(list)
    for number, thing in enumerate(sheet.things().tolist()):
        things[thing].append(number)
    pairs = [pair for records in things.values() for pair in combinations(records, 2)]
    head = ("left_system", "left_id", "right_system", "right_id")
    _csv(path / "truth.csv", [head, *(("crm", one, "crm", other) for one, other in pairs)])
    (path / "dataset.toml").write_text(SETTINGS.format(fields="\n".join(f'"{name}" = "{name}"' for name in HEADER)))
    return path


def _csv(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
