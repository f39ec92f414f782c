"""Keys a checkout makes for itself on first use, so that development needs no configuration."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from pathlib import Path


def local_key(path: Path) -> str:
    """Return the key kept in `path` (mode 0600), making 32 random bytes in URL-safe base64 when there is none.

    The file is linked into place complete, so two processes that start at once read the same key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
