"""The two addresses that a load balancer asks, with and without a closing slash."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.operations import probes

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}{slash}", probe, name=name if not slash else f"{name}-slash")
    for name, probe in (("healthz", probes.healthz), ("readyz", probes.readyz))
    for slash in ("", "/")
]
