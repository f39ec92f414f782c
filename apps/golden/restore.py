"""Bring back what a merge had changed beside the crosswalk: overrides, links, redirects, confirmed flags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from apps.golden import past, queries, verdicts, writer
from apps.golden.past import Step
from apps.golden.queries import Golden
from apps.golden.save import Act
from apps.golden.verdicts import DIFFERENT, RELATED, SAME, SUGGESTED, Pair

_JOINING = frozenset(("merge", "judge", "resolve"))


def overrides(change_set: int, sources: Mapping[UUID, UUID]) -> None:
    """Return the overrides that moved, or gave way, to the golden records that come back.

    One that a person ended since stays ended; one that only a merge ended stands again. One that another decision has
    carried away since stays where it is.
    """
    for step in past.steps(past.OVERRIDE, change_set):
        before = step.before
        if before is None:
            continue
        row = queries.override(step.key)
        if before.golden_id in sources and row.golden_id == _place_now(step, sources):
            over = row.released_at is not None and past.ended_by(past.OVERRIDE, step.key, "released_at") not in _JOINING
            put = writer.move_overrides if over or before.released_at else writer.reinstate_overrides
            put([step.key], before.golden_id)
        if before.golden_id in {*sources, *sources.values()} and row.base == step.after.base != before.base:
            writer.note_bases({step.key: before.base})


def _place_now(step: Step, sources: Mapping[UUID, UUID]) -> UUID:
    """Where an override must be that nothing but merges has touched: with the survivor, or where it gave way."""
    home: UUID = step.before.golden_id  # type: ignore[union-attr]
    return sources[home] if step.after.golden_id != home else home


def links(act: Act, change_set: int, parts: Mapping[UUID, Collection[UUID]], torn: Collection[Pair]) -> list[Pair]:
    """End the links that hold the parts together, and let those stand again that the merge had ended.

    `torn` are the pairs of golden records that were one. A word that kept two of them asunder stands again; a question
    between them does not, for it is answered now. Inside a part everything stands again. Returns the pairs between
    parts whose link was ended.
    """
    home = {record: key for key, records in parts.items() for record in records}
    steps = past.steps(past.LINK, change_set)
    laid = {step.key for step in steps if step.before is None}
    between: list[queries.Link] = []
    inside: list[queries.Link] = []
    for link in queries.links_among(home):
        if _is_between(link, home, torn) and (link.pk in laid or link.verdict in (SAME, SUGGESTED)):
            between.append(link)
        elif home[link.left_id] == home[link.right_id] and link.pk in laid and link.verdict in (DIFFERENT, RELATED):
            inside.append(link)
    writer.supersede_links([link.pk for link in (*between, *inside)], act.now)
    _reinstate([step for step in steps if step.before is not None], home)
    return [(link.left_id, link.right_id) for link in between]


def _is_between(link: queries.Link, home: Mapping[UUID, UUID], torn: Collection[Pair]) -> bool:
    return verdicts.pair_of(home[link.left_id], home[link.right_id]) in torn


def _reinstate(steps: Sequence[Step], home: Mapping[UUID, UUID]) -> None:
    back = []
    for step in steps:
        row = step.before
        if row is None or row.superseded_at or not step.after.superseded_at:
            continue
        if row.left_id in home and row.right_id in home:
            is_apart = home[row.left_id] != home[row.right_id]
            if is_apart == (row.verdict in (DIFFERENT, RELATED)):
                back.append(row)
    taken = verdicts.standing_on([(row.left_id, row.right_id) for row in back])
    writer.reinstate_links([row.id for row in back if (row.left_id, row.right_id) not in taken])


def redirects(change_set: int, restored: Collection[UUID], stored: Mapping[UUID, Golden]) -> list[Golden]:
    """Golden records merged earlier into one that comes back answer with it again."""
    steps = {
        step.key: step.before.merged_into_id
        for step in past.steps(past.GOLDEN, change_set)
        if step.before
        and step.before.status == "retired"
        and step.before.merged_into_id in restored
        and not past.lived_since(step.key, step.after.history_id)
    }
    found = queries.get_many(steps.keys() - stored.keys(), lock=True).values()
    return [replace(row, merged_into=steps[row.id], version=row.version + 1) for row in found]


def confirmed_before(
    change_set: int, stored: Mapping[UUID, Golden], parts: Mapping[UUID, Collection[UUID]]
) -> dict[UUID, bool]:
    """The confirmed flags of those that outlived the merge, as before it; a steward's word since keeps one."""
    laid = {step.key for step in past.steps(past.LINK, change_set) if step.before is None}
    flags: dict[UUID, bool] = {}
    for step in past.steps(past.GOLDEN, change_set, stored):
        if step.before is not None and step.before.status == step.after.status == "live":
            since = queries.said_since(parts.get(step.key, ()), step.after.changed_at)
            words = (link.pk for link in since if link.pk not in laid)
            flags[step.key] = step.before.confirmed or not all(past.laid_in_undoing(past.LINK, key) for key in words)
    return flags
