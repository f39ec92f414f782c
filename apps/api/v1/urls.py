"""Version 1: every domain under its plural, each address with and without its closing slash."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from apps.api.v1 import matching
from apps.api.v1.records import views
from apps.domains import get, names


def _of_domain(domain: str) -> Iterator[URLPattern]:
    plural = get(domain).plural
    listing, detail, by_source = views(domain)
    yield path(f"{plural}/", listing.as_view(), name=f"{plural}-list")
    yield path(plural, listing.as_view(schema=None))
    yield path(f"{plural}/match", matching.view(domain).as_view(), name=f"{plural}-match")
    yield path(f"{plural}/match/", matching.view(domain).as_view(schema=None))
    # A key may hold slashes; one at the end is ours.
    yield path(f"{plural}/by-source/<str:system>/<path:external_id>", by_source.as_view(), name=f"{plural}-by-source")
    yield path(f"{plural}/<uuid:golden_id>", detail.as_view(), name=f"{plural}-detail")
    yield path(f"{plural}/<uuid:golden_id>/", detail.as_view(schema=None))


urlpatterns = [pattern for domain in names() for pattern in _of_domain(domain)]
