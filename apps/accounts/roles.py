"""Who may do what: roles, permissions, and the one table between them."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnknownPermission(ValueError):
    """A name that stands in no table: a misspelt permission must not open, nor silently close, a door."""


class Role(TextChoices):
    """What a person or a service account is here for. Everyone has exactly one."""

    STEWARD = "steward", _("Data steward")
    LEAD = "lead", _("Lead steward")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")
    INTEGRATION = "integration", _("Integration")
    ADMIN = "admin", _("Administrator")


PERMISSIONS: Final[dict[str, str]] = {
    "records.view": "See golden and source records, personal values masked",
    "personal.view": "See personal values",
    "personal.reveal": "Unmask personal values of one record, with a reason that is kept",
    "reviews.decide": "Decide review items: same, different, related",
    "overrides.write": "Set and end overrides",
    "records.merge": "Merge golden records",
    "records.unmerge": "Take a merge back, and source records out of a golden record",
    "rulebooks.draft": "Draft and rehearse a rulebook",
    "rulebooks.approve": "Approve a rulebook that somebody else drafted",
    "history.view": "See who changed what, when and why",
    "operations.view": "See systems, runs, deliveries and health",
    "operations.act": "Start, pause, replay and repair runs and deliveries",
    "api.read": "Read over REST",
    "api.write": "Write over REST",
    "users.manage": "Add people, change roles, issue and revoke tokens",
}

_STEWARD: Final = frozenset(
    {
        "records.view",
        "personal.view",
        "reviews.decide",
        "overrides.write",
        "records.merge",
        "records.unmerge",
        "rulebooks.draft",
        "history.view",
        "operations.view",
        "api.read",
    }
)
# Whoever manages accounts or machines sees personal values masked: they need the record, not the person.
PERMISSIONS_OF: Final[dict[str, frozenset[str]]] = {
    Role.STEWARD: _STEWARD,
    Role.LEAD: _STEWARD | {"rulebooks.approve"},
    Role.AUDITOR: frozenset({"records.view", "personal.reveal", "history.view", "operations.view", "api.read"}),
    Role.OPERATOR: frozenset({"records.view", "history.view", "operations.view", "operations.act", "api.read"}),
    Role.INTEGRATION: frozenset({"records.view", "personal.view", "api.read", "api.write"}),
    Role.ADMIN: frozenset(
        {"records.view", "history.view", "operations.view", "operations.act", "api.read", "users.manage"}
    ),
}


def known(permission: str) -> str:
    """Give the permission back if it exists. Raises UnknownPermission."""
    if permission not in PERMISSIONS:
        raise UnknownPermission(f"{permission!r} is not a permission")
    return permission


def allows(user: Any, permission: str) -> bool:
    """True if this user may do this: signed in, active, and in a role that has the permission.

    Takes any user that Django puts on a request, the anonymous one included. Raises UnknownPermission.
    """
    known(permission)
    if not (user.is_authenticated and user.is_active):
        return False
    return permission in PERMISSIONS_OF.get(getattr(user, "role", ""), frozenset())
