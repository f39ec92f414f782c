"""A steward takes a verdict back: what it kept apart is no longer kept apart by it, and is looked at anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.golden import linked, past, queries, writer
from apps.golden.linked import Link
from apps.golden.queries import Golden
from apps.golden.restore import confirmed
from apps.golden.rules import one_at_a_time
from apps.golden.verdicts import DIFFERENT, RELATED
from apps.history.recording import Actor, note, recording
from apps.seams import Seams
from apps.sources import tray

KEEPING_APART: Final = (DIFFERENT, RELATED)


class NotRetractable(ValueError):
    """There is no standing verdict to take back here; the message says why."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """The links that stand no longer, the source records that are looked at anew, and the change set."""

    links: tuple[UUID, ...]
    asked_anew: int
    change_set: int


def retract(*, links: Collection[UUID], reason: str, actor: Actor, seams: Seams) -> Retracted:
    """Take back *different* or *related*: the links end, and their source records go into the tray.

    What the rules make of them now is up to the next batch: a join, a question, or nothing. Golden records that no
    other decision speaks for are confirmed no longer; their versions stay. What is held to be the *same* is parted by
    taking back the merge. Raises NotRetractable, also the second time. Locks the domain, then golden records in id
    order, then source records.
    """
    domain = _domain(_standing(links))
    with recording(kind="retract", actor=actor, at=seams.now(), reason=reason) as change_set:
        one_at_a_time(domain)
        words = _standing(links)  # once more, now that nobody else decides
        records = {end for link in words for end in (link.left_id, link.right_id)}
        stored = queries.get_many(set(queries.goldens_of(records).values()), lock=True)
        writer.supersede_links([link.pk for link in words], seams.now())
        _confirm_anew(stored)
        asked = tray.put_again(domain, records, seams.now())
        note(change_set, {"links": [str(link.pk) for link in words], "asked_anew": asked})
    seams.wake("apps.golden.tasks.resolve_landed")
    return Retracted(tuple(link.pk for link in words), asked, change_set.pk)


def laid_by(change_set: int) -> list[UUID]:
    """The links that one decision laid."""
    return [step.key for step in past.steps(past.LINK, change_set) if step.before is None]


def keeping_apart(golden_id: UUID, now: datetime) -> dict[UUID, list[Link]]:
    """What stewards said, and holds now, that keeps a golden record apart from others: links by the other's id."""
    records = queries.record_ids_of([golden_id])
    links = [link for link in linked.said_by_stewards(records) if _keeps_apart(link) and _holds(link, now)]
    home = queries.goldens_of({end for link in links for end in (link.left_id, link.right_id)})
    found: dict[UUID, list[Link]] = {}
    for link in sorted(links, key=lambda link: (link.decided_at, link.pk)):
        for end in (link.left_id, link.right_id):
            if end in home and home[end] != golden_id:
                found.setdefault(home[end], []).append(link)
    return found


def _keeps_apart(link: Link) -> bool:
    return link.verdict in KEEPING_APART


def _holds(link: Link, now: datetime) -> bool:
    return link.until is None or link.until > now


def _standing(links: Collection[UUID]) -> list[Link]:
    found = linked.stewards_links(links)
    if not found:
        raise NotRetractable("no verdict stands here any more: it was taken back, or decided anew")
    if any(not _keeps_apart(link) for link in found):
        raise NotRetractable("what is held to be the same is parted by taking back the merge")
    return found


def _domain(links: Collection[Link]) -> str:
    domains = sorted({link.domain for link in links})
    if len(domains) > 1:
        raise NotRetractable(f"verdicts of one domain at a time, not of {' and '.join(domains)}")
    return domains[0]


def _confirm_anew(stored: Mapping[UUID, Golden]) -> None:
    """A golden record stays confirmed where another decision of a steward speaks for it."""
    parts: dict[UUID, list[UUID]] = {key: [] for key in stored}
    for record, golden in queries.record_ids_of(stored).items():
        parts[golden].append(record)
    merged = {row.id: row.merged_into for row in queries.redirected_to({key: key for key in stored})}
    flagged = confirmed(parts, {follower: heir for follower, heir in merged.items() if heir})
    loose = [row for key, row in stored.items() if row.confirmed and key not in flagged]
    writer.update_goldens(replace(row, confirmed=False) for row in loose)
