"""Bring golden records to what their members now make of them: build, compare, write, and post the letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked, pinned, queries, writer
from apps.golden.build import Inputs, build, ended, outcome_of
from apps.golden.letters import sealed, snapshot
from apps.golden.queries import Golden
from apps.golden.words import Status
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.survivorship.types import Outcome
from apps.sync.outbox import Letter, post

WITHDRAWN = "the last source record was withdrawn"


@dataclass(frozen=True, slots=True)
class Act:
    """The business act that a write belongs to: its rules, its change set, its moment."""

    domain: Domain
    rulebook_id: int
    change_set: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Golden records to bring up to date.

    `stored` is their locked state, None for new ones. `moved` are those whose crosswalk changed, `kinds` what the
    letter calls the event where it is not plainly created or changed, `heirs` where a record left without members is
    merged into, `previous` the outcome to keep values from where that is not the stored one, `asked` the records that
    open review items are about, where the caller knows them.
    """

    stored: Mapping[UUID, Golden | None]
    members: Mapping[UUID, Sequence[Observed]]
    moved: frozenset[UUID] = frozenset()
    kinds: Mapping[UUID, str] = field(default_factory=dict)
    heirs: Mapping[UUID, UUID] = field(default_factory=dict)
    unmatchable: frozenset[UUID] = frozenset()
    confirmed: frozenset[UUID] = frozenset()
    previous: Mapping[UUID, Outcome] = field(default_factory=dict)
    asked: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Which golden records were created, and which changed."""

    created: tuple[UUID, ...]
    changed: tuple[UUID, ...]


def save(act: Act, wanted: Wanted) -> Saved:
    """Write what differs, one version each, and post one letter per written record."""
    fresh = _built(act, wanted)
    created = [golden for key, golden in fresh.items() if wanted.stored[key] is None]
    changed = [golden for key, golden in fresh.items() if (old := wanted.stored[key]) and _differs(old, golden, wanted)]
    changed = [replace(golden, version=golden.version + 1, changed_at=act.now) for golden in changed]
    writer.insert_goldens(created)
    writer.update_goldens(changed)
    _post(act, wanted, created, changed)
    return Saved(tuple(g.id for g in created), tuple(g.id for g in changed))


def _built(act: Act, wanted: Wanted) -> dict[UUID, Golden]:
    """What the members make of each golden record now. Overrides whose lifetime is over are released."""
    systems = {system.id: system for system in all_systems()}
    known = [key for key, old in wanted.stored.items() if old]
    overrides = pinned.overrides_in_force(known) if known else {}
    fresh: dict[UUID, Golden] = {}
    over: list[UUID] = []
    for key, old in wanted.stored.items():
        members = wanted.members.get(key, ())
        if not members:
            fresh[key] = _retired(old, wanted.heirs.get(key)) if old else _new(act, wanted, key, Outcome())
            continue
        previous = wanted.previous.get(key) or (outcome_of(old) if old else None)
        inputs = Inputs(members, overrides.get(key, ()), previous)
        over += ended(act.domain, inputs, systems, act.now)
        outcome = build(act.domain, inputs, systems, act.now)
        fresh[key] = _live(act, wanted, old, outcome) if old else _new(act, wanted, key, outcome)
    writer.release_overrides(over, act.now)
    return fresh


def _new(act: Act, wanted: Wanted, key: UUID, outcome: Outcome) -> Golden:
    return Golden(
        id=key,
        domain=act.domain.name,
        values=outcome.values,
        provenance=outcome.provenance,
        version=1,
        status=Status.LIVE,
        merged_into=None,
        successors=[],
        retired_reason="",
        confirmed=key in wanted.confirmed,
        unmatchable=key in wanted.unmatchable,
        rulebook_id=act.rulebook_id,
        created_at=act.now,
        changed_at=act.now,
    )


def _live(act: Act, wanted: Wanted, old: Golden, outcome: Outcome) -> Golden:
    return replace(
        old,
        values=outcome.values,
        provenance=outcome.provenance,
        status=Status.LIVE,
        merged_into=None,
        retired_reason="",
        successors=[],
        confirmed=old.confirmed or old.id in wanted.confirmed,
        unmatchable=old.id in wanted.unmatchable,
        rulebook_id=act.rulebook_id,
    )


def _retired(old: Golden, heir: UUID | None) -> Golden:
    """Retired values stay readable as they last were; a record merged away answers with its survivor."""
    reason = "merged" if heir else old.retired_reason or WITHDRAWN
    return replace(old, status=Status.RETIRED, merged_into=heir, retired_reason=reason)


def _differs(old: Golden, new: Golden, wanted: Wanted) -> bool:
    return new != replace(old, rulebook_id=new.rulebook_id) or new.id in wanted.moved


def redirect(act: Act, goldens: Sequence[Golden]) -> None:
    """Write retired golden records that answer with another one from now on, or with none, and tell of it."""
    rows = [replace(golden, changed_at=act.now) for golden in goldens]
    writer.update_goldens(rows)
    _post(act, Wanted(stored={}, members={}), (), rows)


def _post(act: Act, wanted: Wanted, created: Sequence[Golden], changed: Sequence[Golden]) -> None:
    written = [*created, *changed]
    if not written:
        return
    held = _held(wanted, [golden.id for golden in written])
    codes = {system.id: system.code for system in all_systems()}
    new = {golden.id for golden in created}
    post(
        [
            Letter(
                golden.domain,
                golden.id,
                golden.version,
                _kind(golden, wanted, golden.id in new),
                sealed(golden, wanted.members.get(golden.id, ()), codes, act.domain, held=golden.id in held),
            )
            for golden in written
        ],
        change_set=act.change_set,
        now=act.now,
    )


def _held(wanted: Wanted, written: Iterable[UUID]) -> set[UUID]:
    """Those that an open review item is about: nothing is created for them until it is settled."""
    records = {member.record_id: key for key in written for member in wanted.members.get(key, ())}
    asked = linked.asked_about(records) if wanted.asked is None else wanted.asked
    return {golden for record, golden in records.items() if record in asked}


def _kind(golden: Golden, wanted: Wanted, is_new: bool) -> str:
    if golden.id in wanted.kinds:
        return wanted.kinds[golden.id]
    if not golden.is_live:
        return "merged" if golden.merged_into else "retired"
    return "created" if is_new else "changed"


def repeat_letters(act: Act, golden_ids: Iterable[UUID]) -> None:
    """Tell the targets again how these golden records stand, at the same version: a question opened or closed."""
    goldens = queries.get_many(golden_ids)
    snapshots = snapshot(goldens)
    letters = [Letter(g.domain, g.id, g.version, "changed", snapshots[g.id]) for g in goldens.values() if g.is_live]
    post(letters, change_set=act.change_set, now=act.now)
