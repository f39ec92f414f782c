"""Reading the file of raw records into raw columns, a chunk at a time: only distinct values are kept."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import count, islice
from pathlib import Path
from typing import Final

import numpy as np

from apps.domains.raw import RawColumn

CHUNK: Final = 500
"""Rows held at a time: so few stay in the processor's cache until they are numbered."""


def read(path: Path) -> dict[str, RawColumn]:
    """Raw columns by name, as the header has them; an empty cell is an empty text."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        numbers = [defaultdict[str, int](count().__next__) for _ in names]
        chunks: list[list[np.ndarray]] = [[] for _ in names]
        while chunk := list(islice(rows, CHUNK)):
            for cells, number, codes in zip(zip(*chunk, strict=True), numbers, chunks, strict=True):
                codes.append(np.fromiter(map(number.__getitem__, cells), np.int32, len(chunk)))
    return {
        name: RawColumn(np.concatenate(codes), list(number))
        for name, number, codes in zip(names, numbers, chunks, strict=True)
    }
