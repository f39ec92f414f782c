"""How old something is, as operators read it."""

from __future__ import annotations

from datetime import datetime

from django import template

from apps.operations.words import ago

register = template.Library()


@register.filter
def age(moment: datetime | None, now: datetime) -> str:
    """How long ago a moment was, in its largest unit; nothing for none."""
    return ago(now - moment) if moment else ""
