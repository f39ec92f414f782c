"""Golden records that are one become one: the oldest keeps its id, the others answer with it for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked, queries, verdicts, writer
from apps.golden.candidates import is_matchable
from apps.golden.inherit import inherit
from apps.golden.queries import Golden
from apps.golden.rules import act_of, one_at_a_time
from apps.golden.save import Act, Wanted, redirect, save
from apps.golden.stale import refuse_stale
from apps.golden.verdicts import Pair, Saying
from apps.history.recording import Actor, note, recording
from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources.queries import Observed


class NotMergeable(ValueError):
    """These golden records can't become one; the message says why."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Who stays, who answers with it from now on, and the change set that takes it back."""

    survivor: UUID
    retired: tuple[UUID, ...]
    change_set: int


@dataclass(frozen=True, slots=True)
class Joining:
    """What a merge comes to. `before` and `after` are the source records of each golden record; `retiring` lose all."""

    survivor: UUID
    retiring: tuple[UUID, ...]
    before: Mapping[UUID, Sequence[Observed]]
    after: Mapping[UUID, Sequence[Observed]]

    @property
    def moves(self) -> dict[UUID, UUID]:
        """New golden record by source record, of those that move."""
        ours = {record.record_id for record in self.before[self.survivor]}
        return {r.record_id: self.survivor for r in self.after[self.survivor] if r.record_id not in ours}


def merge(
    *,
    goldens: Collection[UUID],
    versions: Mapping[UUID, int],
    reason: str,
    actor: Actor,
    seams: Seams,
    records: Collection[UUID] | None = None,
) -> Merged:
    """Make golden records one, against the versions that were looked at.

    `records` names the source records that may move; a loser keeps its others and stays. A steward's earlier
    *different* between them is superseded: the later decision counts. Raises StaleVersion with the difference, and
    NotMergeable. Locks the domain, then golden records in id order.
    """
    domain = domain_of(goldens)
    with recording(kind="merge", actor=actor, at=seams.now(), reason=reason) as change_set:
        one_at_a_time(domain)
        stored = queries.get_many(goldens, lock=True)
        refuse_stale(stored, versions)
        joining = plan(stored, records)
        act, saying = act_of(domain, change_set.pk, seams.now()), Saying(verdicts.SAME, reason, actor.name)
        join(act, stored, joining, saying, seams)
        note(change_set, detail_of(joining))
    return Merged(joining.survivor, joining.retiring, change_set.pk)


def domain_of(goldens: Collection[UUID]) -> str:
    """The one domain of these golden records. Raises NotMergeable for an unknown id and for several domains."""
    found = queries.get_many(goldens)
    if unknown := set(goldens) - found.keys():
        raise NotMergeable(f"there is no golden record {', '.join(str(key) for key in sorted(unknown))}")
    domains = sorted({row.domain for row in found.values()})
    if len(domains) != 1:
        raise NotMergeable(f"golden records of different domains can't be one: {', '.join(domains) or 'none given'}")
    return domains[0]


def plan(stored: Mapping[UUID, Golden], records: Collection[UUID] | None = None) -> Joining:
    """Who survives and which source record goes where. Reads, never writes. Raises NotMergeable."""
    if retired := [str(key) for key, row in sorted(stored.items()) if not row.is_live]:
        raise NotMergeable(f"{', '.join(retired)} is retired")
    if len(stored) < 2:
        raise NotMergeable("a merge takes at least two golden records")
    before = queries.member_records(stored)
    survivor = min(stored, key=lambda key: (stored[key].created_at, -len(before.get(key, ())), key))
    after = {survivor: list(before[survivor])}
    for loser in sorted(stored.keys() - {survivor}):
        moving = [r for r in before[loser] if records is None or r.record_id in records]
        if not moving:
            raise NotMergeable(f"no source record of {loser} is to move")
        after[survivor] += moving
        if staying := [record for record in before[loser] if record not in moving]:
            after[loser] = staying
    return Joining(survivor, tuple(sorted(stored.keys() - after.keys())), before, after)


def join(act: Act, stored: Mapping[UUID, Golden], joining: Joining, saying: Saying, seams: Seams) -> None:
    """Write a merge inside the caller's change set: links, crosswalk, overrides, golden records, redirects, letters."""
    redirected = queries.redirected_to(dict.fromkeys(joining.retiring, joining.survivor))
    _decide(act, joining, saying, seams)
    inherit(act, joining.survivor, joining.retiring, joining.before)
    writer.attach(joining.moves, act.now)
    save(
        act,
        Wanted(
            stored=stored,
            members=joining.after,
            moved=frozenset(stored),
            kinds={joining.survivor: "merged"},
            heirs=dict.fromkeys(joining.retiring, joining.survivor),
            unmatchable=unmatchable(act.domain, joining.after),
            confirmed=frozenset(joining.after),
        ),
    )
    redirect(act, redirected)


def unmatchable(domain: Domain, members: Mapping[UUID, Sequence[Observed]]) -> frozenset[UUID]:
    """The golden records none of whose source records has anything to compare by."""
    features = sources.features(record.record_id for records in members.values() for record in records)
    return frozenset(
        key
        for key, records in members.items()
        if records and not any(is_matchable(domain, features.get(r.record_id, {})) for r in records)
    )


def detail_of(joining: Joining) -> dict[str, Any]:
    """What the change set tells a reader: who survived, who retired, whose each source record was."""
    return {
        "survivor": str(joining.survivor),
        "retired": [str(key) for key in joining.retiring],
        "members": {str(key): sorted(str(r.record_id) for r in rows) for key, rows in joining.before.items()},
    }


def _decide(act: Act, joining: Joining, saying: Saying, seams: Seams) -> None:
    """Lay *same* where something else stood between the golden records, and once at least between survivor and each.

    Records that were kept out of the merge are *different* from those that took part.
    """
    origin = {r.record_id: key for key, rows in joining.before.items() for r in rows}
    home = {r.record_id: key for key, rows in joining.after.items() for r in rows}
    same: set[Pair] = set()
    for link in linked.links_among(origin):
        if origin[link.left_id] != origin[link.right_id] and home[link.left_id] == home[link.right_id]:
            same.add((link.left_id, link.right_id))
    firm = min(r.record_id for r in joining.before[joining.survivor])
    for loser in joining.before.keys() - {joining.survivor}:
        if not any({origin[one], origin[other]} == {loser, joining.survivor} for one, other in same):
            same.add(verdicts.pair_of(firm, min(r for r in joining.moves if origin[r] == loser)))
    verdicts.lay(act, same, saying, seams)
    _keep_apart(act, joining, saying, seams)


def _keep_apart(act: Act, joining: Joining, saying: Saying, seams: Seams) -> None:
    together = [record.record_id for record in joining.after[joining.survivor]]
    pairs: set[Pair] = set()
    for key, rows in joining.after.items():
        if key != joining.survivor:
            pairs |= verdicts.across([record.record_id for record in rows], together)
    verdicts.lay(act, pairs, replace(saying, verdict=verdicts.DIFFERENT), seams)
