"""What stewards said that keeps a golden record apart from others, for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import domains
from apps.golden import queries as golden
from apps.golden.linked import Link
from apps.golden.queries import Golden
from apps.golden.retract import keeping_apart
from apps.stewardship.display import caption


@dataclass(frozen=True, slots=True)
class Apart:
    """Another golden record, and the newest of the words that keep it apart. `until` None: for good."""

    golden: UUID
    title: str
    verdict: str
    relation: str
    author: str
    reason: str
    at: datetime
    until: datetime | None


def apart_from(row: Golden, *, personal: bool, now: datetime) -> list[Apart]:
    """Who is kept apart from a golden record by a person's word, the newest first. Four statements."""
    said = keeping_apart(row.id, now)
    others = golden.get_many(said)
    found = [_apart(others[key], links, personal=personal) for key, links in said.items()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _apart(other: Golden, links: Sequence[Link], *, personal: bool) -> Apart:
    title, word = caption(domains.get(other.domain), other.values, personal=personal), links[-1]
    return Apart(
        other.id, title, word.verdict, word.relation, word.decided_by, word.reason, word.decided_at, word.until
    )
