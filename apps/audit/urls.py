"""Addresses of the auditor's room."""

from __future__ import annotations

from django.urls import path

from apps.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.changes, name="changes"),
    path("changes/<int:change_set>/", views.change, name="change"),
    path("records/<uuid:golden_id>/", views.record, name="record"),
    path("records/<uuid:golden_id>/diff/", views.diff, name="diff"),
]
