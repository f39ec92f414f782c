"""A CSV file of a labelled folder, row by row: UTF-8, with commas, columns named in its first line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mdm.evaluation.wrong import FolderError, meant, not_utf_8, unreadable

if TYPE_CHECKING:
    from _csv import Reader

Cells = list[str]

_END: Final = "\0 end of the file"
"""Put behind the last line: a quote that was never closed swallows it."""

_OTHER_SEPARATORS: Final = {";": "';'", "\t": "tabs", "|": "'|'"}


class Table:
    """Rows are read as they are asked for. `short` counts those with fewer cells than columns, which pass for empty."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.short = 0
        self.first_short = 0
        self._numbered = _numbered(path)
        _, self.columns = next(self._numbered, (0, []))
        if not self.columns:
            raise FolderError(f"{self.name} is empty: name the columns in its first line, separated by commas")

    def place(self, column: str, wanted_by: str) -> int:
        """Where a column stands; raises `FolderError` when it does not, or stands there twice."""
        if (times := self.columns.count(column)) == 1:
            return self.columns.index(column)
        if times:
            raise FolderError(f"{self.name}, line 1: column {column!r} stands here twice; rename one of them")
        raise FolderError(f"{self.name} has no column {column!r}, wanted by {wanted_by}; {self._remedy(column)}")

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The line at which each row begins, and one cell per column. Raises `FolderError`."""
        width = len(self.columns)
        for line, cells in self._numbered:
            if any(map(str.strip, cells[width:])):
                raise FolderError(
                    f"{self.name}, line {line}: more cells than columns ({len(cells)} instead of {width});"
                    " put a cell that holds commas in quotes"
                )
            if not any(map(str.strip, cells)):
                continue  # spreadsheets leave such rows at the end
            if len(cells) < width:
                self.short += 1
                self.first_short = self.first_short or line
            yield line, cells[:width] + [""] * (width - len(cells))

    def notes(self) -> list[str]:
        """What was read all the same, but is worth a look; known when all rows are read."""
        if not self.short:
            return []
        return [f"{self.name}: rows with too few cells: {self.short}, first line {self.first_short}; taken for empty"]

    def _remedy(self, column: str) -> str:
        if len(self.columns) == 1:
            for separator, called in _OTHER_SEPARATORS.items():
                if separator in self.columns[0]:
                    return f"its cells seem to be separated by {called}: save it with commas"
        return meant(column, self.columns)


def _numbered(path: Path) -> Iterator[tuple[int, Cells]]:
    """Rows that hold anything, with the lines at which they begin."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _closed(path.name, csv.reader(chain(file, [_END])))
    except FileNotFoundError:
        there = (each.name for each in path.parent.glob("*.csv"))
        raise FolderError(f"{path} does not exist, though dataset.toml names it; {meant(path.name, there)}") from None
    except UnicodeDecodeError as error:
        raise not_utf_8(path.name, path.read_bytes()) from error
    except OSError as error:
        raise unreadable(path.name, error) from error


def _closed(name: str, reader: Reader) -> Iterator[tuple[int, Cells]]:
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise FolderError(f"{name}, line {line}: a quote is opened here and never closed; close it")
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FolderError(f"{name}, line {line}: {error}; is a quote left open?") from error
