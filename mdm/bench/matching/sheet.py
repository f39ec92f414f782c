"""Reading a file of raw records into raw columns: each process reads a part of it, and keeps distinct values only."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import count, islice, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from apps.domains.raw import RawColumn
from apps.matching.forked import side_by_side
from apps.matching.texts import Texts

if TYPE_CHECKING:
    from _csv import Reader as Rows

CHUNK: Final = 500
"""Rows held at a time: so few stay in the processor's cache until they are numbered."""


class SheetError(ValueError):
    """A file that cannot be read as it stands; the message names the file, the line or column, and the remedy."""


def read(path: Path, workers: int = 2) -> dict[str, RawColumn]:
    """Raw columns by name, as the header has them; an empty cell is an empty text. Raises `SheetError`."""
    with path.open("rb") as file:
        names = _header(path, file.readline())
        bounds = _bounds(path, file.tell(), workers)
    parts = side_by_side([partial(_read, path, len(names), *span) for span in pairwise(bounds)], workers)
    return {name: _one_after_another([part[place] for part in parts]) for place, name in enumerate(names)}


def _header(path: Path, line: bytes) -> list[str]:
    try:
        names = next(csv.reader([line.decode("utf-8-sig")]), [])
    except UnicodeDecodeError as error:
        raise SheetError(f"{path.name} is not UTF-8: save it as UTF-8") from error
    if not any(names):
        raise SheetError(f"{path.name}, line 1: name the columns here, separated by commas")
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise SheetError(f"{path.name}, line 1: {', '.join(twice)} stands here twice; keep one of them")
    return names


def _bounds(path: Path, first: int, parts: int) -> list[int]:
    """Where so many parts of about the same length begin, and the end. A line break between quotes ends no row."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        bounds = [first]
        for part in range(1, parts):
            place = max(len(text) * part // parts, bounds[-1])
            quotes = text[bounds[-1] : place].count(b'"')
            while place < len(text):
                stop = text.find(b"\n", place) + 1 or len(text)
                quotes += text[place:stop].count(b'"')
                place = stop
                if quotes % 2 == 0:
                    break
            bounds.append(place)
        return [*bounds, len(text)]


def _read(path: Path, width: int, start: int, stop: int) -> list[RawColumn]:
    """The columns of the rows that stand between two places of the file."""
    try:
        return _columns(_rows(path, start, stop), width)
    except (ValueError, csv.Error) as error:
        raise _found_wrong(path, width, start, stop) from error


def _rows(path: Path, start: int, stop: int) -> Rows:
    with path.open("rb") as file:
        file.seek(start)
        return csv.reader(TextIOWrapper(BytesIO(file.read(stop - start)), "utf-8", newline="\n"))


def _found_wrong(path: Path, width: int, start: int, stop: int) -> SheetError:
    """What is wrong with the first row between these places that cannot be read."""
    with path.open("rb") as file:
        before = file.read(start).count(b"\n")
    rows = _rows(path, start, stop)
    try:
        cells = next(len(row) for row in rows if len(row) != width)
        wrong = f"it has {cells} cells, the first line names {width} columns; are commas quoted?"
    except UnicodeDecodeError:
        return SheetError(f"{path.name} is not UTF-8: save it as UTF-8")
    except csv.Error as error:
        wrong = f"{error}; is a quote left open?"
    return SheetError(f"{path.name}, line {before + rows.line_num}: {wrong}")


def _columns(rows: Rows, width: int) -> list[RawColumn]:
    numbers = [_numbered() for _ in range(width)]
    chunks: list[list[np.ndarray]] = [[np.zeros(0, np.int32)] for _ in range(width)]
    while chunk := list(islice(rows, CHUNK)):
        for cells, number, codes in zip(zip(*chunk, strict=True), numbers, chunks, strict=True):
            codes.append(np.fromiter(map(number.__getitem__, cells), np.int32, len(chunk)))
    return [RawColumn(np.concatenate(codes), Texts(number)) for number, codes in zip(numbers, chunks, strict=True)]


def _numbered() -> defaultdict[str, int]:
    """Numbers cells in the order in which they first come; an empty one is a value here like any other."""
    return defaultdict(count().__next__)


def _one_after_another(parts: list[RawColumn]) -> RawColumn:
    """The rows of several parts in one column: values are numbered in the order in which they come."""
    number = _numbered()
    tables = [np.fromiter(map(number.__getitem__, part.values), np.int32, len(part.values)) for part in parts]
    codes = [table[part.codes] for table, part in zip(tables, parts, strict=True)]
    return RawColumn(np.concatenate(codes), Texts(number))
