"""What is done from a record's page: overrides set and ended, merges previewed, done and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps import domains
from apps.accounts.access import requires
from apps.domains import Field
from apps.golden import pinned
from apps.golden.merge import merge as merge_goldens
from apps.golden.override import BadValue, NotOverridable, Pin
from apps.golden.override import override as set_override
from apps.golden.override import release as release_override
from apps.golden.queries import Golden
from apps.golden.retract import keeping_apart
from apps.golden.retract import retract as take_back_verdict
from apps.golden.stale import StaleVersion
from apps.golden.unmerge import unmerge as take_back_merge
from apps.seams import live
from apps.stewardship.display import ADDRESS_PARTS, caption, text
from apps.stewardship.foresight import foresee
from apps.stewardship.forms import (
    MergeForm,
    OverrideForm,
    ReleaseForm,
    RetractForm,
    UnmergeForm,
    first_error,
)
from apps.stewardship.record_page import line_of
from apps.stewardship.records_list import exact
from apps.stewardship.review import review
from apps.stewardship.settle import REFUSALS
from apps.stewardship.staleness import in_words
from apps.stewardship.views_records import golden_or_404, show_record, words_of
from apps.stewardship.visitor import actor_of, sees_persons

MOVED_ON = "The record changed while you were looking. Nothing was done; look at it again and decide."


@requires("overrides.write")
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, domain: str, golden_id: UUID, field: str) -> HttpResponse:
    """Show and take the form of one override."""
    row, declared = _field_or_404(domain, golden_id, field)
    if request.method != "POST":
        start = OverrideForm(initial={"value": text(row.values.get(field)), "lifetime": "forever"})
        return _override_page(request, row, declared, start)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return _override_page(request, row, declared, form, status=422)
    sent = form.cleaned_data
    pin = Pin(field, _typed(declared, request.POST), sent["reason"], sent["lifetime"], form.moment())
    try:
        set_override(golden=row.id, version=sent["version"], pin=pin, actor=actor_of(request), seams=live())
    except (BadValue, NotOverridable, StaleVersion) as refusal:
        return _override_page(request, row, declared, form, refused=_words(refusal), status=409)
    messages.success(request, f"{declared.label} is overridden.")
    return redirect("stewardship:record", domain, row.id)


@requires("overrides.write")
@require_POST
def release(request: HttpRequest, domain: str, golden_id: UUID, field: str) -> HttpResponse:
    """End one override."""
    row, declared = _field_or_404(domain, golden_id, field)
    form = ReleaseForm(request.POST)
    return _act(
        request,
        row,
        form,
        f"The override of {declared.label} has ended.",
        lambda sent: release_override(
            golden=row.id,
            version=sent["version"],
            field=field,
            reason=sent["reason"],
            actor=actor_of(request),
            seams=live(),
        ),
    )


@requires("records.unmerge")
@require_POST
def unmerge(request: HttpRequest, domain: str, golden_id: UUID) -> HttpResponse:
    """Take back a merge that stands in this record's history."""
    row = golden_or_404(domain, golden_id)
    return _act(
        request,
        row,
        UnmergeForm(request.POST),
        "The merge is taken back; the records stand apart again.",
        lambda sent: take_back_merge(
            change_set=sent["change_set"],
            goldens=[row.id],
            reason=sent["reason"],
            actor=actor_of(request),
            seams=live(),
        ),
    )


@requires("reviews.decide")
@require_POST
def retract(request: HttpRequest, domain: str, golden_id: UUID) -> HttpResponse:
    """Take back what keeps this record apart from another one."""
    row = golden_or_404(domain, golden_id)
    return _act(
        request,
        row,
        RetractForm(request.POST),
        "The verdict is taken back; the records are looked at anew.",
        lambda sent: take_back_verdict(
            links=[link.pk for link in keeping_apart(row.id, live().now()).get(sent["other"], [])],
            reason=sent["reason"],
            actor=actor_of(request),
            seams=live(),
        ),
    )


def _act(
    request: HttpRequest, row: Golden, form: Any, done: str, verb: Callable[[Mapping[str, Any]], object]
) -> HttpResponse:
    """Check the form, call the verb, go back to the record; a refusal is shown there."""
    if not form.is_valid():
        return show_record(request, row, refused=first_error(form), status=422)
    try:
        verb(form.cleaned_data)
    except (NotOverridable, StaleVersion, *REFUSALS) as refusal:
        return show_record(request, row, refused=_words(refusal), status=409)
    messages.success(request, done)
    return redirect("stewardship:record", row.domain, row.id)


@requires("records.merge")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, domain: str, golden_id: UUID) -> HttpResponse:
    """Preview a merge with another record, and do it."""
    row = golden_or_404(domain, golden_id)
    wanted = words_of((request.POST if request.method == "POST" else request.GET).get("with", ""))
    other = exact(domains.get(domain), wanted) if wanted else None
    if other is None or other.id == row.id or not (other.is_live and row.is_live):
        words = f"No other live record answers to “{wanted}”." if wanted else "Say which record to merge with."
        return show_record(request, row, refused=words, status=422)
    if request.method != "POST":
        return _merge_page(request, row, other)
    form = MergeForm({**request.POST.dict(), "version": request.POST.getlist("version")})
    if not form.is_valid():
        return _merge_page(request, row, other, {"refused": first_error(form)}, status=422)
    versions, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        merged = merge_goldens(
            goldens=[row.id, other.id], versions=versions, reason=reason, actor=actor_of(request), seams=live()
        )
    except StaleVersion as stale:
        news = in_words(stale.differences, versions, domains.get(domain), personal=sees_persons(request))
        return _merge_page(request, row, other, {"stale": news}, status=409)
    except REFUSALS as refusal:
        return _merge_page(request, row, other, {"refused": str(refusal)}, status=409)
    messages.success(request, "Merged. The history below can undo it at any time.")
    return redirect("stewardship:record", domain, merged.survivor)


def _merge_page(
    request: HttpRequest, row: Golden, other: Golden, more: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    personal = sees_persons(request)
    seen = review(
        row.domain,
        [row.id, other.id],
        ticked=None,
        personal=personal,
        foresee=foresee(row.domain, personal=personal, seams=live()),
    )
    context = {"golden": row, "other": other.id, "review": seen, **(more or {})}
    return render(request, "stewardship/merge.html", context, status=status)


def _override_page(
    request: HttpRequest, row: Golden, field: Field, form: OverrideForm, refused: str = "", status: int = 200
) -> HttpResponse:
    rules, personal = domains.get(row.domain), sees_persons(request)
    standing = [one for one in pinned.standing_overrides([row.id]).get(row.id, []) if one.field == field.name]
    context = {
        "golden": row,
        "title": caption(rules, row.values, personal=personal),
        "line": line_of(row, field.name, personal=personal, now=live().now()),
        "form": form,
        "parts": _parts(field, row.values.get(field.name), request.POST),
        "standing": standing[0] if standing else None,
        "refused": refused,
    }
    return render(request, "stewardship/override.html", context, status=status)


def _field_or_404(domain: str, golden_id: UUID, field: str) -> tuple[Golden, Field]:
    row = golden_or_404(domain, golden_id)
    declared = domains.get(domain).by_name.get(field)
    if declared is None or not row.is_live:
        raise Http404
    return row, declared


def _parts(field: Field, value: Any, posted: Mapping[str, Any]) -> list[dict[str, str]]:
    """The inputs of an address, one for each part; none for other kinds."""
    if field.kind != "address":
        return []
    held = value if isinstance(value, Mapping) else {}
    return [
        {
            "name": part,
            "label": part.replace("_", " ").capitalize(),
            "value": posted.get(f"part-{part}", text(held.get(part))),
        }
        for part in ADDRESS_PARTS
    ]


def _typed(field: Field, posted: Mapping[str, Any]) -> Any:
    """What was typed: an address by its parts, anything else as text. Nothing typed is None."""
    if field.kind == "address":
        given = {part: words_of(str(posted.get(f"part-{part}", ""))) for part in ADDRESS_PARTS}
        return {part: words for part, words in given.items() if words} or None
    return str(posted.get("value", "")).strip() or None


def _words(refusal: Exception) -> str:
    return MOVED_ON if isinstance(refusal, StaleVersion) else str(refusal)
