"""The auditor's invariants, held against the world of a test."""

from __future__ import annotations

from django.db import connection

from apps.audit.invariants import every
from tests.scenarios import World


def every_promise_holds(world: World) -> None:
    """Nothing in the database breaks a promise: identity, history, recomputed values, trays, lanes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    broken = [(each.name, found) for each in every() for found in each.find(world.now)]
    assert broken == []
