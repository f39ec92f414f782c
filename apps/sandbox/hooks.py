"""Webhooks: HubSpot tells its listeners what happened, signed as its version 3 signature, once or too often."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from apps.sandbox.state import State, as_json

TIMEOUT_S: Final = 2.0
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class HookRefusedError(Exception):
    """The listener's address is not on this machine."""


def register(state: State, system: str, url: str, secret: str) -> None:
    """Deliver this system's events to `url`, on this machine only; an empty url forgets all listeners."""
    if not url:
        state.run("DELETE FROM hook WHERE system = ?", (system,))
        return
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise HookRefusedError("webhooks are delivered to http://127.0.0.1 only")
    state.run("REPLACE INTO hook VALUES (?, ?, ?)", (system, url, secret))


def tell(state: State, system: str, events: Sequence[dict[str, Any]], *, times: int) -> None:
    """Post the events to each listener in the background. Nobody waits, nothing is tried again."""
    for hook in state.hooks(system):
        arguments = (hook["url"], hook["secret"], as_json(list(events)).encode(), times)
        threading.Thread(target=_deliver, args=arguments, daemon=True).start()


def _deliver(url: str, secret: str, body: bytes, times: int) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(times):
        stamp = str(int(time.time() * 1000))
        headers = {"Content-Type": "application/json", "X-HubSpot-Request-Timestamp": stamp}
        headers["X-HubSpot-Signature-v3"] = signature(secret, "POST", url, body, stamp)
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - loopback
        try:
            with opener.open(request, timeout=TIMEOUT_S) as reply:
                reply.read()
        except (urllib.error.URLError, OSError):
            continue


def signature(secret: str, method: str, url: str, body: bytes, stamp: str) -> str:
    """HubSpot's v3: base64 of HMAC-SHA256 over method, address, body and timestamp."""
    signed = method.encode() + url.encode() + body + stamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
