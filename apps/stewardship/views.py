"""The steward's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires


@requires("reviews.decide")
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "stewardship/queue.html")
