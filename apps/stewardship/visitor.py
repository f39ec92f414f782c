"""Who stands before us: what they may see, and under which name they act."""

from __future__ import annotations

from django.http import HttpRequest

from apps.accounts.roles import allows
from apps.history.recording import Actor


def sees_persons(request: HttpRequest) -> bool:
    """True if this visitor may see personal values."""
    return allows(request.user, "personal.view")


def actor_of(request: HttpRequest) -> Actor:
    """The visitor, as history names them."""
    return Actor(name=request.user.get_username(), user_id=user_id(request))


def wants_a_part(request: HttpRequest) -> bool:
    """True where the browser asks for the part of the page that changes, through htmx."""
    return request.headers.get("HX-Request") == "true"


def user_id(request: HttpRequest) -> int:
    """The id of a visitor who is signed in."""
    return int(request.user.pk or 0)
