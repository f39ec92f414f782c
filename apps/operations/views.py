"""The operator's page, and the two things an operator does on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import requires
from apps.operations.queries import house
from apps.seams import live
from apps.sync.circuit import resume
from apps.sync.lanes import NotFailed, replay


@requires("operations.view")
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Systems, trays, targets, and what needs a hand."""
    now = live().now()
    return render(request, "operations/health.html", {"house": house(now=now), "now": now})


@requires("operations.act")
@require_POST
def replay_delivery(request: HttpRequest, delivery: int) -> HttpResponse:
    """Put a failed delivery back on its lane."""
    try:
        state = replay(delivery_id=delivery, now=live().now())
    except NotFailed:
        messages.error(request, "This delivery has not failed, or somebody has replayed it already.")
    else:
        newer = "A newer change is on its way already." if state == "superseded" else "It will be tried again at once."
        messages.success(request, newer)
    return redirect("operations:health")


@requires("operations.act")
@require_POST
def resume_subscription(request: HttpRequest, subscription: int) -> HttpResponse:
    """Let a stopped or unreachable target go on at once."""
    if resume(subscription_id=subscription):
        messages.success(request, "The target is served again.")
    else:
        messages.error(request, "This target was not stopped.")
    return redirect("operations:health")
