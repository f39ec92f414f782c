"""The people of the tests, by role."""

from __future__ import annotations

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.history.recording import Actor


def person(role: str = Role.STEWARD, name: str = "") -> User:
    """The person who plays this role, made when first asked for."""
    found, _ = User.objects.get_or_create(username=name or str(role), defaults={"role": role})
    return found


def actor(role: str = Role.STEWARD) -> Actor:
    user = person(role)
    return Actor(user.username, user.pk)


MACHINE = Actor.machine("test")
