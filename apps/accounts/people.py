"""People who have to be there, such as those of the demo, and who acts on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.accounts.roles import Role, allows


class NotAllowed(ValueError):
    """Nobody active of that name may do this; the message says which permission it takes."""


def who_may(permission: str, name: str) -> User:
    """The active person of that name, who has this permission. Raises NotAllowed."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not allows(user, permission):
        raise NotAllowed(f"{name!r} is no active user who may do this ({permission}).")
    return user


def ensure_people(roles: Mapping[str, str], password: str) -> list[str]:
    """Create the users of {name: role} that are missing, with this password; return the names it created, sorted.

    Who exists already stays as they are, password and role included: run twice, same world. Raises ValueError for an
    unknown role, before anything is written.
    """
    wanted = {User.normalize_username(name): Role(role) for name, role in roles.items()}
    existing = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    missing = sorted(wanted.keys() - existing)
    User.objects.bulk_create(
        [User(username=name, role=wanted[name], password=make_password(password)) for name in missing],
        ignore_conflicts=True,  # somebody else may create the same people at this very moment
    )
    return missing
