"""Letters go into the outbox in the transaction that made the news, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.history.bulk import as_json

COPY_IN = "COPY sync_outboxmessage (domain, golden_id, version, kind, snapshot, change_set, created_at) FROM STDIN"
KINDS = frozenset({"created", "changed", "merged", "split", "retired"})


class OutsideTransaction(RuntimeError):
    """A letter was posted with no transaction open: it could outlive the change it tells of, or be lost without it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One state of one golden record. `kind`: created, changed, merged, split or retired; `snapshot` is sealed JSON."""

    domain: str
    golden_id: UUID
    version: int
    kind: str
    snapshot: Mapping[str, Any]


def post(letters: Sequence[Letter], *, change_set: int, now: datetime) -> None:
    """Put the letters in the outbox, inside the caller's transaction and in one COPY.

    Raises OutsideTransaction when none is open, ValueError on an unknown kind. Takes no locks.
    """
    if not letters:
        return
    if not connection.in_atomic_block:
        raise OutsideTransaction("post letters inside the transaction that writes the golden records")
    if unknown := {letter.kind for letter in letters} - KINDS:
        raise ValueError(f"unknown kind of letter: {sorted(unknown)}")
    with connection.cursor() as cursor, cursor.copy(COPY_IN) as copy:
        for letter in letters:
            copy.write_row(
                (
                    letter.domain,
                    letter.golden_id,
                    letter.version,
                    letter.kind,
                    as_json(letter.snapshot),
                    change_set,
                    now,
                )
            )
