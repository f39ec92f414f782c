"""Bring back what a merge had changed beside the crosswalk: overrides, links, redirects, confirmed flags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from apps.golden import linked, past, pinned, queries, verdicts, writer
from apps.golden.past import Step
from apps.golden.save import Act
from apps.golden.verdicts import DIFFERENT, RELATED, SAME, SUGGESTED, Pair

_JOINING = frozenset(("merge", "judge", "resolve"))
_DECIDED = frozenset(("merge", "judge"))


def overrides(change_set: int, sources: Mapping[UUID, UUID]) -> None:
    """Return the overrides that moved, or gave way, to the golden records that come back.

    One that a person ended since stays ended; one that only a merge ended stands again. One that another decision has
    carried away since stays where it is. To be called while the golden records are still retired.
    """
    for step in past.steps(past.OVERRIDE, change_set):
        before = step.before
        if before is None:
            continue
        row = pinned.override(step.key)
        if before.golden_id in sources and queries.resolve_id(row.golden_id) == sources[before.golden_id]:
            over = row.released_at is not None and past.ended_by(past.OVERRIDE, step.key, "released_at") not in _JOINING
            put = writer.move_overrides if over or before.released_at else writer.reinstate_overrides
            put([step.key], before.golden_id)
        if before.golden_id in {*sources, *sources.values()} and row.base == step.after.base != before.base:
            writer.note_bases({step.key: before.base})


def links(act: Act, change_set: int, parts: Mapping[UUID, Collection[UUID]], torn: Collection[Pair]) -> list[Pair]:
    """End the links that hold the parts together, and let those stand again that the merge had ended.

    `torn` are the pairs of golden records that were one. A word that kept two of them asunder stands again; a question
    between them does not, for it is answered now. Inside a part everything stands again. Returns the pairs between
    parts whose link was ended.
    """
    home = {record: key for key, records in parts.items() for record in records}
    steps = past.steps(past.LINK, change_set)
    laid = {step.key for step in steps if step.before is None}
    between: list[linked.Link] = []
    inside: list[linked.Link] = []
    for link in linked.links_among(home):
        if _is_between(link, home, torn) and (link.pk in laid or link.verdict in (SAME, SUGGESTED)):
            between.append(link)
        elif home[link.left_id] == home[link.right_id] and link.pk in laid and link.verdict in (DIFFERENT, RELATED):
            inside.append(link)
    writer.supersede_links([link.pk for link in (*between, *inside)], act.now)
    _reinstate([step for step in steps if step.before is not None], home)
    return [(link.left_id, link.right_id) for link in between]


def _is_between(link: linked.Link, home: Mapping[UUID, UUID], torn: Collection[Pair]) -> bool:
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


def redirects(change_set: int, restored: Collection[UUID]) -> dict[UUID, UUID]:
    """Which golden record those answered with that this merge redirected, as far as it is one that comes back."""
    return {
        step.key: step.before.merged_into_id
        for step in past.steps(past.GOLDEN, change_set)
        if step.before and step.before.status == "retired" and step.before.merged_into_id in restored
    }


def confirmed(parts: Mapping[UUID, Collection[UUID]], followers: Mapping[UUID, UUID]) -> set[UUID]:
    """Which of the parts a steward has still decided about: by a standing word, or by a merge that still stands.

    `followers` are the golden records merged away, with the part that each of them answers with. What was laid when a
    merge was taken back is no word about the part itself.
    """
    found = set()
    for key, records in parts.items():
        words = linked.said_by_stewards(records)
        if not all(past.laid_in_undoing(past.LINK, link.pk) for link in words):
            found.add(key)
    for follower, part in followers.items():
        if past.ended_by(past.GOLDEN, follower, "status") in _DECIDED:
            found.add(part)
    return found
