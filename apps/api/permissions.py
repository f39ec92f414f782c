"""What a caller may do, by the roles of accounts."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts.roles import allows
from apps.domains import Domain


class MayRead(BasePermission):
    """Reading over REST needs `api.read`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return allows(request.user, "api.read")


def masked_for(user: Any, domain: Domain) -> frozenset[str]:
    """The fields of a domain whose values this user may not see."""
    return frozenset() if allows(user, "personal.view") else domain.personal
