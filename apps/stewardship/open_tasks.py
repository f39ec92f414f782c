"""Keep the queue true to the links: a task for every question that is open, none for one that is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from apps import domains
from apps.golden import linked
from apps.golden import queries as golden
from apps.history.bulk import as_json, update_rows
from apps.seams import Seams
from apps.stewardship.models import StewardTask
from apps.stewardship.questions import Question, questions_of
from apps.stewardship.settle import REOPENED

BATCH = 1000
SHOWN_NAMES = 3
SETTLED = "settled"
"""Outcome of a task whose question went away by itself: a rule, a new load or another decision answered it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How the queue changed: tasks opened, closed because nothing is open behind them, and brought up to date."""

    opened: int = 0
    closed: int = 0
    changed: int = 0


def open_tasks(*, seams: Seams) -> Opened:
    """Bring the open tasks of every domain in line with the suggested links. Run twice, same queue.

    A question that a person reopened stays until a person decides it, or until fewer than two of its records live.

    One transaction per domain; a few statements each, however long the queue is.
    """
    found = [_open_domain(name, seams) for name in domains.names()]
    return Opened(*(sum(counts) for counts in zip(*((f.opened, f.closed, f.changed) for f in found), strict=True)))


def _open_domain(domain: str, seams: Seams) -> Opened:
    with transaction.atomic():
        standing = {
            tuple(task.goldens): task
            for task in StewardTask.objects.select_for_update().filter(domain=domain, closed_at=None).order_by("id")
        }
        links = linked.open_links(domain)
        home = golden.goldens_of({record for link in links for record in (link.left_id, link.right_id)})
        asked = {tuple(str(key) for key in q.goldens): q for q in questions_of(links, home)}
        kept = _kept([task for key, task in standing.items() if key not in asked and task.outcome == REOPENED])
        gone = [task.pk for key, task in standing.items() if key not in asked and task.pk not in kept]
        StewardTask.objects.filter(pk__in=gone).update(closed_at=seams.now(), outcome=SETTLED)
        fresh = [q for key, q in asked.items() if key not in standing]
        StewardTask.objects.bulk_create(_rows(domain, fresh, seams), batch_size=BATCH, ignore_conflicts=True)
        stale = [
            _updated(task, asked[key]) for key, task in standing.items() if key in asked and _differs(task, asked[key])
        ]
        update_rows(StewardTask, ("links", "weight", "reason"), stale)
    return Opened(len(fresh), len(gone), len(stale))


def _kept(reopened: Sequence[StewardTask]) -> set[int]:
    """Those of the reopened tasks that can still be decided: two of their records live, or the one that it is about."""
    if not reopened:
        return set()
    known = golden.get_many({key for task in reopened for key in task.golden_ids})
    live = {key for key, row in known.items() if row.is_live}
    return {task.pk for task in reopened if len(live.intersection(task.golden_ids)) >= min(2, len(task.goldens))}


def _rows(domain: str, questions: Sequence[Question], seams: Seams) -> list[StewardTask]:
    rules, now = domains.get(domain), seams.now()
    known = golden.get_many({key for question in questions for key in question.goldens})
    captions = {key: rules.caption(row.values) for key, row in known.items()}
    return [
        StewardTask(
            domain=domain,
            goldens=[str(key) for key in q.goldens],
            links=[str(key) for key in q.links],
            weight=q.weight,
            reason=q.reason[:300],
            title=title([captions[key] for key in q.goldens if key in captions]),
            opened_at=now,
        )
        for q in questions
    ]


def title(captions: Sequence[str]) -> str:
    """Name a question by what its records are called, each name once: "Kauri Ltd ↔ Kauri Limited"; of one record, "One
    still? Kauri Ltd".
    """
    if len(captions) == 1:
        return f"One still? {captions[0]}"[:300]
    names = list(dict.fromkeys(captions))
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return (" ↔ ".join(names[:SHOWN_NAMES]) + more)[:300]


def _differs(task: StewardTask, question: Question) -> bool:
    return task.weight != question.weight or task.links != [str(key) for key in question.links]


def _updated(task: StewardTask, question: Question) -> tuple[int, str, float, str]:
    return task.pk, as_json([str(key) for key in question.links]), question.weight, question.reason[:300]
