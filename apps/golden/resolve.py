"""Resolve landed records: find their like, decide, join or ask, and bring the golden records up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked, queries, writer
from apps.golden.candidates import Scene, gather, is_matchable, look_around, situation
from apps.golden.heirs import heirs_of
from apps.golden.inherit import inherit
from apps.golden.merge import unmatchable
from apps.golden.queries import Golden
from apps.golden.rules import act_of, ensure_rulebook, next_in_line, seat
from apps.golden.save import Act, Saved, Wanted, redirect, repeat_letters, save
from apps.golden.standing import asked
from apps.golden.suggest import Laid, lay_links
from apps.history.recording import Actor, recording
from apps.matching.cluster import Grouping, cluster
from apps.matching.forked import uncollected
from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources import tray
from apps.sources.queries import Observed

BATCH = 5_000
"""Records of one transaction. Twice as many are resolved a tenth faster, and keep stewards waiting twice as long."""
ACTOR = Actor.machine("resolve")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one batch came to: records taken, golden records created and changed, links laid."""

    taken: int = 0
    created: int = 0
    changed: int = 0
    links: int = 0


class _AllHeld(Exception):
    """Every record in the tray is landing again just now, or another resolver has it."""


@dataclass(slots=True)
class _Plan:
    """Where every record goes, before anything is written."""

    home: dict[UUID, UUID] = field(default_factory=dict)  # claimed or fused record → golden record
    groups: dict[UUID, list[UUID]] = field(default_factory=dict)  # golden record → its records
    heirs: dict[UUID, UUID] = field(default_factory=dict)
    kinds: dict[UUID, str] = field(default_factory=dict)
    unmatchable: set[UUID] = field(default_factory=set)


@uncollected()
def resolve(*, domain: str, seams: Seams, limit: int = BATCH) -> Resolved:
    """Take up to `limit` landed records of one domain and settle them in one transaction.

    One batch of a domain is decided at a time: two that do not see each other would make two golden records of one
    thing. Its candidates are found and scored while the one before may still be decided. A record that was taken out
    of the tray can't change before the transaction ends, and comes back when it changes then. Locks the golden records
    that it may write, in id order. With an empty tray, with one whose records are all held by others, or where two are
    at it already, it does nothing, and leaves no change set.
    """
    ensure_rulebook(domain, now=seams.now())
    with seat(domain) as seated:
        return _resolve(domain, seams, limit) if seated and tray.waiting(domain) else Resolved()


def _resolve(domain: str, seams: Seams, limit: int) -> Resolved:
    opened = recording(kind="resolve", actor=ACTOR, at=seams.now(), detail={"domain": domain})
    with suppress(_AllHeld), opened as change_set:
        with next_in_line(domain):
            act = act_of(domain, change_set.pk, seams.now())
            taken = sources.observed(tray.take(domain, limit), raw=False)
            if not taken:
                raise _AllHeld  # takes the change set back
            gone = {key: record for key, record in taken.items() if record.withdrawn}
            claimed = {key: taken[key] for key in taken.keys() - gone.keys()}
            near = look_around(act.domain, claimed)
        result = _settle(act, gather(act.domain, claimed, near), seams) if claimed else Resolved()
        changed = _withdraw(act, gone) if gone else 0
        return Resolved(len(taken), result.created, result.changed + changed, result.links)
    return Resolved()


def _settle(act: Act, scene: Scene, seams: Seams) -> Resolved:
    held, score = situation(scene, act.now), scene.score(act.domain)
    grouping = cluster(score.within(scene.edges, held.existing), held, act.domain.spec.thresholds, score)
    plan = _plan(act.domain, scene, grouping, seams)
    waiting = _homes(scene, asked(link.ends for link in scene.links if link.is_question))
    writer.note_crowded_keys(act.domain.name, scene.crowded, act.now)
    laid = lay_links(act, scene, grouping, ACTOR.name, seams)
    saved = _write(act, scene, plan, laid)
    settled_otherwise = waiting ^ _homes(scene, laid.asked)
    repeat_letters(act, (settled_otherwise | _heard_again(scene)).difference(saved.changed))
    return Resolved(len(scene.claimed), len(saved.created), len(saved.changed), laid.links)


def _homes(scene: Scene, records: Iterable[UUID]) -> set[UUID]:
    """The golden records that these records belonged to when the batch began."""
    return {scene.home[record] for record in records if record in scene.home}


def _heard_again(scene: Scene) -> set[UUID]:
    """Golden records whose sources changed since: where no value follows, a target may hold what it must not keep."""
    known = ((record, scene.home[key]) for key, record in scene.claimed.items() if key in scene.home)
    return {golden for record, golden in known if record.changed_at > scene.goldens[golden].changed_at}


def _plan(domain: Domain, scene: Scene, grouping: Grouping, seams: Seams) -> _Plan:
    plan = _Plan()
    for group in grouping.groups:
        records = [scene.nodes[node] for node in group]
        goldens = {scene.home[record] for record in records if record in scene.home}
        if len(goldens) < 2 and scene.claimed.keys().isdisjoint(records):
            continue
        keeper = _keeper(scene, goldens) if goldens else seams.new_id()
        plan.groups[keeper] = records
        plan.home |= dict.fromkeys(records, keeper)
        if not any(is_matchable(domain, scene.features.get(record, {})) for record in records):
            plan.unmatchable.add(keeper)
        for loser in goldens - {keeper}:
            plan.heirs[loser], plan.kinds[keeper] = keeper, "merged"
    return plan


def _keeper(scene: Scene, goldens: set[UUID]) -> UUID:
    """Of several that fuse the oldest keeps its id; tie: most source records; tie: the lowest id."""
    sizes = (
        {golden: sum(home == golden for home in scene.home.values()) for golden in goldens} if len(goldens) > 1 else {}
    )
    return min(goldens, key=lambda key: (scene.goldens[key].created_at, -sizes.get(key, 0), key))


def _write(act: Act, scene: Scene, plan: _Plan, laid: Laid) -> Saved:
    """Golden rows first, then the crosswalk that points at them. Letters carry the members as planned."""
    crossed = queries.goldens_of(plan.home.keys() & scene.home.keys())
    moves = {record: golden for record, golden in plan.home.items() if crossed.get(record) != golden}
    redirected = _redirect(plan.heirs)
    _inherit(act, plan.heirs)
    touched = [*plan.groups, *plan.heirs]
    known = queries.get_many((key for key in touched if key in scene.goldens), lock=True)
    saved = save(
        act,
        Wanted(
            stored={key: known.get(key) for key in touched},
            members=_members(scene, plan),
            moved=frozenset(moves.values()),
            kinds=plan.kinds,
            heirs=plan.heirs,
            unmatchable=frozenset(plan.unmatchable),
            asked=laid.asked,
        ),
    )
    writer.attach(moves, act.now, known=crossed.keys())
    redirect(act, redirected)
    return saved


def _members(scene: Scene, plan: _Plan) -> dict[UUID, list[Observed]]:
    """What all records of each golden record say: the claimed ones, and those that were there before."""
    others = sources.observed(plan.home.keys() - scene.claimed.keys(), raw=False)
    said = {**others, **scene.claimed}
    return {golden: [said[record] for record in records] for golden, records in plan.groups.items()}


def _redirect(heirs: Mapping[UUID, UUID]) -> list[Golden]:
    """Golden records merged earlier into one that now retires point to its heir, so that a redirect stays one hop."""
    return queries.redirected_to(heirs) if heirs else []


def _inherit(act: Act, heirs: Mapping[UUID, UUID]) -> None:
    """Stewards' overrides move along with what retires."""
    before = queries.member_records({*heirs, *heirs.values()}) if heirs else {}
    for heir in sorted(set(heirs.values())):
        inherit(act, heir, [loser for loser, key in sorted(heirs.items()) if key == heir], before)


def _withdraw(act: Act, gone: Mapping[UUID, Observed]) -> int:
    """Take withdrawn records out; a golden record left without members retires, to its heir where the system named one.

    Questions about a withdrawn record are over.
    """
    over = linked.questions_about(gone)
    writer.supersede_links([link.pk for link in over], act.now)
    home = queries.goldens_of(gone)
    stored = queries.get_many(set(home.values()), lock=True)
    writer.detach(home)
    heirs = heirs_of(gone, home, queries.member_records(stored))
    stored |= queries.get_many(set(heirs.values()) - stored.keys(), lock=True)
    redirected = _redirect(heirs)
    _inherit(act, heirs)
    members = queries.member_records(stored)
    wanted = Wanted(
        stored=stored,
        members=members,
        moved=frozenset(home.values()),
        heirs=heirs,
        unmatchable=unmatchable(act.domain, members),
    )
    saved = save(act, wanted)
    redirect(act, redirected)
    concerned = queries.goldens_of(asked((link.left_id, link.right_id) for link in over))
    repeat_letters(act, set(concerned.values()).difference(saved.changed))
    return len(saved.changed)
