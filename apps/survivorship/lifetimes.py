"""How long a steward's override holds.

An override that has ended would hold again if its source went back to the old value: whoever stores overrides marks
the ended ones and no longer passes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apps.survivorship.types import Contribution, FieldRule, Override, is_filled, is_said


def snapshot(field: str, contributions: Iterable[Contribution]) -> dict[str, Any]:
    """Note what each source record says of a field now, {record id: value}: the `base` of a new override."""
    return {who.record_id: who.values[field] for who in contributions if is_said(who.values.get(field))}


def in_force(override: Override, rule: FieldRule, contributions: Iterable[Contribution], now: datetime) -> bool:
    """True while the override holds: for ever, until its date, or until a source (or the owner) says something new.

    New is a value, or a clearing, that is neither the one noted when the override was made nor the override's own:
    a source that takes our correction over does not end it. A value gone unknown is not an opinion.
    """
    match override.lifetime:
        case "forever":
            return True
        case "until_date":
            return override.until is None or now < override.until
        case "until_source_changes":
            return not any(_changed(override, who) for who in contributions)
        case "until_owner_changes":
            return not any(_changed(override, who) for who in _owners(override, rule, tuple(contributions)))


def _owners(override: Override, rule: FieldRule, contributions: tuple[Contribution, ...]) -> list[Contribution]:
    """Find the records of the first owner in line that says something of the field, now or when it was overridden."""
    for role in rule.owners:
        records = [who for who in contributions if who.role == role]
        if any(is_said(who.values.get(override.field)) or who.record_id in override.base for who in records):
            return records
    return []


def _changed(override: Override, who: Contribution) -> bool:
    said = who.values.get(override.field)
    if not is_said(said) or said == override.value:
        return False
    if who.record_id in override.base:
        return bool(said != override.base[who.record_id])
    return is_filled(said) and said not in override.base.values()
