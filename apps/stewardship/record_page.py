"""The page of one golden record: every value with its origin, its members, its life, and what was told to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.domains.values import is_filled
from apps.golden import pinned
from apps.golden import queries as golden
from apps.golden.build import contribution
from apps.golden.queries import Golden, Member
from apps.history.queries import Version, versions
from apps.history.tracked import history_of
from apps.history.trail import tracked
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.stewardship.apart import Apart, apart_from
from apps.stewardship.display import MASK, caption, label_of, shown, text
from apps.stewardship.together import Together, together
from apps.survivorship.explain import Ranked, explain
from apps.survivorship.types import OVERRIDE_RULE
from apps.sync.queries import Lane, lanes

# What changed in a golden record, in the reader's words; the other columns are bookkeeping.
TOLD = ("values", "status", "merged_into", "successors", "retired_reason", "confirmed", "unmatchable")


@dataclass(frozen=True, slots=True)
class Told:
    """One source's word on a field, as the record page shows it."""

    system: str
    external_id: str
    value: str
    standing: str
    reason: str
    problem: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its value, who owns it, where the value came from and since when, and what the others say.

    `disagrees`: a steward's override stands against what the owner says now.
    """

    name: str
    label: str
    help: str
    owner: str
    value: str
    edit: str
    source: str
    rule: str
    since: datetime | None
    note: str
    personal: bool
    overridden: bool
    disagrees: bool
    told: Sequence[Told]

    @property
    def problems(self) -> list[Told]:
        return [one for one in self.told if one.problem]


@dataclass(frozen=True, slots=True)
class Change:
    """One field in one version: before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One version of the record: when, who, why, what changed. `undoable`: a merge that can be taken back."""

    version: int
    at: datetime
    actor: str
    kind: str
    reason: str
    change_set: int
    changes: Sequence[Change]
    undoable: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that the page shows of one golden record."""

    golden: Golden
    title: str
    filled: Sequence[Line]
    blank: Sequence[Line]
    members: Sequence[Member]
    together: Together | None
    apart: Sequence[Apart]
    events: Sequence[Event]
    lanes: Sequence[Lane]


def record_page(row: Golden, *, personal: bool, now: datetime) -> RecordPage:
    """Read everything about one golden record; some twenty statements, however many members it has."""
    rules = golden.domain_of(row)
    members = golden.members([row.id]).get(row.id, [])
    lines = _lines(row, rules, members, personal=personal, now=now)
    life, merges = tracked("golden.goldenrecord"), merges_into(row.id)
    events = [_event(version, rules, merges, personal=personal) for version in versions(life, row.id)]
    return RecordPage(
        row,
        caption(rules, row.values, personal=personal),
        [line for line in lines if line.value or line.told],
        [line for line in lines if not (line.value or line.told)],
        members,
        together(row, members),
        apart_from(row, personal=personal, now=now),
        events,
        lanes([row.id], limit=20),
    )


def line_of(row: Golden, field: str, *, personal: bool, now: datetime) -> Line:
    """One field of a golden record with what every source says about it. Raises KeyError for an unknown field."""
    members = golden.members([row.id]).get(row.id, [])
    lines = _lines(row, golden.domain_of(row), members, personal=personal, now=now)
    return {line.name: line for line in lines}[field]


def _lines(row: Golden, rules: Domain, members: Iterable[Member], *, personal: bool, now: datetime) -> list[Line]:
    names = {str(member.record_id): member for member in members}
    systems = {system.id: system for system in all_systems()}
    observed: list[Observed] = golden.member_records([row.id]).get(row.id, [])
    contributions = [contribution(record, systems[record.system_id]) for record in observed]
    overrides = pinned.overrides_in_force([row.id]).get(row.id, [])
    found = []
    for field in rules.fields:
        ranked = explain(rules.survivor, field.name, contributions, overrides, now)
        found.append(_line(row, rules, field.name, ranked, names, personal=personal))
    return found


def _line(
    row: Golden, rules: Domain, name: str, ranked: Sequence[Ranked], names: Mapping[str, Member], *, personal: bool
) -> Line:
    field, origin = rules.by_name[name], row.provenance.get(name, {})
    value, hidden = row.values.get(name), name in rules.personal and not personal
    pinned = origin.get("rule") == OVERRIDE_RULE
    since = origin.get("since")
    return Line(
        name=name,
        label=field.label,
        help=field.help,
        owner=", then ".join(o.upper() for o in field.owners) or "hub",
        value=shown(rules, name, value, personal=personal),
        edit="" if hidden else text(value),
        source="steward" if pinned else origin.get("system", ""),
        rule=origin.get("rule", ""),
        since=datetime.fromisoformat(since) if since else None,
        note="" if hidden else origin.get("note", ""),
        personal=field.personal,
        overridden=pinned,
        disagrees=pinned and _owner_disagrees(value, field.owner, ranked, names),
        told=[_told(rules, name, one, names, personal=personal) for one in ranked if _worth_showing(one)],
    )


def _worth_showing(one: Ranked) -> bool:
    return is_filled(one.value) or one.standing == "cleared"


def _owner_disagrees(value: Any, owner: str, ranked: Sequence[Ranked], names: Mapping[str, Member]) -> bool:
    return any(
        is_filled(one.value) and one.value != value
        for one in ranked
        if one.standing != "override" and one.source in names and names[one.source].role == owner
    )


def _told(rules: Domain, name: str, one: Ranked, names: Mapping[str, Member], *, personal: bool) -> Told:
    member = names.get(one.source)
    hidden = name in rules.personal and not personal
    return Told(
        system=one.system or "steward",
        external_id=member.external_id if member else "",
        value=shown(rules, name, one.value, personal=personal),
        standing=one.standing.replace("_", " "),
        reason="" if hidden else one.reason,
        problem="fails its check" if hidden and one.problem else one.problem,
    )


def merges_into(golden_id: UUID) -> frozenset[int]:
    """The change sets in which other golden records were merged into this one."""
    absorbed = history_of(tracked("golden.goldenrecord")).objects.filter(merged_into_id=golden_id)
    return frozenset(absorbed.values_list("change_set_id", flat=True).distinct())


def _event(version: Version, rules: Domain, merges: Collection[int], *, personal: bool) -> Event:
    changes = [
        _change(name, old, new, rules, personal=personal) for name, old, new in version.changes if _is_told(name)
    ]
    return Event(
        version.row.version,
        version.at,
        version.actor,
        version.kind,
        version.reason,
        version.change_set,
        changes,
        undoable=version.kind == "merge" or (version.change_set in merges and version.kind != "unmerge"),
    )


def _is_told(name: str) -> bool:
    return name.split(".")[0] in TOLD


def _change(name: str, old: Any, new: Any, rules: Domain, *, personal: bool) -> Change:
    table, _, field = name.partition(".")
    if table == "values" and field:
        hidden = field in rules.personal and not personal
        before, after = (MASK if hidden and text(side) else text(side) for side in (old, new))
        return Change(label_of(rules, field), before, after)
    return Change(name.replace("_", " ").capitalize(), text(old) or str(old or ""), text(new) or str(new or ""))
