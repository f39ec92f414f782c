"""A pointer to another record of the same system, such as the parent company."""

from __future__ import annotations

from apps.matching.standardise.text import from_text, part
from apps.matching.standardise.types import Clean, Hints


@from_text("relation")
def _read(text: str, hints: Hints) -> Clean:
    return Clean(text)


def clean(raw: object, hints: Hints) -> Clean:
    """The id of the other record as text; an object gives its `id`, and 0 points nowhere."""
    return _read(part(raw, "id", "key", "code"), hints)
