"""Addresses of the operator's room."""

from __future__ import annotations

from django.urls import path

from apps.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.health, name="health"),
    path("deliveries/<int:delivery>/replay/", views.replay_delivery, name="replay"),
    path("subscriptions/<int:subscription>/resume/", views.resume_subscription, name="resume"),
]
