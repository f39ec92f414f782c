"""The rules in force: a domain under its active rulebook."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection

from apps.domains import Domain
from apps.domains.rulebook import domain_under
from apps.golden import queries, writer
from apps.golden.save import Act
from apps.history.recording import Actor, recording


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
    """The domain under its active rulebook, and that rulebook's id. Raises LookupError where none is active."""
    rulebook = queries.active_rulebook(domain)
    if rulebook is None:
        raise LookupError(f"{domain} has no active rulebook; ensure_rulebook lays down the defaults")
    return domain_under(domain, rulebook.version, rulebook.document), rulebook.pk


def act_of(domain: str, change_set: int, now: datetime) -> Act:
    rules, rulebook_id = in_force(domain)
    return Act(rules, rulebook_id, change_set, now)


def one_at_a_time(domain: str) -> None:
    """Wait until nobody else decides about this domain, and hold it until the transaction ends.

    Taken by a batch and by every decision of a steward, before golden records are locked: two that do not see each
    other would make two golden records of one thing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"resolve:{domain}"])
