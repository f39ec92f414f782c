"""Files: a whole CSV or XLSX is read and checked before the first record leaves it. Nothing is half-imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.sources.connectors.base import (
    Capabilities,
    Connection,
    Page,
    PushOperation,
    PushResult,
    RawRecord,
    SystemicFailure,
    TransientFailure,
)
from apps.sources.connectors.file.client import Row, content_of, table
from apps.sources.connectors.file.limits import MAX_CELL, FileRefusedError
from apps.sources.connectors.file.mapping import KEY, canonical, external_id, missing_columns

PAGE = 1000


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong where, and what to do. Row 1 is the header; column "" means the row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class FileBatch:
    """A file as read. With any error in it nothing should be imported."""

    records: tuple[RawRecord, ...]
    errors: tuple[RowError, ...]


def read(source: str | Path | bytes, mapping: Mapping[str, str]) -> FileBatch:
    """Read and check a whole file. The payload of a record is its row, {column: text}.

    Never raises for what stands in the file: a file that can't be read at all is one error in row 0.
    """
    try:
        header, rows = table(content_of(source))
    except FileRefusedError as error:
        return FileBatch((), (RowError(0, "", str(error)),))
    errors = _header_errors(header, mapping)
    if errors:
        return FileBatch((), tuple(errors))
    records: list[RawRecord] = []
    seen: dict[str, int] = {}
    for row in rows:
        record, found = _record(row, header, mapping, seen)
        errors += found
        if record:
            records.append(record)
    return FileBatch(tuple(records), tuple(errors))


def _header_errors(header: list[str], mapping: Mapping[str, str]) -> list[RowError]:
    errors = []
    if KEY not in mapping:
        errors.append(RowError(1, "", f"the mapping names no {KEY}; say which column is the key of a record"))
    for number, name in enumerate(header, start=1):
        if not name:
            errors.append(RowError(1, f"column {number}", "the column has no name; give it one or remove it"))
        elif header.index(name) != number - 1:
            errors.append(RowError(1, name, "the column is there twice; rename or remove one"))
    have = ", ".join(name for name in header if name)
    for name in missing_columns(mapping, header):
        errors.append(RowError(1, name, f"the column is missing; add it or change the mapping (there are: {have})"))
    return errors


def _record(
    row: Row, header: list[str], mapping: Mapping[str, str], seen: dict[str, int]
) -> tuple[RawRecord | None, list[RowError]]:
    number, cells = row
    errors: list[RowError] = []
    if any(cell.strip() for cell in cells[len(header) :]):
        errors.append(RowError(number, "", "the row has more cells than the header; is a delimiter inside a value?"))
    payload = {name: cells[at].strip() if at < len(cells) else "" for at, name in enumerate(header)}
    for name, value in payload.items():
        if len(value) > MAX_CELL:
            errors.append(RowError(number, name, f"the value has more than {MAX_CELL} characters; shorten it"))
    key = external_id(mapping, payload)
    if not key:
        errors.append(RowError(number, mapping[KEY], "the key is empty; every row needs one"))
    elif key in seen:
        errors.append(RowError(number, mapping[KEY], f"the key stands in row {seen[key]} already; keys must differ"))
    seen.setdefault(key, number)
    return (None, errors) if errors else (RawRecord(external_id=key, payload=payload), [])


class FileConnector:
    """A file in a fixed place, read again when its content changes. Settings: `path`, `mapping` (or `mappings`).

    `mappings` holds one mapping per domain; `domain` (default customer) says what a single `mapping` is about.
    """

    capabilities = Capabilities(
        domains=("customer", "product"),
        delta="none",
        tombstones=False,
        upsert_key=False,
        merge="none",
        webhook="none",
        batch_max=1,
        push=False,
        look_back_s=0,
    )

    def __init__(self, connection: Connection) -> None:
        settings = connection.settings
        self._path = str(settings.get("path") or connection.base_url)
        only = {settings.get("domain", "customer"): settings["mapping"]} if "mapping" in settings else {}
        self._mappings: Mapping[str, Mapping[str, str]] = settings.get("mappings") or only

    def pull(self, domain: str, cursor: str) -> Page:
        """The next thousand records of the file; none while its content is the one read last."""
        mapping = self._mapping(domain)
        try:
            content = content_of(self._path)
        except FileRefusedError as error:
            raise TransientFailure(str(error)) from error
        digest = hashlib.sha256(content).hexdigest()
        at = json.loads(cursor) if cursor else {}
        start = at.get("next", 0) if at.get("digest") == digest else 0
        if start is None:
            return Page(records=(), cursor=cursor, more=False)
        batch = read(content, mapping)
        if batch.errors:
            first = batch.errors[0]
            where = f"row {first.row}, {first.column or 'whole row'}" if first.row else "the file"
            raise SystemicFailure(f"{len(batch.errors)} errors, nothing imported; {where}: {first.message}")
        following = start + PAGE if start + PAGE < len(batch.records) else None
        at = json.dumps({"digest": digest, "next": following})
        return Page(records=batch.records[start : start + PAGE], cursor=at, more=following is not None)

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return canonical(self._mapping(domain), payload)

    def writable(self, domain: str) -> frozenset[str]:
        return frozenset()

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        return [PushResult(key=each.key, error="a file can't be written to") for each in operations]

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        return {}

    def _mapping(self, domain: str) -> Mapping[str, str]:
        try:
            return self._mappings[domain]
        except KeyError:
            raise SystemicFailure(f"no mapping of columns is configured for {domain}") from None
