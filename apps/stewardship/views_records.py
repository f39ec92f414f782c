"""The pages of golden records: the list, one record, its overrides, and merging from there."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps import domains
from apps.accounts.access import requires
from apps.golden import queries as golden
from apps.golden.queries import Golden
from apps.seams import live
from apps.stewardship.display import caption
from apps.stewardship.record_page import record_page
from apps.stewardship.records_list import as_id, domain_named, records_list
from apps.stewardship.visitor import sees_persons

LONGEST: Final = 200


@requires("records.view")
@require_safe
def records_home(request: HttpRequest) -> HttpResponse:
    return redirect("stewardship:records", domain=domains.names()[0])


@requires("records.view")
@require_safe
def records(request: HttpRequest, domain: str) -> HttpResponse:
    rules = domain_named(domain)
    if rules is None:
        raise Http404
    text = words_of(request.GET.get("q", ""))
    after = as_id(request.GET.get("after", ""))
    found = records_list(domain=rules, text=text, after=after, personal=sees_persons(request))
    choice = [domains.get(name) for name in domains.names()]
    context = {"list": found, "domain": rules, "domains": choice, "text": text, "counts": golden.counts(domain)}
    return render(request, "stewardship/records.html", context | {"paged": after is not None})


@requires("records.view")
@require_safe
def record(request: HttpRequest, domain: str, golden_id: UUID) -> HttpResponse:
    return show_record(request, golden_or_404(domain, golden_id))


def show_record(request: HttpRequest, row: Golden, *, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of one record, with what was refused there, if anything."""
    rules, personal = domains.get(row.domain), sees_persons(request)
    page = record_page(row, personal=personal, now=live().now())
    heir = golden.get(row.merged_into) if row.merged_into else None
    context: dict[str, Any] = {"page": page, "plural": rules.plural, "refused": refused}
    context["heir"] = caption(rules, heir.values, personal=personal) if heir else ""
    return render(request, "stewardship/record.html", context, status=status)


def words_of(typed: str) -> str:
    """What was typed into a search, in a length and in characters that the database takes."""
    return typed.replace("\0", "").strip()[:LONGEST]


def golden_or_404(domain: str, golden_id: UUID) -> Golden:
    """The golden record of an address, live or retired. Raises Http404 where the domain never had it."""
    row = golden.get(golden_id) if domain in domains.names() else None
    if row is None or row.domain != domain:
        raise Http404
    return row
