"""The rows of a CSV or XLSX file as text, with its encoding and delimiter found out. Reads, decides nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import defusedxml

from apps.sources.connectors.file.limits import (
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    FileRefusedError,
    check_archive,
    check_shape,
    check_size,
)

ENCODINGS: Final = ("utf-8-sig", "cp1252")
DELIMITERS: Final = ",;\t"
ZIP: Final = b"PK\x03\x04"

Row = tuple[int, list[str]]


def content_of(source: str | Path | bytes) -> bytes:
    """The bytes of a file, or the bytes themselves. Reads no more than is allowed."""
    if isinstance(source, bytes):
        return source
    try:
        with Path(source).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileRefusedError(f"the file can't be opened: {error.strerror}") from error


def table(content: bytes) -> tuple[list[str], list[Row]]:
    """Header and rows (line number as a spreadsheet shows it, cells as text); blank rows are left out."""
    check_size(content)
    rows = _spreadsheet(content) if content.startswith(ZIP) else _csv(content)
    filled = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    try:
        _, header = next(filled)
    except StopIteration:
        raise FileRefusedError("the file has no rows") from None
    header = [cell.strip() for cell in header]
    while header and not header[-1]:
        header.pop()
    check_shape(header, 0)
    found: list[Row] = []
    for row in filled:
        found.append(row)
        check_shape(header, len(found)) if len(found) > MAX_ROWS else None
    return header, found


def _csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    if "\0" in text:
        raise FileRefusedError("this is no text file; save it as CSV (UTF-8) or .xlsx")
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise FileRefusedError(f"line {reader.line_num} can't be read ({error}); is a quotation mark open?") from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefusedError("the encoding is neither UTF-8 nor Windows-1252; save the file as CSV (UTF-8)")


def _delimiter(text: str) -> str:
    """The candidate that occurs most in the first line outside quotation marks; a comma if none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _spreadsheet(content: bytes) -> Iterator[Row]:
    import openpyxl  # takes its time to import: not at start-up
    from openpyxl.xml import DEFUSEDXML

    check_archive(content)
    if not DEFUSEDXML:
        raise FileRefusedError("the package defusedxml is missing here: spreadsheets are not read without it")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError, defusedxml.DefusedXmlException) as error:
        raise FileRefusedError("the spreadsheet can't be read; save it again as .xlsx or as CSV") from error
    try:
        sheet = book.active
        if sheet is None:
            raise FileRefusedError("the spreadsheet has no sheet")
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in cells]
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as its reader sees it: dates as ISO 8601, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
