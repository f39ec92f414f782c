"""The review page: one question, one key, the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps import domains
from apps.accounts.access import requires
from apps.golden import queries as golden
from apps.golden.stale import StaleVersion
from apps.seams import live
from apps.stewardship import queue
from apps.stewardship.foresight import foresee
from apps.stewardship.forms import DELAYS, RELATIONS, DecisionForm, IdsField, first_error
from apps.stewardship.models import StewardTask
from apps.stewardship.parting import parting_page
from apps.stewardship.review import review as read_review
from apps.stewardship.settle import REFUSALS, Decision, Settled, can_be_undone, settle
from apps.stewardship.settle import undo as take_back
from apps.stewardship.staleness import in_words
from apps.stewardship.visitor import actor_of, sees_persons, user_id, wants_a_part

UNDO_DEPTH = 20


@requires("reviews.decide")
@require_safe
def review(request: HttpRequest, task_id: int) -> HttpResponse:
    task = get_object_or_404(StewardTask, pk=task_id)
    ticked = IdsField(required=False).clean(request.GET.getlist("member")) if "chosen" in request.GET else None
    return _question(request, task, {"ticked": ticked})


@requires("reviews.decide")
@require_POST
def decide(request: HttpRequest, task_id: int) -> HttpResponse:
    """Settle the question and show the next; refused, the page comes back with the reason and the choices kept."""
    task = get_object_or_404(StewardTask, pk=task_id)
    form = DecisionForm(_posted(request))
    if not form.is_valid():
        return _question(
            request, task, {"refused": first_error(form), "ticked": form.cleaned_data.get("member")}, status=422
        )
    sent = form.cleaned_data
    decision = Decision(
        sent["decision"], sent["member"], sent["version"], sent["reason"], sent["relation"], int(sent["days"] or 1)
    )
    kept: dict[str, Any] = {"ticked": sent["member"], "chosen": sent}
    try:
        settled = settle(task_id=task.pk, decision=decision, actor=actor_of(request), seams=live())
    except StaleVersion as stale:
        rules, personal = domains.get(task.domain), sees_persons(request)
        kept["stale"] = in_words(stale.differences, sent["version"], rules, personal=personal)
        return _question(request, task, kept, status=409)
    except REFUSALS as refusal:
        task.refresh_from_db()
        return _question(request, task, {**kept, "refused": str(refusal)}, status=409)
    if can_be_undone(decision):
        _remember(request, task.pk)
    return _go_on(request, task, settled, undo=can_be_undone(decision))


@requires("reviews.decide")
@require_POST
def undo(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a decision back and show its question again."""
    task = get_object_or_404(StewardTask, pk=task_id)
    try:
        settled = take_back(task_id=task.pk, actor=actor_of(request), seams=live())
    except REFUSALS as refusal:
        return _question(request, task, {"refused": str(refusal)}, status=409)
    _forget(request, task.pk)
    task.refresh_from_db()
    if not wants_a_part(request):
        return redirect(_address(task, _domain(request)))
    return _pushed(_question(request, task, {"toast": f"{settled.words}: {task.title}"}), task, request)


def _go_on(request: HttpRequest, task: StewardTask, settled: Settled, *, undo: bool) -> HttpResponse:
    following = queue.following(task, now=live().now(), domain=_domain(request), user_id=user_id(request))
    if not wants_a_part(request):
        return redirect(_address(following, _domain(request)))
    told = {"toast": f"{settled.words}: {task.title}", "toast_undo": task.pk if undo else None}
    if following is None:
        page = {**told, "domain": _domain(request), "plural": domains.get(task.domain).plural}
        return _pushed(render(request, "stewardship/_done.html", page), None, request)
    return _pushed(_question(request, following, told), following, request)


def _question(request: HttpRequest, task: StewardTask, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The page of one question, or the part of it that changes. `more`: what was ticked, chosen, refused or done."""
    now, domain, personal = live().now(), _domain(request), sees_persons(request)
    free = queue.claim(task, user_id=user_id(request), now=now) if task.closed_at is None else True
    context = {
        "task": task,
        "domain": domain,
        "plural": domains.get(task.domain).plural,
        **_asked(task, more.get("ticked"), personal=personal),
        "taken_by": None if free else task.claimed_by,
        "waiting": queue.waiting(now, domain).count(),
        "relations": RELATIONS,
        "delays": DELAYS,
        "undoable": _undoable(request),
        **_neighbours(request, task, domain, now),
        **{"chosen": {}, **more},
    }
    context["part"] = "stewardship/_belongs.html" if "parting" in context else "stewardship/_question.html"
    template = context["part"] if wants_a_part(request) else "stewardship/review.html"
    return render(request, template, context, status=status)


def _asked(task: StewardTask, ticked: Sequence[UUID] | None, *, personal: bool) -> dict[str, Any]:
    """What the question is about: golden records beside each other, or the source records of a single one."""
    row = golden.get(task.golden_ids[0]) if task.is_about_one else None
    if row is not None and row.is_live:
        return {"parting": parting_page(row, ticked, personal=personal, seams=live())}
    ask = foresee(task.domain, personal=personal, seams=live())
    return {"review": read_review(task.domain, task.golden_ids, ticked=ticked, personal=personal, foresee=ask)}


def _neighbours(request: HttpRequest, task: StewardTask, domain: str, now: datetime) -> dict[str, StewardTask | None]:
    user = user_id(request)
    return {
        "next": queue.following(task, now=now, domain=domain, user_id=user),
        "previous": queue.following(task, now=now, domain=domain, user_id=user, back=True),
    }


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The form as sent, with the repeated fields as lists."""
    lists = {name: request.POST.getlist(name) for name in ("member", "version")}
    return {**request.POST.dict(), **lists}


def _domain(request: HttpRequest) -> str:
    wanted = request.POST.get("domain") or request.GET.get("domain") or ""
    return wanted if wanted in domains.names() else ""


def _address(task: StewardTask | None, domain: str) -> str:
    place = reverse("stewardship:review", args=[task.pk]) if task else reverse("stewardship:queue")
    return f"{place}?domain={domain}" if domain else place


def _pushed(response: HttpResponse, task: StewardTask | None, request: HttpRequest) -> HttpResponse:
    """Let the address of the browser follow the question."""
    response["HX-Push-Url"] = _address(task, _domain(request))
    return response


def _remember(request: HttpRequest, task_id: int) -> None:
    """Keep what was decided in this sitting, the last at the end, to be taken back one by one."""
    request.session["decided"] = [*request.session.get("decided", []), task_id][-UNDO_DEPTH:]


def _forget(request: HttpRequest, task_id: int) -> None:
    request.session["decided"] = [key for key in request.session.get("decided", []) if key != task_id]


def _undoable(request: HttpRequest) -> StewardTask | None:
    decided = request.session.get("decided") or [0]
    return StewardTask.objects.filter(pk=decided[-1]).first()
