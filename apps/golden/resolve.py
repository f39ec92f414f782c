"""Resolve landed records: find their like, decide, join or ask, and bring the golden records up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from apps.domains import Domain
from apps.golden import queries, writer
from apps.golden.candidates import Scene, gather, is_matchable, situation
from apps.golden.heirs import heirs_of
from apps.golden.inherit import inherit
from apps.golden.merge import unmatchable
from apps.golden.queries import Golden
from apps.golden.rules import act_of, ensure_rulebook, one_at_a_time
from apps.golden.save import Act, Saved, Wanted, redirect, repeat_letters, save
from apps.golden.suggest import lay_links
from apps.history.recording import Actor, recording
from apps.matching.cluster import Grouping, cluster
from apps.seams import Seams
from apps.sources import queries as sources
from apps.sources import tray
from apps.sources.queries import Observed

BATCH = 5000
ACTOR = Actor.machine("resolve")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one batch came to: records taken, golden records created and changed, links laid."""

    taken: int = 0
    created: int = 0
    changed: int = 0
    links: int = 0


@dataclass(slots=True)
class _Plan:
    """Where every record goes, before anything is written."""

    home: dict[UUID, UUID] = field(default_factory=dict)  # claimed or fused record → golden record
    stored: dict[UUID, Golden | None] = field(default_factory=dict)
    members: dict[UUID, list[Observed]] = field(default_factory=dict)
    heirs: dict[UUID, UUID] = field(default_factory=dict)
    kinds: dict[UUID, str] = field(default_factory=dict)
    unmatchable: set[UUID] = field(default_factory=set)


def resolve(*, domain: str, seams: Seams, limit: int = BATCH) -> Resolved:
    """Take up to `limit` landed records of one domain and settle them in one transaction.

    One batch of a domain runs at a time (advisory lock): two that do not see each other would make two golden records
    of one thing. Locks golden records in id order. Running it with an empty tray does nothing.
    """
    ensure_rulebook(domain, now=seams.now())
    if not tray.waiting(domain):
        return Resolved()
    with recording(kind="resolve", actor=ACTOR, at=seams.now(), detail={"domain": domain}) as change_set:
        one_at_a_time(domain)
        taken = sources.observed(tray.take(domain, limit), raw=False)
        act = act_of(domain, change_set.pk, seams.now())
        gone = {key: record for key, record in taken.items() if record.withdrawn}
        result = _settle(act, {key: taken[key] for key in taken.keys() - gone.keys()}, seams)
        changed = _withdraw(act, gone) if gone else 0
    return Resolved(len(taken), result.created, result.changed + changed, result.links)


def _settle(act: Act, claimed: Mapping[UUID, Observed], seams: Seams) -> Resolved:
    if not claimed:
        return Resolved()
    scene = gather(act.domain, claimed)
    grouping = cluster(scene.edges, situation(scene, act.now), act.domain.spec.thresholds, scene.score(act.domain))
    plan = _plan(act.domain, scene, grouping, seams)
    held = queries.held(scene.goldens)
    writer.note_crowded_keys(act.domain.name, scene.crowded, act.now)
    links = lay_links(act, scene, grouping, ACTOR.name, seams)
    saved = _write(act, plan)
    settled_otherwise = held ^ queries.held(scene.goldens)
    repeat_letters(act, (settled_otherwise | _heard_again(scene)).difference(saved.changed))
    return Resolved(len(claimed), len(saved.created), len(saved.changed), links)


def _heard_again(scene: Scene) -> set[UUID]:
    """Golden records whose sources changed since: where no value follows, a target may hold what it must not keep."""
    known = ((record, scene.home[record]) for record in scene.claimed if record in scene.home)
    return {golden for record, golden in known if scene.records[record].changed_at > scene.goldens[golden].changed_at}


def _plan(domain: Domain, scene: Scene, grouping: Grouping, seams: Seams) -> _Plan:
    plan = _Plan()
    for group in grouping.groups:
        records = [scene.nodes[node] for node in group]
        goldens = {scene.home[record] for record in records if record in scene.home}
        if len(goldens) < 2 and scene.claimed.isdisjoint(records):
            continue
        keeper = _keeper(scene, goldens) if goldens else seams.new_id()
        plan.stored[keeper] = scene.goldens.get(keeper)
        plan.members[keeper] = [scene.records[record] for record in records]
        plan.home |= dict.fromkeys(records, keeper)
        if not any(is_matchable(domain, scene.features.get(record, {})) for record in records):
            plan.unmatchable.add(keeper)
        for loser in goldens - {keeper}:
            plan.stored[loser], plan.heirs[loser], plan.kinds[keeper] = scene.goldens[loser], keeper, "merged"
    return plan


def _keeper(scene: Scene, goldens: set[UUID]) -> UUID:
    """Of several that fuse the oldest keeps its id; tie: most source records; tie: the lowest id."""
    sizes = (
        {golden: sum(home == golden for home in scene.home.values()) for golden in goldens} if len(goldens) > 1 else {}
    )
    return min(goldens, key=lambda key: (scene.goldens[key].created_at, -sizes.get(key, 0), key))


def _write(act: Act, plan: _Plan) -> Saved:
    """Golden rows first, then the crosswalk that points at them. Letters carry the members as planned."""
    crossed = queries.goldens_of(plan.home)
    moves = {record: golden for record, golden in plan.home.items() if crossed.get(record) != golden}
    redirected = _redirect(plan.heirs)
    _inherit(act, plan.heirs)
    saved = save(
        act,
        Wanted(
            stored=plan.stored,
            members=plan.members,
            moved=frozenset(moves.values()),
            kinds=plan.kinds,
            heirs=plan.heirs,
            unmatchable=frozenset(plan.unmatchable),
        ),
    )
    writer.attach(moves, act.now)
    redirect(act, redirected)
    return saved


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
    over = queries.questions_about(gone)
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
    asked = queries.goldens_of(record for link in over for record in (link.left_id, link.right_id))
    repeat_letters(act, set(asked.values()).difference(saved.changed))
    return len(saved.changed)
