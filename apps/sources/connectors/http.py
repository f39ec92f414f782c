"""How a reply over HTTP is judged, the same for every connector: an answer, a pause, or a stop.

Nothing here retries; the caller decides when to ask again.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx

from apps.sources.connectors.base import Connection, SystemicFailure, TransientFailure

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
LONGEST_WAIT_S = 3600.0
EXCERPT = 300


@cache
def tls() -> ssl.SSLContext:
    """The system's trusted authorities, read once: it takes a third of a second, and clients are opened per run."""
    return ssl.create_default_context()


def open_client(connection: Connection) -> httpx.Client:
    """One keep-alive client with explicit timeouts. Redirects are not followed: an API that redirects shows a login."""
    limits = httpx.Limits(max_connections=4, max_keepalive_connections=2)
    return httpx.Client(timeout=TIMEOUT, limits=limits, transport=connection.transport, verify=tls(), trust_env=False)


def send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Send once. Raises TransientFailure when no complete answer came, for whatever reason.

    The reason names only the kind of failure: an httpx message may carry the address with its parameters.
    """
    try:
        return client.send(request)
    except httpx.InvalidURL as error:
        raise SystemicFailure("the address of the system is not a valid URL") from error
    except httpx.UnsupportedProtocol as error:
        raise SystemicFailure("the address of the system must begin with http:// or https://") from error
    except httpx.TimeoutException as error:
        raise TransientFailure("no answer in time") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise TransientFailure(f"the connection failed ({type(error).__name__})") from error


def judge(response: httpx.Response) -> None:
    """Raise for a reply that no request can mend: pause for 429 and 5xx, stop for refused credentials."""
    status = response.status_code
    if status == 429 or status >= 500:
        raise TransientFailure(f"the system answered {status}", retry_after=retry_after(response))
    if status in (401, 403):
        raise SystemicFailure(f"the system refuses our credentials ({status})")
    if 300 <= status < 400:
        raise TransientFailure(f"the system redirects ({status}) where it should answer")


def json_of(response: httpx.Response) -> Any:
    """The JSON of a reply. A login page or half a document with status 200 is no success but a pause."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/json", "text/json", ""):
        raise TransientFailure(f"the system answered {kind} where JSON was expected")
    try:
        return response.json()
    except ValueError as error:
        raise TransientFailure("the system answered with broken JSON") from error


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the system asks us to wait, from seconds or an HTTP date (RFC 9110, 10.2.3); None if unreadable.

    A date is measured against the reply's own Date header, so that two clocks never mix. At most one hour.
    """
    text = response.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_S)
    until, now = _date(text), _date(response.headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def excerpt(text: Any) -> str:
    """A refusal in one line of bearable length."""
    line = " ".join(str(text).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
