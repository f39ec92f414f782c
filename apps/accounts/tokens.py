"""Bearer tokens: issued once, kept as a digest, checked in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from typing import Final

from apps.accounts.models import ApiToken, User

_PREFIX_BYTES: Final = 4
_SECRET_BYTES: Final = 32
_SHAPE: Final = re.compile(r"grs_([0-9a-f]{8})_[0-9a-f]{56}")
_NOBODY: Final = "0" * 64


def issue(*, user: User, name: str, now: datetime, secret: bytes, expires_at: datetime | None = None) -> str:
    """Issue a token and return it in plain, "grs_<prefix>_<secret>", for the only time.

    `secret` is 32 bytes from a cryptographic source. Raises ValueError for any other length.
    """
    if len(secret) != _SECRET_BYTES:
        raise ValueError(f"a token needs {_SECRET_BYTES} secret bytes")
    prefix = secret[:_PREFIX_BYTES].hex()
    token = f"grs_{prefix}_{secret[_PREFIX_BYTES:].hex()}"
    ApiToken.objects.create(
        user=user, name=name, prefix=prefix, digest=_digest(token), created_at=now, expires_at=expires_at
    )
    return token


def verify(token: str, *, now: datetime) -> User | None:
    """Find whose token this is; None if it is unknown, expired, revoked, or its user inactive.

    The database is asked for the prefix only; the digest is compared in constant time, also where nothing was found.
    """
    shape = _SHAPE.fullmatch(token)
    if not shape:
        return None
    candidates = list(ApiToken.objects.select_related("user").filter(prefix=shape[1]))
    digest = _digest(token)
    matching = [held for held in candidates if hmac.compare_digest(held.digest, digest)]
    if not candidates:
        hmac.compare_digest(_NOBODY, digest)
    if not matching or not _holds(matching[0], now):
        return None
    _note_use(matching[0], now)
    return matching[0].user


def revoke(*, user: User, prefix: str, now: datetime) -> int:
    """Revoke a user's tokens with this prefix from now on; return how many were still in use."""
    return ApiToken.objects.filter(user=user, prefix=prefix, revoked_at=None).update(revoked_at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _holds(token: ApiToken, now: datetime) -> bool:
    alive = token.revoked_at is None and (token.expires_at is None or now < token.expires_at)
    return alive and token.user.is_active


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_on != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=now.date())
