"""`with recording(...)`: the only way to write to a tracked table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from apps.history.models import ChangeSet


class AlreadyRecording(RuntimeError):
    """A change set is open: one business act can't start inside another."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with an account, or a named part of the machine."""

    name: str
    user_id: int | None = None

    @classmethod
    def machine(cls, part: str) -> Actor:
        return cls(name=f"machine:{part}")

    @property
    def is_person(self) -> bool:
        return self.user_id is not None


_open: ContextVar[ChangeSet | None] = ContextVar("open_change_set", default=None)


@contextmanager
def recording(
    *,
    kind: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    request_id: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Iterator[ChangeSet]:
    """Open a transaction and a change set in it; every write to a tracked table inside is recorded under it.

    Raises AlreadyRecording when one is open. Leaving with an exception rolls back the writes and the change set.
    """
    if _open.get() is not None:
        raise AlreadyRecording(f"a change set is already open; finish it before starting {kind!r}")
    with transaction.atomic():
        change_set = ChangeSet.objects.create(
            kind=kind,
            actor=actor.name,
            user_id=actor.user_id,
            at=at,
            reason=reason,
            request_id=request_id,
            detail=dict(detail or {}),
        )
        _announce(str(change_set.pk), str(actor.user_id or ""), reason)
        token = _open.set(change_set)
        try:
            yield change_set
        finally:
            _open.reset(token)
        _announce("", "", "")


def note(change_set: ChangeSet, detail: Mapping[str, Any]) -> None:
    """Say in an open change set what came of the act, where that is known only once it is done."""
    change_set.detail = dict(detail)
    change_set.save(update_fields=["detail"])


def _announce(change_set: str, user: str, reason: str) -> None:
    """Tell the triggers, for this transaction only; a rollback takes it back by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('mdm.change_set', %s, true), set_config('mdm.user', %s, true),"
            " set_config('mdm.reason', %s, true)",
            [change_set, user, reason],
        )
