"""The auditor's pages: what happened, one act, and a record at any moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from apps.accounts.access import requires
from apps.accounts.roles import allows
from apps.audit import record as records
from apps.audit.changes import change as read_change
from apps.history import trail
from apps.seams import live

PAGE: Final = 50
_LARGEST: Final = 2**63 - 1


@requires("history.view")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Change sets, newest first, of one kind or one actor, or all."""
    kind, actor = request.GET.get("kind", ""), request.GET.get("actor", "").strip()
    acts = trail.acts(kind=kind, actor=actor, before=_number(request, "before"), limit=PAGE + 1)
    shown = {"acts": acts[:PAGE], "kinds": trail.kinds(), "kind": kind, "actor": actor}
    return render(request, "audit/changes.html", shown | {"before": acts[PAGE - 1].id if len(acts) > PAGE else None})


@requires("history.view")
@require_safe
def change(request: HttpRequest, change_set: int) -> HttpResponse:
    """One change set: every row it touched, before and after."""
    found = read_change(change_set, personal=_personal(request)) if change_set <= _LARGEST else None
    if found is None:
        raise Http404("There is no change set of this number.")
    return render(request, "audit/change.html", {"change": found, "masked": not _personal(request)})


@requires("history.view")
@require_safe
def record(request: HttpRequest, golden_id: UUID) -> HttpResponse:
    """One golden record, as it is or as it was."""
    now = live().now()
    at, is_clear = _moment(request)
    versions = records.all_versions(golden_id)
    if not versions:
        raise Http404("There is no golden record of this id.")
    then = records.record_then(golden_id, at or now, personal=_personal(request))
    shown: dict[str, Any] = {"golden_id": golden_id, "at": at, "then": then, "versions": versions}
    shown |= {"masked": not _personal(request), "is_clear": is_clear}
    return render(request, "audit/record.html", shown, status=200 if is_clear else 400)


@requires("history.view")
@require_safe
def diff(request: HttpRequest, golden_id: UUID) -> HttpResponse:
    """Two versions of one golden record, field by field."""
    older, newer = _number(request, "from"), _number(request, "to")
    if older is None or newer is None:
        raise Http404("Choose two versions.")
    found = records.difference(golden_id, older, newer, personal=_personal(request))
    if found is None:
        raise Http404("This golden record has no such version.")
    return render(request, "audit/diff.html", {"golden_id": golden_id, "difference": found})


def _personal(request: HttpRequest) -> bool:
    return allows(request.user, "personal.view")


def _number(request: HttpRequest, name: str) -> int | None:
    """A whole number from the address; None for none and for what is no number of a row."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _moment(request: HttpRequest) -> tuple[datetime | None, bool]:
    """The moment asked for, in UTC unless it says otherwise, and whether it was understood."""
    given = request.GET.get("at", "")
    if not given:
        return None, True
    try:
        at = parse_datetime(given.replace(" ", "+"))
    except ValueError:
        at = None
    return (at.replace(tzinfo=at.tzinfo or UTC), True) if at else (None, False)
