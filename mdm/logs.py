"""Logs as events: JSON in production, coloured on a terminal; one event is one line, without personal data."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

# Names under which personal data or a secret travels. Whoever wants them in a log has to rename them on purpose.
PRIVATE = frozenset(
    {"address", "authorization", "birth_date", "body", "cookie", "email", "family_name", "given_name", "name"}
    | {"password", "payload", "phone", "raw", "secret", "street", "token", "values"}
)
# PostgreSQL repeats the offending row after these words.
QUOTED_ROW = re.compile(r"\s*\b(?:DETAIL|CONTEXT|Failing row contains)\b.*", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def hide_private(logger: object, method: str, event: Event) -> Event:
    """Replace the values of private keys, at any depth of dictionaries."""
    for key, value in event.items():
        if key in PRIVATE:
            event[key] = "[hidden]"
        elif isinstance(value, dict):
            event[key] = hide_private(logger, method, dict(value))
    return event


def cut_quoted_rows(logger: object, method: str, event: Event) -> Event:
    """Drop what PostgreSQL quotes of a row in an error; the constraint's name stays."""
    for key in ("event", "exception", "error"):
        if isinstance(event.get(key), str):
            event[key] = QUOTED_ROW.sub("", event[key])
    return event


def one_line(logger: object, method: str, event: Event) -> Event:
    """Escape line breaks and control characters, so that a value can't forge a second event."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), value)
    return event


# What every event passes through, whether structlog or Python's own logging took it down.
_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def logging_for(*, style: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING for `style` "json" or "console", and turn structlog to the same handlers."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"event": _formatter(style)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers print to the console and write mails; everything goes one way here.
            **{name: {"handlers": [], "level": level, "propagate": True} for name in ("django", "django.server")},
            # Addresses of requests can hold what somebody searched for.
            **{name: {"level": "WARNING"} for name in ("httpx", "httpcore")},
            # A line for every wake-up, five in two seconds.
            **{name: {"level": "WARNING"} for name in ("celery.app.trace", "celery.worker.strategy", "celery.beat")},
        },
    }


def _formatter(style: str) -> dict[str, Any]:
    renderer: Any = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_private,
            cut_quoted_rows,
            one_line,
            renderer,
        ],
    }
