"""A merge is taken back, any time later: every id, value, link and override that it moved returns to where it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

from apps.golden import past, queries, verdicts, writer
from apps.golden.halves import outcomes
from apps.golden.merge import unmatchable
from apps.golden.past import Step
from apps.golden.queries import Golden
from apps.golden.restore import confirmed, links, overrides, redirects
from apps.golden.rules import act_of, one_at_a_time
from apps.golden.save import WITHDRAWN, Act, Wanted, redirect, save
from apps.golden.verdicts import Pair, Saying, pair_of
from apps.history.recording import Actor, note, recording
from apps.history.trail import act as change_set_of
from apps.seams import Seams

KINDS = frozenset(("merge", "judge", "resolve"))


class NotAMerge(ValueError):
    """This change set made no golden records one, or more than were asked about; the message says which."""


class AlreadyUndone(ValueError):
    """What this merge brought together stands apart already."""


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The golden records that came back, and the change set that brought them."""

    restored: tuple[UUID, ...]
    change_set: int


@dataclass(frozen=True, slots=True)
class Undoing:
    """What is undone: the crosswalk steps of the merge that still stand, and where their records are now."""

    change_set: int
    steps: Sequence[Step]
    home: Mapping[UUID, UUID]

    @property
    def restored(self) -> list[UUID]:
        return sorted({step.before.golden_id for step in self.steps if step.before})

    @property
    def sources(self) -> dict[UUID, UUID]:
        """The golden record that each restored one is taken out of."""
        return {step.before.golden_id: self.home[step.key] for step in self.steps if step.before}


def unmerge(*, change_set: int, reason: str, actor: Actor, seams: Seams, goldens: Collection[UUID] = ()) -> Unmerged:
    """Take a merge back, a steward's or a machine's, also after edits and further merges.

    The source records that it moved leave the golden record they are in now and return, with ids, overrides and links,
    as far as no later decision moved them. Those that joined since stay with the survivor. *Different* is laid between
    the parts, or the next run would join them again. `goldens` names which to bring back, where the change set holds
    several merges. Raises NotAMerge and AlreadyUndone. Locks the domain, then golden records in id order.
    """
    steps = merging_steps(change_set, goldens)
    domain = queries.get_many([steps[0].after.golden_id])[steps[0].after.golden_id].domain
    with recording(kind="unmerge", actor=actor, at=seams.now(), reason=reason) as act_row:
        one_at_a_time(domain)
        undoing = _undoing(change_set, steps)
        _undo(act_of(domain, act_row.pk, seams.now()), undoing, Saying(verdicts.DIFFERENT, reason, actor.name), seams)
        note(act_row, {"undoes": change_set, "restored": [str(key) for key in undoing.restored]})
    return Unmerged(tuple(undoing.restored), act_row.pk)


def merging_steps(change_set: int, goldens: Collection[UUID]) -> list[Step]:
    """The moves of source records, from one golden record to another, that one merge made. Raises NotAMerge."""
    found = change_set_of(change_set)
    if found is None or found.kind not in KINDS:
        raise NotAMerge(f"change set {change_set} is no merge")
    moves = [step for step in past.steps(past.XREF, change_set) if _moved(step)]
    if goldens:
        moves = [step for step in moves if not _ends(step).isdisjoint(goldens)]
    if not moves:
        raise NotAMerge(f"change set {change_set} made no golden records one")
    survivors = sorted({str(step.after.golden_id) for step in moves})
    if len(survivors) > 1 and not goldens:
        raise NotAMerge(
            f"change set {change_set} holds several merges; say which, by golden id: {', '.join(survivors)}"
        )
    return moves


def _ends(step: Step) -> set[UUID]:
    """The golden records that a source record left and came to."""
    return {row.golden_id for row in (step.before, step.after) if row}


def _moved(step: Step) -> bool:
    return bool(step.before and step.after.history_type == "~" and step.before.golden_id != step.after.golden_id)


def _undoing(change_set: int, steps: Sequence[Step]) -> Undoing:
    """The moves that still stand: the record is where the survivor is now, and has not been home since."""
    home = queries.goldens_of(step.key for step in steps)
    answers = {key: queries.resolve_id(key) for key in {step.after.golden_id for step in steps}}
    reachable = _reachable(change_set, {step.before.golden_id for step in steps if step.before})
    standing = [
        step
        for step in steps
        if step.before
        and step.before.golden_id in reachable
        and home.get(step.key) == answers[step.after.golden_id]
        and not past.went_home_since(step)
    ]
    if not standing:
        raise AlreadyUndone(f"what change set {change_set} brought together stands apart, or later decisions moved it")
    return Undoing(change_set, standing, home)


def _reachable(change_set: int, goldens: Collection[UUID]) -> set[UUID]:
    """The golden records that can take back what they gave: retired by this merge and ever since, or live all along."""
    found = set()
    for step in past.steps(past.GOLDEN, change_set, goldens):
        if step.after.status == "retired":
            open_again = not past.lived_since(step.key, step.after.history_id)
        else:
            golden = queries.get(step.key)
            open_again = golden is not None and golden.is_live
        if open_again:
            found.add(step.key)
    return found


def _undo(act: Act, undoing: Undoing, saying: Saying, seams: Seams) -> None:
    """Write it: crosswalk, overrides, links, golden records, redirects, letters."""
    restored, sources = undoing.restored, undoing.sources
    stored = queries.get_many({*restored, *sources.values()}, lock=True)
    followers = _followers(undoing)
    writer.put_back({step.key: (step.before.golden_id, step.before.since) for step in undoing.steps if step.before})
    overrides(undoing.change_set, sources)
    members = queries.member_records(stored)
    parts = {key: [record.record_id for record in rows] for key, rows in members.items()}
    _part(act, undoing, parts, saying, seams)
    flagged = confirmed(parts, followers)
    stored = {key: replace(row, confirmed=key in flagged) for key, row in stored.items()}
    save(
        act,
        Wanted(
            stored=stored,
            members=members,
            moved=frozenset(stored),
            kinds=dict.fromkeys(members, "split"),
            unmatchable=unmatchable(act.domain, members),
            previous=outcomes(stored, members, sources),
        ),
    )
    redirect(act, _turned(followers, members))


def _followers(undoing: Undoing) -> dict[UUID, UUID]:
    """The golden records that answer with the survivor, each with the part that it will answer with."""
    back = redirects(undoing.change_set, undoing.restored)
    found = queries.redirected_to({key: key for key in undoing.sources.values()})
    return {
        row.id: back.get(row.id, row.merged_into) for row in found if row.merged_into and row.id not in undoing.restored
    }


def _turned(followers: Mapping[UUID, UUID], members: Mapping[UUID, Sequence[object]]) -> list[Golden]:
    """Those that answer with another one from now on: with none where it retires, its own source records being gone."""
    found = []
    for key, row in queries.get_many(followers, lock=True).items():
        if followers[key] not in members:
            found.append(replace(row, merged_into=None, retired_reason=WITHDRAWN, version=row.version + 1))
        elif followers[key] != row.merged_into:
            found.append(replace(row, merged_into=followers[key], version=row.version + 1))
    return found


def _part(act: Act, undoing: Undoing, parts: Mapping[UUID, Collection[UUID]], saying: Saying, seams: Seams) -> None:
    """Undo the links of the merge, and lay *different* between what was one and is not any more."""
    torn = _torn(undoing.sources)
    pairs = set(links(act, undoing.change_set, parts, torn))
    for one, other in torn:
        if parts.get(one) and parts.get(other):
            pairs |= verdicts.across(parts[one], parts[other])
    settled = {pair for pair, link in verdicts.standing_on(pairs).items() if verdicts.keeps_apart(link, act.now)}
    verdicts.lay(act, pairs - settled, saying, seams)


def _torn(sources: Mapping[UUID, UUID]) -> set[Pair]:
    """The pairs of golden records that were one and are not any more."""
    group = {**{key: key for key in sources.values()}, **sources}
    return {pair_of(one, other) for one, other in combinations(group, 2) if group[one] == group[other]}
