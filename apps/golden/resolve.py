"""Resolve landed records: find their like, decide, join or ask, and bring the golden records up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from apps.golden import queries, writer
from apps.golden.candidates import Scene, gather, situation
from apps.golden.queries import Golden
from apps.golden.rules import act_of, ensure_rulebook, one_at_a_time
from apps.golden.save import Act, Saved, Wanted, save
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
    moved: set[UUID] = field(default_factory=set)
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
        changed = _withdraw(act, gone)
    return Resolved(len(taken), result.created, result.changed + changed, result.links)


def _settle(act: Act, claimed: Mapping[UUID, Observed], seams: Seams) -> Resolved:
    if not claimed:
        return Resolved()
    scene = gather(act.domain, claimed)
    grouping = cluster(scene.edges, situation(scene, act.now), act.domain.spec.thresholds, scene.score(act.domain))
    plan = _plan(scene, grouping, seams)
    writer.note_crowded_keys(act.domain.name, scene.crowded, act.now)
    links = lay_links(act, scene, grouping, ACTOR.name, seams)
    saved = _write(act, plan)
    return Resolved(len(claimed), len(saved.created), len(saved.changed), links)


def _plan(scene: Scene, grouping: Grouping, seams: Seams) -> _Plan:
    plan = _Plan()
    for group in grouping.groups:
        records = [scene.nodes[node] for node in group]
        goldens = {scene.home[record] for record in records if record in scene.home}
        if len(goldens) < 2 and scene.claimed.isdisjoint(records):
            continue
        keeper = _keeper(scene, goldens) if goldens else seams.new_id()
        plan.stored[keeper] = scene.goldens.get(keeper)
        plan.members[keeper] = [scene.records[record] for record in records]
        for record in records:
            if record not in scene.home or scene.home[record] != keeper or record not in plan.home:
                plan.home[record] = keeper
        if any(scene.home.get(record) != keeper for record in records):
            plan.moved.add(keeper)
        if not any(scene.features.get(record) for record in records):
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
    saved = save(
        act,
        Wanted(
            stored=plan.stored,
            members=plan.members,
            moved=frozenset(plan.moved),
            kinds=plan.kinds,
            heirs=plan.heirs,
            unmatchable=frozenset(plan.unmatchable),
        ),
    )
    writer.attach(moves, act.now)
    writer.update_goldens(redirected)
    return saved


def _redirect(heirs: Mapping[UUID, UUID]) -> list[Golden]:
    """Golden records merged earlier into one that now retires point to its heir, so that a redirect stays one hop."""
    return queries.redirected_to(heirs) if heirs else []


def _withdraw(act: Act, gone: Mapping[UUID, Observed]) -> int:
    """Take withdrawn records out; a golden record left without members retires, to its heir where the system named one."""
    home = queries.goldens_of(gone)
    if not home:
        return 0
    stored = queries.get_many(set(home.values()), lock=True)
    writer.detach(home)
    members = queries.member_records(stored)
    heirs = _heirs(gone, home, members)
    saved = save(act, Wanted(stored=stored, members=members, moved=frozenset(stored), heirs=heirs))
    return len(saved.changed)


def _heirs(
    gone: Mapping[UUID, Observed], home: Mapping[UUID, UUID], members: Mapping[UUID, list[Observed]]
) -> dict[UUID, UUID]:
    """Where the source system merged its own record away, the golden record of its survivor inherits the id."""
    heirs: dict[UUID, UUID] = {}
    for key, record in gone.items():
        if key not in home or not record.merged_into or members.get(home[key]):
            continue
        survivor = sources.ids_by_key(record.system_id, record.domain, [record.merged_into])
        found = queries.goldens_of(survivor.values())
        heir = next(iter(found.values()), None)
        if heir and heir != home[key]:
            heirs[home[key]] = heir
    return heirs
