"""Check every invariant over the whole database, as of one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from apps.audit.invariants import every
from apps.audit.invariants.invariant import Invariant, Violation


class UnknownInvariant(LookupError):
    """No invariant has this name."""


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant, looked at: how many subjects it is about, and which of them break it (at most a hundred)."""

    name: str
    promise: str
    checked: int
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """All checks of one run, in the order they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return not any(check.violations for check in self.checks)

    @property
    def first(self) -> Violation | None:
        """The violation to look at first."""
        return next((violation for check in self.checks for violation in check.violations), None)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "checks": [asdict(check) for check in self.checks]}


def verify(*, now: datetime, only: Collection[str] = ()) -> Verified:
    """Check the invariants of these names, or all. Reads one snapshot of the database; writes and locks nothing.

    Raises UnknownInvariant.
    """
    chosen = _chosen(only)
    with _one_snapshot():
        return Verified(tuple(_check(invariant, now) for invariant in chosen))


def _check(invariant: Invariant, now: datetime) -> Check:
    return Check(invariant.name, invariant.promise, invariant.count(), tuple(invariant.violations(now)))


def _chosen(only: Collection[str]) -> list[Invariant]:
    known = {invariant.name: invariant for invariant in every()}
    if unknown := set(only) - known.keys():
        raise UnknownInvariant(f"no invariant is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return [invariant for name, invariant in known.items() if not only or name in only]


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """While others write, all checks see the same state. Inside a caller's transaction, that one's view counts."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
