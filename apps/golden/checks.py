"""System check: whoever upgrades hears which rulebooks were made for other comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, transaction


def rulebooks_fit(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each active rulebook that its domain cannot follow as a whole: `manage.py migrate` shows it.

    Before a migration the model may be ahead of its table, and the check must let that migration run.
    """
    from apps.golden.health import outdated  # brings the whole engine: not at every start

    found: list[CheckMessage] = []
    if DEFAULT_DB_ALIAS in (databases or ()):
        with suppress(ProgrammingError), transaction.atomic():
            found = [Warning(sentence, id="golden.W001") for sentence in outdated()]
    return found
