"""The queue, and the way in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from apps import domains
from apps.accounts.access import requires
from apps.accounts.roles import allows
from apps.seams import live
from apps.stewardship.queue import queue as read_queue
from apps.stewardship.templatetags.rooms import rooms_of
from apps.stewardship.visitor import user_id


@requires("records.view")
def home(request: HttpRequest) -> HttpResponseBase:
    """Stewards find their queue, everyone else the first room they may enter."""
    if allows(request.user, "reviews.decide"):
        return queue(request)
    return redirect(rooms_of(request)[0].path)


@requires("reviews.decide")
def queue(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("domain", "")
    domain = wanted if wanted in domains.names() else ""
    found = read_queue(
        domain=domain,
        page=request.GET.get("page"),
        deferred=wanted == "deferred",
        user_id=user_id(request),
        now=live().now(),
    )
    return render(request, "stewardship/queue.html", {"queue": found})
