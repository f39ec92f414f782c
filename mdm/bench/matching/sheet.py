"""Reading the file of raw records into raw columns, a chunk at a time: only distinct values are kept."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from apps.domains.raw import RawColumn
from apps.matching.columns import numbered

CHUNK: Final = 50_000


def read(path: Path) -> dict[str, RawColumn]:
    """Raw columns by name, as the header has them; an empty cell is an empty text."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        numbers = [numbered() for _ in names]
        chunks: list[list[np.ndarray]] = [[] for _ in names]
        while chunk := list(islice(rows, CHUNK)):
            for cells, number, codes in zip(zip(*chunk, strict=True), numbers, chunks, strict=True):
                codes.append(np.fromiter(map(number.__getitem__, cells), np.int32, len(chunk)))
    return {
        name: RawColumn(np.concatenate(codes), list(number))
        for name, number, codes in zip(names, numbers, chunks, strict=True)
    }
