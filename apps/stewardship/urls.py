"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.stewardship import views, views_acts, views_records, views_review, views_split

_RECORD = "records/<str:domain>/<uuid:golden_id>/"

app_name = "stewardship"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("queue/", views.queue, name="queue"),
    path("review/<int:task_id>/", views_review.review, name="review"),
    path("review/<int:task_id>/decide/", views_review.decide, name="decide"),
    path("review/<int:task_id>/undo/", views_review.undo, name="undo"),
    path("records/", views_records.records_home, name="records-home"),
    path("records/<str:domain>/", views_records.records, name="records"),
    path(_RECORD, views_records.record, name="record"),
    path(f"{_RECORD}merge/", views_acts.merge, name="merge"),
    path(f"{_RECORD}unmerge/", views_acts.unmerge, name="unmerge"),
    path(f"{_RECORD}split/", views_split.split, name="split"),
    path(f"{_RECORD}retract/", views_acts.retract, name="retract"),
    path(f"{_RECORD}override/<str:field>/", views_acts.override, name="override"),
    path(f"{_RECORD}override/<str:field>/end/", views_acts.release, name="release"),
]
