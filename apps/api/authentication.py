"""Who calls: a bearer token in the Authorization header."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts import tokens
from apps.accounts.models import User
from apps.seams import live


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer grs_…`. Another scheme, or none, leaves the caller to the next authentication.

    Every refusal reads the same, so that nobody learns whether a token was unknown, expired or revoked.
    """

    scheme = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != self.scheme.lower().encode():
            return None
        user = tokens.verify(token.decode("ascii", "replace"), now=live().now())
        if user is None:
            raise AuthenticationFailed(_("The bearer token is not valid."), code="token_not_valid")
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return f'{self.scheme} realm="api"'
