"""Break the database behind the house's back: no trigger, no foreign key sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from apps.audit.verify import verify
from tests.audit.world import World


def tamper(statement: str, parameters: Sequence[Any] = ()) -> None:
    """Run one statement with triggers and foreign keys asleep."""
    with asleep(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def asleep() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def found(world: World, name: str) -> list[tuple[str, str]]:
    """(subject, message) of the violations of one invariant; fails if it carries another's name."""
    (check,) = verify(now=world.moment, only=[name]).checks
    assert {violation.invariant for violation in check.violations} <= {name}
    return [(violation.subject, violation.message) for violation in check.violations]
