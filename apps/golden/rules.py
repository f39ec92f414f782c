"""The rules in force: a domain under its active rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import IntegrityError, connection, transaction

from apps.domains import Domain
from apps.golden import queries, writer
from apps.golden.save import Act
from apps.history.recording import Actor, recording

_SEATS: Final = ("decides", "prepares")
_NEXT: Final = "next"
_DECIDING: Final = "resolve"


def ensure_rulebook(domain: str, *, now: datetime) -> None:
    """Give a domain its first rulebook, the defaults, unless it has an active one. Must run outside a recording."""
    if queries.active_rulebook(domain) is not None:
        return
    try:
        with recording(kind="rulebook", actor=Actor.machine("install"), at=now, reason=f"defaults for {domain}"):
            writer.first_rulebook(domain, now)
    except IntegrityError:  # another worker was first
        if queries.active_rulebook(domain) is None:
            raise


def in_force(domain: str) -> tuple[Domain, int]:
    """The domain under its active rulebook, and that rulebook's id. Raises LookupError where none is active.

    What the rulebook says of comparisons that an upgrade has changed is not followed: `Domain.left_out` tells.
    """
    rulebook = queries.active_rulebook(domain)
    if rulebook is None:
        raise LookupError(f"{domain} has no active rulebook; ensure_rulebook lays down the defaults")
    return queries.rules_of(rulebook), rulebook.pk


def remedy(domain: str) -> str:
    """What to do about a rulebook that was made for other comparisons."""
    return f"Train again: manage.py match_train {domain}"


def act_of(domain: str, change_set: int, now: datetime) -> Act:
    rules, rulebook_id = in_force(domain)
    return Act(rules, rulebook_id, change_set, now)


@contextmanager
def seat(domain: str) -> Iterator[bool]:
    """One of the two seats of those who resolve a domain, for the length of the block; False where both are taken.

    One decides, one prepares the next batch. A third would only wait, and keep its worker from other work meanwhile.
    """
    taken = next((place for place in _SEATS if _ask("pg_try_advisory_lock", place, domain)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            _ask("pg_advisory_unlock", taken, domain)


def one_at_a_time(domain: str) -> None:
    """Wait until nobody else decides about this domain, and hold it until the transaction ends.

    Taken by a batch and by every decision of a steward, before golden records are locked: two that do not see each
    other would make two golden records of one thing. An act waits for the batch that is next in line as well, so that
    it never finds one that has emptied the tray and not yet decided.
    """
    _ask("pg_advisory_xact_lock", _NEXT, domain)
    _decide(domain)


@contextmanager
def next_in_line(domain: str) -> Iterator[None]:
    """Prepare the next batch inside, while another may still be decided; the domain is ours when the block has ended.

    One at a time is next. The place is given up before the transaction ends, and where the block fails: it runs in a
    savepoint, or the transaction would take no word any more.
    """
    _ask("pg_advisory_lock", _NEXT, domain)
    try:
        with transaction.atomic():
            yield
            _decide(domain)
    finally:
        _ask("pg_advisory_unlock", _NEXT, domain)


def _decide(domain: str) -> None:
    _ask("pg_advisory_xact_lock", _DECIDING, domain)


def _ask(function: str, place: str, domain: str) -> bool:
    """Call one of PostgreSQL's functions for advisory locks; False where it says that the lock is not to be had."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 7))", [f"{place}:{domain}"])
        (had,) = cursor.fetchone()
    return had is not False
