"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.stewardship import views

app_name = "stewardship"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.queue, name="home"),
    path("queue/", views.queue, name="queue"),
]
