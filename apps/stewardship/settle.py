"""A steward's answer to one question: done by golden's verbs, noted on the task, and taken back the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final, Literal, TypeAlias
from uuid import UUID

from django.db import transaction

from apps.golden import linked
from apps.golden import queries as golden
from apps.golden.judge import NotJudgeable, judge
from apps.golden.merge import NotMergeable, merge
from apps.golden.retract import KEEPING_APART, NotRetractable, laid_by, retract
from apps.golden.split import NotSplittable, split
from apps.golden.stale import refuse_stale
from apps.golden.unmerge import AlreadyUndone, NotAMerge, unmerge
from apps.history.recording import Actor
from apps.seams import Seams
from apps.stewardship.models import StewardTask

Answer: TypeAlias = Literal["merge", "different", "related", "belong", "part", "defer"]


AT_ONCE: Final = "taken back at once"
ABOUT_ONE: Final = ("belong", "part")
REOPENED: Final = "reopened"
"""Outcome of a task whose decision was taken back: it stays open until a person decides it again."""


class AlreadySettled(Exception):
    """Somebody, or something, answered the question first. The message says what and when."""


class NothingToUndo(Exception):
    """The task holds no decision that can be taken back."""


REFUSALS: Final = (
    AlreadySettled, NothingToUndo, NotMergeable, NotJudgeable, NotRetractable, NotSplittable, NotAMerge, AlreadyUndone,
)  # fmt: skip
"""What can be said no to, beside a stale version; each message is a sentence for a steward."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a steward decided: `members` are the ticked golden records, `versions` those the page had shown.

    Of a single golden record `members` are the source records that are to leave it.
    `relation` names how they are related, `days` how long the question is put off.
    """

    answer: Answer
    members: Sequence[UUID] = ()
    versions: Mapping[UUID, int] = field(default_factory=dict)
    reason: str = ""
    relation: str = ""
    days: int = 1


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a decision, in words, with the change set that an undo takes back (None: nothing was written)."""

    words: str
    change_set: int | None = None


def settle(*, task_id: int, decision: Decision, actor: Actor, seams: Seams) -> Settled:
    """Carry out one decision and close its task, together or not at all. Locks the task, then what the verbs lock.

    Records that are not ticked stay undecided: what is asked about them comes back as a question of its own.
    Raises StaleVersion and what stands in REFUSALS.
    """
    with transaction.atomic():
        task = StewardTask.objects.select_for_update().get(pk=task_id)
        if task.closed_at is not None:
            raise AlreadySettled(f"this question was settled at {task.closed_at:%H:%M} ({task.outcome})")
        if decision.answer == "defer":
            return _defer(task, decision, seams.now())
        refuse_stale(golden.get_many(task.golden_ids if task.is_about_one else decision.members), decision.versions)
        settled = _carry_out(task, decision, actor, seams)
        task.closed_at, task.outcome, task.change_set = seams.now(), decision.answer, settled.change_set
        task.save(update_fields=["closed_at", "outcome", "change_set"])
    return settled


def _defer(task: StewardTask, decision: Decision, now: datetime) -> Settled:
    task.deferred_until = now + timedelta(days=decision.days)
    task.save(update_fields=["deferred_until"])
    return Settled(f"Deferred until {task.deferred_until:%d %b %Y, %H:%M} UTC")


def _carry_out(task: StewardTask, decision: Decision, actor: Actor, seams: Seams) -> Settled:
    if task.is_about_one != (decision.answer in ABOUT_ONE):
        raise NotJudgeable(f"{decision.answer!r} is no answer to this question")
    return (_of_one if task.is_about_one else _of_several)(task, decision, actor, seams)


def _of_one(task: StewardTask, decision: Decision, actor: Actor, seams: Seams) -> Settled:
    """Whether a source record still belongs to its golden record."""
    (key,) = task.golden_ids
    if decision.answer == "part":
        done = split(
            golden=key, records=decision.members, version=decision.versions[key], reason=decision.reason,
            actor=actor, seams=seams,
        )  # fmt: skip
        return Settled("Taken apart", done.change_set)
    links = [link for link in linked.links_among(golden.record_ids_of([key])) if link.verdict == "suggested"]
    pairs = [(link.left_id, link.right_id) for link in links]
    judged = judge(pairs=pairs, verdict="same", reason=decision.reason, actor=actor, seams=seams)
    return Settled("Kept as one", judged.change_set)


def _of_several(task: StewardTask, decision: Decision, actor: Actor, seams: Seams) -> Settled:
    count = len(decision.members)
    if decision.answer == "merge":
        versions = {key: decision.versions[key] for key in decision.members}
        merged = merge(
            goldens=list(decision.members), versions=versions, reason=decision.reason, actor=actor, seams=seams
        )
        return Settled(f"Merged {count} golden records into one", merged.change_set)
    judged = judge(
        pairs=_pairs(task, decision.members),
        verdict=decision.answer,
        relation=decision.relation if decision.answer == "related" else "",
        reason=decision.reason,
        actor=actor,
        seams=seams,
    )
    words = (
        "Kept apart: not a match" if decision.answer == "different" else f"Kept apart: related ({decision.relation})"
    )
    return Settled(words, judged.change_set)


def _pairs(task: StewardTask, members: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """The pairs of source records that the verdict is laid on: those suggested, as far as both ends are ticked.

    Golden records without a suggestion between them (the question hangs together through a third, or was decided
    before) are judged by one record of each.
    """
    home = golden.record_ids_of(members)
    links = [link for link in linked.links_among(home) if home[link.left_id] != home[link.right_id]]
    pairs = [(link.left_id, link.right_id) for link in links if link.verdict == "suggested" or task.outcome == REOPENED]
    covered = {frozenset((home[one], home[other])) for one, other in pairs}
    first = {key: min(record for record, owner in home.items() if owner == key) for key in set(home.values())}
    bare = [(one, other) for one, other in combinations(sorted(first), 2) if frozenset((one, other)) not in covered]
    return [*pairs, *((first[one], first[other]) for one, other in bare)]


def can_be_undone(decision: Decision) -> bool:
    """True for what `undo` takes back; whether a golden record is one still is decided again on its page."""
    return decision.answer not in ABOUT_ONE


def undo(*, task_id: int, actor: Actor, seams: Seams) -> Settled:
    """Take back what was decided on a task and ask again. Locks the task, then what unmerge and retract lock.

    A merge is unmerged, a verdict that kept records apart stands no longer. Raises what stands in REFUSALS.
    """
    with transaction.atomic():
        task = StewardTask.objects.select_for_update().get(pk=task_id)
        if task.closed_at is None:
            return _recall(task)
        settled = _take_back(task, actor, seams)
        task.closed_at, task.outcome, task.change_set, task.deferred_until = None, REOPENED, None, None
        _refuse_twin(task)
        task.save(update_fields=["closed_at", "outcome", "change_set", "deferred_until"])
    return settled


def _recall(task: StewardTask) -> Settled:
    if task.deferred_until is None:
        raise NothingToUndo("this question is open: there is nothing to take back")
    task.deferred_until = None
    task.save(update_fields=["deferred_until"])
    return Settled("Back in the queue")


def _take_back(task: StewardTask, actor: Actor, seams: Seams) -> Settled:
    if task.outcome == "merge" and task.change_set is not None:
        undone = unmerge(change_set=task.change_set, reason=AT_ONCE, actor=actor, seams=seams)
        return Settled("Merge taken back", undone.change_set)
    if task.outcome in KEEPING_APART and task.change_set is not None:
        links = laid_by(task.change_set)
        return Settled("Asked again", retract(links=links, reason=AT_ONCE, actor=actor, seams=seams).change_set)
    if task.outcome in ABOUT_ONE:
        raise NothingToUndo("the record's page takes source records out, and merges what was taken apart")
    raise NothingToUndo("no person decided this question: there is nothing to take back")


def _refuse_twin(task: StewardTask) -> None:
    twins = StewardTask.objects.filter(domain=task.domain, goldens=task.goldens, closed_at=None)
    if twins.exists():
        raise NothingToUndo("the same question is open again already; decide it in the queue")
