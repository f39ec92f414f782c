"""Source records are taken out of a golden record: looked at first, then done."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires
from apps.golden.queries import Golden
from apps.golden.split import NotSplittable
from apps.golden.split import split as take_apart
from apps.golden.stale import StaleVersion
from apps.seams import live
from apps.stewardship.forms import IdsField, SplitForm, first_error
from apps.stewardship.parting import parting_page
from apps.stewardship.views_acts import MOVED_ON
from apps.stewardship.views_records import golden_or_404
from apps.stewardship.visitor import actor_of, sees_persons


@requires("records.unmerge")
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, domain: str, golden_id: UUID) -> HttpResponse:
    """Show what would come of it if source records left this record, and take them out."""
    row = golden_or_404(domain, golden_id)
    if request.method != "POST":
        return _page(request, row, IdsField(required=False).clean(request.GET.getlist("member")))
    lists = {name: request.POST.getlist(name) for name in ("member", "version")}
    form = SplitForm({**request.POST.dict(), **lists})
    if not form.is_valid():
        return _page(request, row, form.cleaned_data.get("member") or [], first_error(form), status=422)
    sent = form.cleaned_data
    try:
        done = take_apart(
            golden=row.id,
            records=sent["member"],
            version=sent["version"].get(row.id, 0),
            reason=sent["reason"],
            actor=actor_of(request),
            seams=live(),
        )
    except StaleVersion:
        return _page(request, row, sent["member"], MOVED_ON, status=409)
    except NotSplittable as refusal:
        return _page(request, row, sent["member"], str(refusal), status=409)
    messages.success(request, "Taken apart. What was taken out is kept apart from now on.")
    return redirect("stewardship:record", domain, done.kept)


def _page(
    request: HttpRequest, row: Golden, leaving: Sequence[UUID], refused: str = "", status: int = 200
) -> HttpResponse:
    seen = parting_page(row, leaving, personal=sees_persons(request), seams=live())
    return render(request, "stewardship/split.html", {"parting": seen, "refused": refused}, status=status)
