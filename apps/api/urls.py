"""Addresses of the machine's room."""

from __future__ import annotations

from django.urls import include, path, re_path

from apps.accounts.access import requires
from apps.api.nowhere import Nowhere
from apps.api.schema import DocsView, SchemaView

urlpatterns = [
    path("v1/", include("apps.api.v1.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", requires("api.read")(DocsView.as_view(url_name="schema")), name="api-docs"),
    re_path("", Nowhere.as_view(schema=None)),
]
