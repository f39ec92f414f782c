"""Opaque cursors: where a list goes on. Clients hand them back unread."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from rest_framework.exceptions import ValidationError


class CursorNotValid(ValidationError):
    """The cursor in the address is none that a page here has given out."""

    def __init__(self) -> None:
        super().__init__({"cursor": ["not a cursor of this list; start again without one"]})


def encode(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).rstrip(b"=").decode()


def decode(cursor: str) -> UUID:
    """Raises CursorNotValid."""
    try:
        return UUID(bytes=base64.b64decode(cursor + "==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise CursorNotValid from error
