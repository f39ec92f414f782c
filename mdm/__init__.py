"""The composition root: settings, addresses, queue, processes. It wires the rooms and decides nothing."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Expose Celery's application without loading it: `celery -A mdm` asks, the keeper of the server does not."""
    if name in ("app", "celery_app"):
        from mdm.celery import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
