"""One golden record at any moment: its values then, where they came from, who belonged to it, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.audit.changes import state
from apps.audit.masking import MASKED, Line, differences, is_personal, text
from apps.domains import get
from apps.history import trail
from apps.history.queries import Version, change_sets, versions
from apps.sources import queries as sources

_GOLDEN = "golden.goldenrecord"
_XREF = "golden.xref"


@dataclass(frozen=True, slots=True)
class FieldThen:
    """One field as it was: its value in words, and its origin."""

    label: str
    value: str
    masked: bool
    system: str
    rule: str
    since: str
    note: str


@dataclass(frozen=True, slots=True)
class MemberThen:
    """One source record that belonged to the golden record, and since when."""

    system: str
    external_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RecordThen:
    """A golden record at a moment."""

    version: int
    status: str
    merged_into: str
    retired_reason: str
    fields: Sequence[FieldThen]
    members: Sequence[MemberThen]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of one golden record, and the lines in which they differ."""

    older: Version
    newer: Version
    lines: Sequence[Line]


def record_then(golden_id: UUID, moment: datetime, *, personal: bool) -> RecordThen | None:
    """The record as it was; None where it was not there yet. `personal`: the reader may see personal values."""
    row = trail.as_of(trail.tracked(_GOLDEN), golden_id, moment)
    if row is None or row.history_type == "-":
        return None
    return RecordThen(
        version=row.version,
        status=row.status,
        merged_into=str(row.merged_into_id or ""),
        retired_reason=row.retired_reason,
        fields=[_field(row, name, personal) for name in _in_order(row)],
        members=_members(golden_id, moment),
    )


def all_versions(golden_id: UUID) -> list[Version]:
    """Every state of the record, newest first, each dated by its change set."""
    model = trail.tracked(_GOLDEN)
    found = versions(model, golden_id) if trail.ever_was(model, golden_id) else []
    acts = change_sets(version.change_set for version in found)
    return [replace(version, at=acts[version.change_set].at) for version in found]


def difference(golden_id: UUID, older: int, newer: int, *, personal: bool) -> Difference | None:
    """Compare two versions of the record, by their history rows' numbers; None where one is not of this record."""
    of_number = {version.row.history_id: version for version in all_versions(golden_id)}
    if older not in of_number or newer not in of_number:
        return None
    first, second = (of_number[number] for number in sorted((older, newer)))
    model = trail.tracked(_GOLDEN)
    return Difference(
        first, second, differences(_GOLDEN, state(model, first.row), state(model, second.row), personal=personal)
    )


def _in_order(row: Any) -> list[str]:
    """The fields that had a value or an origin, in the order of the domain."""
    present = row.values.keys() | row.provenance.keys()
    declared = [field.name for field in get(row.domain).fields]
    return [name for name in declared if name in present] + sorted(present - set(declared))


def _field(row: Any, name: str, personal: bool) -> FieldThen:
    origin = row.provenance.get(name, {})
    hide = not personal and is_personal(_GOLDEN, {"domain": row.domain}, "values", name)
    field = get(row.domain).by_name.get(name)
    return FieldThen(
        label=field.label if field else name,
        value=MASKED if hide else text(row.values.get(name)),
        masked=hide,
        system=origin.get("system", "steward" if "override" in origin else ""),
        rule=origin.get("rule", ""),
        since=origin.get("since", ""),
        note="" if hide else origin.get("note", ""),
    )


def _members(golden_id: UUID, moment: datetime) -> list[MemberThen]:
    crossed = {row.record_id: row for row in trail.standing(trail.tracked(_XREF), "golden_id", golden_id, moment)}
    codes = {system.id: system.code for system in sources.systems()}
    found = sources.observed(crossed, raw=False).values()
    members = [MemberThen(codes[each.system_id], each.external_id, crossed[each.record_id].since) for each in found]
    return sorted(members, key=lambda member: (member.system, member.external_id))
