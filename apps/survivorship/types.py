"""The nouns of survivorship: what goes in (contributions, overrides, rules) and what comes out (values, provenance)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypedDict

OnEmpty: TypeAlias = Literal["keep_last", "clear", "any"]
Lifetime: TypeAlias = Literal["forever", "until_source_changes", "until_owner_changes", "until_date"]

CLEARED_RULE = "cleared_by_owner"
OVERRIDE_RULE = "override"
KEPT_NOTE = "kept: no source supplies it any more"


class Provenance(TypedDict, total=False):
    """Where one golden value came from, as stored beside it.

    `record` is the source record that gave the value, `override` the steward's override that did; one of them is
    present. `rule` is the text of the field's rule, `since` the ISO moment the value last changed, `note` what a
    steward should know (absent where all went as the rule says).
    """

    record: str
    override: str
    system: str
    rule: str
    since: str
    note: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one source record says now, in canonical values, without the values that we ourselves wrote there.

    A key of `values` is absent where the source does not supply the field, None where it does not know, and
    {"cleared": true} where it emptied the field on purpose. `problems` says per field why its value fails validation.
    `priority` is that of the system: the lower number goes first. `business_at` is the source's own clock and carries a
    time zone. `record_id` is unique among the contributions of one golden record.
    """

    record_id: str
    system: str
    role: str
    priority: int
    business_at: datetime | None
    received_at: datetime
    values: Mapping[str, Any]
    problems: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Override:
    """A steward's value for one field, with its reason and how long it holds. An unfilled value keeps the field empty.

    `base` is what the sources said when it was made, {record id: value}, as `lifetimes.snapshot` takes it. `until` is
    the moment it ends, for the lifetime until_date only. Of two on one field the higher `override_id` wins, so that ids
    in order of time make it the newest.
    """

    field: str
    value: Any
    override_id: str
    author: str
    reason: str
    lifetime: Lifetime = "forever"
    until: datetime | None = None
    base: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field survives: who owns it (roles, first in line), by which strategies, and what if nobody qualifies.

    `strategies` is a chain such as ("owner_first", "newest") or ("with_winner_of(postcode)",): each breaks the ties of
    those before it, and a total order (system priority, newest business time, record id) breaks the rest.
    `label` is the field's name in notes; empty means the field name with spaces.
    """

    field: str
    owners: tuple[str, ...]
    strategies: tuple[str, ...]
    on_empty: OnEmpty = "keep_last"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The golden values and, per field, their provenance. Fields without a value are absent from `values`.

    A field that its owner cleared is absent from `values` and present in `provenance`. Values are shared with the
    contributions, not copied: treat them as read-only.
    """

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    provenance: dict[str, Provenance] = dataclasses.field(default_factory=dict)


def is_cleared(value: Any) -> bool:
    """True for a value that its system held before and emptied on purpose."""
    return isinstance(value, dict) and value.get("cleared") is True


def is_filled(value: Any) -> bool:
    """True for a value that says something: neither unknown nor cleared nor blank."""
    if isinstance(value, str):
        return value != ""
    return value is not None and value != [] and value != {} and not is_cleared(value)


def is_said(value: Any) -> bool:
    """True for what a system says of a field: a value, or that it was emptied on purpose."""
    return is_filled(value) or is_cleared(value)
