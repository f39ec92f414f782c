"""Which rooms a visitor may enter, for the bar at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import template

from apps.accounts.roles import allows

register = template.Library()


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the bar. `here` is true in the room the visitor stands in."""

    name: str
    path: str
    here: bool


ROOMS: Final = (
    ("Queue", "/queue/", "reviews.decide"),
    ("Records", "/records/", "records.view"),
    ("Systems", "/operations/", "operations.view"),
    ("History", "/audit/", "history.view"),
)


@register.simple_tag
def rooms_of(request: Any) -> list[Room]:
    """The rooms this visitor may enter, in the order of the bar; none for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    place = "/queue/" if request.path == "/" or request.path.startswith("/review/") else request.path
    return [Room(name, path, place.startswith(path)) for name, path, permission in ROOMS if allows(user, permission)]


@register.simple_tag
def may(user: Any, permission: str) -> bool:
    """True if the visitor may do this. Raises UnknownPermission for a misspelt name."""
    return allows(user, permission)
