"""A steward's value for one field: an input with author, reason and lifetime, which reaches the owner too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.domains.values import is_filled
from apps.golden import pinned, queries, writer
from apps.golden.build import contribution
from apps.golden.queries import Golden
from apps.golden.rules import act_of, in_force, one_at_a_time
from apps.golden.save import Act, Wanted, save
from apps.golden.stale import refuse_stale
from apps.golden.words import Lifetime
from apps.history.recording import Actor, recording
from apps.matching.standardise import CLEANERS
from apps.seams import Seams
from apps.sources.queries import systems as all_systems
from apps.survivorship.lifetimes import snapshot

ENDED = "its lifetime is over"


class BadValue(ValueError):
    """This can't be a value of the field, or not for that long; the message tells a steward why."""


class NotOverridable(ValueError):
    """There is no such golden record, it is retired, or no override stands on the field."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A steward's value for one field, why, and how long it holds. `until` goes with `Lifetime.DATE` alone."""

    field: str
    value: Any
    reason: str
    lifetime: str = Lifetime.FOREVER
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overridden:
    """The override that stands now, or has ended, and the change set of the decision."""

    override: UUID
    change_set: int


def override(*, golden: UUID, version: int, pin: Pin, actor: Actor, seams: Seams) -> Overridden:
    """Pin one field of a golden record to a steward's value; an empty one keeps the field empty.

    The value is brought to canonical form. One override stands per field: an older one is released. Raises BadValue,
    NotOverridable, and StaleVersion with the difference. Locks the domain, then the golden record.
    """
    stored = _live(golden)
    rules, _ = in_force(stored.domain)
    pin = replace(pin, value=_canonical(rules, stored, pin.field, pin.value))
    _check_terms(pin, seams.now())
    detail = _detail(golden, pin.field)
    with recording(kind="override", actor=actor, at=seams.now(), reason=pin.reason, detail=detail) as change_set:
        one_at_a_time(stored.domain)
        act, stored = act_of(stored.domain, change_set.pk, seams.now()), _locked(golden, version)
        writer.release_overrides([row.pk for row in _standing(golden, pin.field)], act.now)
        added = _add(golden, pin, actor, seams.new_id(), act.now)
        _rebuild(act, {golden: stored})
    return Overridden(added, change_set.pk)


def release(*, golden: UUID, version: int, field: str, reason: str, actor: Actor, seams: Seams) -> Overridden:
    """End the override that stands on a field; the sources decide again.

    Raises NotOverridable where none stands, and StaleVersion. Locks the domain, then the golden record.
    """
    domain = _live(golden).domain
    detail = _detail(golden, field)
    with recording(kind="release", actor=actor, at=seams.now(), reason=reason, detail=detail) as change_set:
        one_at_a_time(domain)
        act, stored = act_of(domain, change_set.pk, seams.now()), _locked(golden, version)
        standing = _standing(golden, field)
        if not standing:
            raise NotOverridable(f"no override stands on {field}")
        writer.release_overrides([row.pk for row in standing], act.now)
        _rebuild(act, {golden: stored})
    return Overridden(standing[0].pk, change_set.pk)


def release_ended(*, domain: str, seams: Seams, limit: int = 1000) -> int:
    """End the overrides of a domain whose date has come, and rebuild their golden records. Returns how many records.

    Those that end with a change at a source end when that change is resolved.
    """
    due = pinned.overrides_due(domain, seams.now(), limit)
    if not due:
        return 0
    with recording(kind="release", actor=Actor.machine("overrides"), at=seams.now(), reason=ENDED) as change_set:
        one_at_a_time(domain)
        stored = {key: row for key, row in queries.get_many(due, lock=True).items() if row.is_live}
        _rebuild(act_of(domain, change_set.pk, seams.now()), stored)
    return len(stored)


def _live(golden: UUID) -> Golden:
    found = queries.get(golden)
    if found is None:
        raise NotOverridable(f"there is no golden record {golden}")
    return found


def _locked(golden: UUID, version: int) -> Golden:
    stored = queries.get_many([golden], lock=True)
    refuse_stale(stored, {golden: version})
    if not stored[golden].is_live:
        raise NotOverridable(f"{golden} is retired")
    return stored[golden]


def _canonical(rules: Domain, stored: Golden, field: str, value: Any) -> Any:
    declared = rules.by_name.get(field)
    if declared is None:
        raise BadValue(f"{rules.name} has no field {field!r}")
    if not is_filled(value):
        return None
    clean = CLEANERS[declared.kind](value, rules.hints_of({**stored.values, field: value}))
    if clean.problem:
        raise BadValue(f"{declared.label}: {clean.problem}")
    if not is_filled(clean.value):
        raise BadValue(f"{declared.label}: this can't be read as a value of the field")
    return clean.value


def _check_terms(pin: Pin, now: datetime) -> None:
    if not pin.reason.strip():
        raise BadValue("an override needs a reason")
    if pin.lifetime not in Lifetime.values:
        raise BadValue(f"{pin.lifetime!r} is no lifetime; it is one of {', '.join(Lifetime.values)}")
    if (pin.lifetime == Lifetime.DATE) != (pin.until is not None):
        raise BadValue("an override until a date needs the date, and no other has one")
    if pin.until is not None and pin.until <= now:
        raise BadValue("the date until which it holds has passed")


def _detail(golden: UUID, field: str) -> dict[str, str]:
    return {"golden": str(golden), "field": field}


def _standing(golden: UUID, field: str) -> list[pinned.Override]:
    return [row for row in pinned.standing_overrides([golden]).get(golden, []) if row.field == field]


def _add(golden: UUID, pin: Pin, actor: Actor, key: UUID, now: datetime) -> UUID:
    writer.add_override(
        id=key,
        golden_id=golden,
        field=pin.field,
        value=pin.value,
        reason=pin.reason,
        author=actor.name,
        user_id=actor.user_id,
        lifetime=pin.lifetime,
        until=pin.until,
        base=_said(golden, pin.field),
        created_at=now,
    )
    return key


def _said(golden: UUID, field: str) -> dict[str, Any]:
    """What each source record says of the field now."""
    systems = {system.id: system for system in all_systems()}
    members = queries.member_records([golden]).get(golden, [])
    return snapshot(field, [contribution(record, systems[record.system_id]) for record in members])


def _rebuild(act: Act, stored: dict[UUID, Golden]) -> None:
    unmatchable = frozenset(key for key, row in stored.items() if row.unmatchable)
    save(act, Wanted(stored=stored, members=queries.member_records(stored), unmatchable=unmatchable))
