"""Blocking keys on their way into their table: rows of one width, so that those of a whole page are one array."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection

from apps.matching.blocking import KeyTable
from apps.sources.models import BlockingKey

# PostgreSQL's binary COPY: signature, flags, length of the extension; and what stands for "no more rows".
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_END: Final = struct.pack(">h", -1)


def copy_keys(domain: str, record_ids: Sequence[UUID], table: KeyTable) -> None:
    """COPY the keys of a batch; `table.record` points into `record_ids`."""
    if len(table) == 0:
        return
    name = BlockingKey._meta.db_table
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f'COPY "{name}" (record_id, domain, rule, key) FROM STDIN (FORMAT binary)') as copy,
    ):
        copy.write(_HEAD + _rows(domain.encode(), record_ids, table) + _END)


def _rows(domain: bytes, record_ids: Sequence[UUID], table: KeyTable) -> bytes:
    """Number of fields, then each field behind its length, all big-endian."""
    length, number = ">i4", ">i2"
    rows = np.empty(
        len(table),
        [
            ("fields", number),
            *[("record_length", length), ("record", "V16")],
            *[("domain_length", length), ("domain", f"V{len(domain)}")],
            *[("rule_length", length), ("rule", number)],
            *[("key_length", length), ("key", ">i8")],
        ],
    )
    ids = np.frombuffer(b"".join(key.bytes for key in record_ids), "V16")
    rows["fields"] = 4
    rows["record_length"], rows["record"] = 16, ids[table.record]
    rows["domain_length"], rows["domain"] = len(domain), np.void(domain)
    rows["rule_length"], rows["rule"] = 2, table.rule
    rows["key_length"], rows["key"] = 8, table.key
    return rows.tobytes()
