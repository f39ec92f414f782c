"""What a file may be, checked before it is read: a spreadsheet is a zip archive and may be a bomb."""

from __future__ import annotations

import io
import zipfile
from typing import Final

MAX_BYTES: Final = 20_000_000
MAX_UNPACKED: Final = 200_000_000
MAX_RATIO: Final = 100
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 32_767  # what a spreadsheet cell may hold


class FileRefusedError(Exception):
    """The file as a whole can't be read. The message names the remedy."""


def check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise FileRefusedError(f"the file has more than {MAX_BYTES // 1_000_000} MB; split it")
    if not content.strip():
        raise FileRefusedError("the file is empty")


def check_archive(content: bytes) -> None:
    """Refuse an archive that would unpack to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise FileRefusedError("the spreadsheet is damaged; save it again as .xlsx or as CSV") from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise FileRefusedError(f"the spreadsheet unpacks to more than {MAX_UNPACKED // 1_000_000} MB; split it")
    if unpacked > MAX_RATIO * len(content):
        raise FileRefusedError("the spreadsheet is packed suspiciously tight; save it as CSV")


def check_shape(header: list[str], rows: int) -> None:
    if len(header) > MAX_COLUMNS:
        raise FileRefusedError(f"the file has {len(header)} columns, {MAX_COLUMNS} are allowed; remove unused ones")
    if rows > MAX_ROWS:
        raise FileRefusedError(f"the file has more than {MAX_ROWS} rows; split it")
