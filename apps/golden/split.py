"""A golden record is taken apart: source records leave it, and *different* keeps them from coming back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked, pinned, preview, queries, verdicts, writer
from apps.golden.build import Inputs, build, outcome_of
from apps.golden.merge import unmatchable
from apps.golden.preview import Sends
from apps.golden.queries import Golden
from apps.golden.rules import act_of, in_force, one_at_a_time
from apps.golden.save import Act, Wanted, save
from apps.golden.stale import refuse_stale
from apps.golden.verdicts import DIFFERENT, SAME, SUGGESTED, Pair, Saying, pair_of
from apps.history.recording import Actor, note, recording
from apps.seams import Seams
from apps.sources.queries import Observed, SystemInfo
from apps.sources.queries import systems as all_systems
from apps.survivorship.types import Outcome


class NotSplittable(ValueError):
    """The golden record can't be taken apart in this way; the message says why."""


@dataclass(frozen=True, slots=True)
class Split:
    """The golden record that keeps its id, the new one, and the change set."""

    kept: UUID
    made: UUID
    change_set: int


@dataclass(frozen=True, slots=True)
class Parting:
    """What a split comes to: the source records that stay under the id, and those that get a new one."""

    golden: Golden
    staying: Sequence[Observed]
    leaving: Sequence[Observed]

    @property
    def across(self) -> set[Pair]:
        """The pairs to be kept apart: enough of all those between the parts, and each that holds them together."""
        staying, leaving = ({record.record_id for record in part} for part in (self.staying, self.leaving))
        held = {
            pair_of(link.left_id, link.right_id)
            for link in linked.links_among(staying | leaving)
            if link.verdict in (SAME, SUGGESTED) and (link.left_id in staying) != (link.right_id in staying)
        }
        return verdicts.across(staying, leaving) | held


def split(*, golden: UUID, records: Collection[UUID], version: int, reason: str, actor: Actor, seams: Seams) -> Split:
    """Take source records out of a golden record, against the version that was looked at.

    The part with most records keeps the id (tie: the oldest record), the other gets a new one; overrides stay with the
    id. Each part goes back to what its own records last said: values of ours that stand in them count for neither. Both
    are confirmed. Raises StaleVersion and NotSplittable. Locks the domain, then the golden record.
    """
    row = queries.get(golden)
    if row is None:
        raise NotSplittable(f"there is no golden record {golden}")
    with recording(kind="split", actor=actor, at=seams.now(), reason=reason) as change_set:
        one_at_a_time(row.domain)
        stored = queries.get_many([golden], lock=True)
        refuse_stale(stored, {golden: version})
        parting = plan(stored[golden], records)
        act = act_of(row.domain, change_set.pk, seams.now())
        made = _part(act, parting, Saying(DIFFERENT, reason, actor.name), seams)
        note(change_set, {"kept": str(golden), "made": str(made), "records": _named(parting.leaving)})
    return Split(golden, made, change_set.pk)


def plan(golden: Golden, records: Collection[UUID]) -> Parting:
    """Who keeps the id. Reads, never writes. Raises NotSplittable."""
    if not golden.is_live:
        raise NotSplittable(f"{golden.id} is retired")
    members = queries.member_records([golden.id]).get(golden.id, [])
    if unknown := set(records) - {record.record_id for record in members}:
        raise NotSplittable(f"not in this golden record: {', '.join(sorted(map(str, unknown)))}")
    named = [record for record in members if record.record_id in records]
    others = [record for record in members if record.record_id not in records]
    if not named or not others:
        raise NotSplittable("name some of its source records, and not all: one has to stay")
    staying, leaving = sorted((others, named), key=lambda part: (-len(part), min(r.record_id for r in part)))
    return Parting(golden, staying, leaving)


def foretold(parting: Parting, now: datetime) -> tuple[Outcome, Outcome]:
    """What the part that stays and the part that leaves would hold."""
    domain, _ = in_force(parting.golden.domain)
    systems = {system.id: system for system in all_systems()}
    pins = pinned.overrides_in_force([parting.golden.id]).get(parting.golden.id, [])
    staying, leaving = (
        build(domain, Inputs(part, overrides, _own(domain, parting.golden, part, systems, now)), systems, now)
        for part, overrides in ((parting.staying, pins), (parting.leaving, []))
    )
    return staying, leaving


def sends(parting: Parting, outcomes: tuple[Outcome, Outcome], seams: Seams) -> Sends:
    """What the records of either part would be told, so that each holds its own again."""
    domain, _ = in_force(parting.golden.domain)
    found: dict[str, dict[str, Mapping[str, tuple[Any, Any]]]] = {}
    for part, outcome in zip((parting.staying, parting.leaving), outcomes, strict=True):
        after = replace(parting.golden, values=outcome.values, provenance=outcome.provenance)
        for system, records in preview.sends(domain, after, part, seams).items():
            found.setdefault(system, {}).update(records)
    return found


def _part(act: Act, parting: Parting, saying: Saying, seams: Seams) -> UUID:
    """Write it: golden records and letters, then the crosswalk that points at them, and what keeps them apart."""
    golden, made = parting.golden, seams.new_id()
    systems = {system.id: system for system in all_systems()}
    members = {golden.id: parting.staying, made: parting.leaving}
    verdicts.lay(act, parting.across, saying, seams)
    save(
        act,
        Wanted(
            stored={golden.id: golden, made: None},
            members=members,
            moved=frozenset(members),
            kinds=dict.fromkeys(members, "split"),
            unmatchable=unmatchable(act.domain, members),
            confirmed=frozenset(members),
            previous={key: _own(act.domain, golden, part, systems, act.now) for key, part in members.items()},
        ),
    )
    writer.attach({record.record_id: made for record in parting.leaving}, act.now)
    return made


def _own(
    domain: Domain, golden: Golden, part: Sequence[Observed], systems: Mapping[int, SystemInfo], now: datetime
) -> Outcome:
    """What a part's own records last said; what the golden record has from one of them keeps its moment."""
    outcome = build(domain, Inputs([record.as_last_said() for record in part], (), None), systems, now)
    before, mine = outcome_of(golden), {str(record.record_id) for record in part}
    for name, told in before.provenance.items():
        if told.get("record") in mine and name in before.values:
            outcome.values[name], outcome.provenance[name] = before.values[name], told
    return outcome


def _named(records: Sequence[Observed]) -> list[str]:
    return sorted(str(record.record_id) for record in records)
