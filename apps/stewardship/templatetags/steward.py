"""How the steward's pages write percent, age and ids."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import template
from django.utils.timesince import timesince

from apps.matching.explain import percent as in_percent

register = template.Library()
_PERCENT = re.compile(r" \((?:over |under )?[\d.]+ %\)$")


@register.filter
def percent(weight: float) -> str:
    """A weight in bits as a probability in words."""
    return in_percent(weight)


@register.filter
def age(moment: datetime | None) -> str:
    """How long ago, in its largest unit: "2 days"."""
    words = timesince(moment, depth=1) if moment else ""
    return "under a minute" if words.startswith("0\xa0") else words


@register.filter
def short(key: Any) -> str:
    """The end of an id: time-ordered ids begin alike, so the end tells them apart."""
    return f"…{str(key)[-8:]}"


@register.filter
def bits(weight: float) -> str:
    """A weight with its sign, one decimal."""
    return f"{weight:+.1f}".replace("-", "\N{MINUS SIGN}")


@register.filter
def because(reason: str) -> str:
    """Why a person is asked, without the percentage that the page shows beside it."""
    return _PERCENT.sub("", reason)


@register.filter
def rule_words(rule: str) -> str:
    """A field's rule in words: "with winner of full name"."""
    return rule.replace("_", " ").replace("(", " ").replace(")", "")
