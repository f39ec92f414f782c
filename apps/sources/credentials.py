"""Credentials of the other systems, encrypted at rest with the key from the environment (Fernet)."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableCredentials(RuntimeError):
    """The stored credentials were encrypted with another FIELD_ENCRYPTION_KEY."""


def encrypted(credentials: Mapping[str, str]) -> str:
    return Fernet(settings.FIELD_ENCRYPTION_KEY).encrypt(orjson.dumps(dict(credentials))).decode()


def decrypted(stored: str) -> dict[str, str]:
    """Raises UnreadableCredentials; its message never holds the secret."""
    if not stored:
        return {}
    try:
        opened: dict[str, str] = orjson.loads(Fernet(settings.FIELD_ENCRYPTION_KEY).decrypt(stored.encode()))
    except InvalidToken as error:
        raise UnreadableCredentials(
            "the stored credentials don't open with FIELD_ENCRYPTION_KEY; enter them again"
        ) from error
    return opened
