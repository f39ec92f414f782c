"""A steward answers a question: are these source records the same, different, or related?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.golden import linked, past, queries, verdicts, writer
from apps.golden.merge import NotMergeable, domain_of, join, plan
from apps.golden.queries import Golden
from apps.golden.rules import act_of, one_at_a_time
from apps.golden.save import Act, repeat_letters
from apps.golden.verdicts import Pair, Saying
from apps.history.recording import Actor, note, recording
from apps.seams import Seams

VERDICTS = (verdicts.SAME, verdicts.DIFFERENT, verdicts.RELATED)


class NotJudgeable(ValueError):
    """Nothing can be said about these source records; the message says why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The links that carry the decision, in the order of the sorted pairs, and its change set.

    `merged`: survivor by retired golden record, where *same* made golden records one.
    """

    change_set: int
    links: tuple[UUID, ...]
    merged: Mapping[UUID, UUID]


def judge(  # noqa: PLR0913
    *,
    pairs: Collection[Pair],
    verdict: str,
    reason: str,
    actor: Actor,
    seams: Seams,
    relation: str = "",
    until: datetime | None = None,
) -> Judged:
    """Lay a steward's verdict on pairs of source records; it supersedes what stood there, a machine's or a person's.

    *same* across golden records merges them. *different* and *related* close the question: golden records that waited
    for it are announced again, so that what was held back is sent; their version stays. The golden records are
    confirmed. Saying the same once more changes nothing. Raises NotJudgeable, NotMergeable. Locks the domain, then
    golden records in id order.
    """
    wanted = sorted({verdicts.pair_of(*pair) for pair in pairs})
    saying = Saying(verdict, reason, actor.name, relation, until)
    domain = _domain(wanted, saying)
    if said := _said_already(wanted, saying):
        return said
    with recording(kind="judge", actor=actor, at=seams.now(), reason=reason) as change_set:
        one_at_a_time(domain)
        home = _homes(wanted)
        if verdict != verdicts.SAME and any(home[one] == home[other] for one, other in wanted):
            raise NotJudgeable("these source records are in one golden record: take back what brought them together")
        stored = queries.get_many(set(home.values()), lock=True)
        act = act_of(domain, change_set.pk, seams.now())
        waiting = linked.held(stored)
        merged = _join(act, wanted, home, stored, saying, seams) if verdict == verdicts.SAME else {}
        links = verdicts.lay(act, wanted, saying, seams)
        _settle(act, stored, waiting)
        note(change_set, _detail_of(wanted, verdict, merged))
    return Judged(change_set.pk, tuple(links), merged)


def _detail_of(pairs: Sequence[Pair], verdict: str, merged: Mapping[UUID, UUID]) -> dict[str, Any]:
    """What the change set tells a reader: what was said of which source records, and who became one by it."""
    return {
        "verdict": verdict,
        "pairs": [[str(one), str(other)] for one, other in pairs],
        "merged": {str(loser): str(survivor) for loser, survivor in merged.items()},
    }


def _domain(pairs: Sequence[Pair], saying: Saying) -> str:
    if saying.verdict not in VERDICTS:
        raise NotJudgeable(f"{saying.verdict!r} is no verdict; it is one of {', '.join(VERDICTS)}")
    if not pairs or any(one == other for one, other in pairs):
        raise NotJudgeable("a verdict takes pairs of two different source records")
    home = _homes(pairs)
    try:
        return domain_of(set(home.values()))
    except NotMergeable as error:
        raise NotJudgeable(str(error)) from error


def _homes(pairs: Iterable[Pair]) -> dict[UUID, UUID]:
    records = {record for pair in pairs for record in pair}
    home = queries.goldens_of(records)
    if missing := records - home.keys():
        raise NotJudgeable(f"in no golden record: {', '.join(str(key) for key in sorted(missing))}")
    return home


def _said_already(pairs: Sequence[Pair], saying: Saying) -> Judged | None:
    """The earlier decision, where all of this has been said before and nothing is left to do."""
    standing = verdicts.standing_on(pairs)
    home = _homes(pairs)
    if any(pair not in standing or not saying.is_said_by(standing[pair]) for pair in pairs):
        return None
    if saying.verdict == verdicts.SAME and any(home[one] != home[other] for one, other in pairs):
        return None
    links = tuple(standing[pair].pk for pair in pairs)
    return Judged(max(past.laid_by(past.LINK, link) or 0 for link in links), links, {})


def _join(
    act: Act,
    pairs: Sequence[Pair],
    home: Mapping[UUID, UUID],
    stored: Mapping[UUID, Golden],
    saying: Saying,
    seams: Seams,
) -> dict[UUID, UUID]:
    """Merge the golden records that the pairs hang together."""
    merged: dict[UUID, UUID] = {}
    for goldens in _groups([(home[one], home[other]) for one, other in pairs]):
        if len(goldens) > 1:
            chosen = {key: stored[key] for key in sorted(goldens)}
            joining = plan(chosen)
            verdicts.lay(act, [pair for pair in pairs if home[pair[0]] in goldens], saying, seams)
            join(act, chosen, joining, saying, seams)
            merged |= dict.fromkeys(joining.retiring, joining.survivor)
    return merged


def _groups(pairs: Iterable[Pair]) -> list[set[UUID]]:
    groups: list[set[UUID]] = []
    for pair in pairs:
        touching = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)] + [set(pair).union(*touching)]
    return groups


def _settle(act: Act, stored: Mapping[UUID, Golden], waiting: set[UUID]) -> None:
    """Confirm the golden records, and announce those that no longer wait. Those merged have been written already."""
    now = queries.get_many(stored)
    untouched = [row for key, row in now.items() if row.is_live and row.version == stored[key].version]
    writer.update_goldens(replace(row, confirmed=True) for row in untouched if not row.confirmed)
    released = waiting - linked.held(row.id for row in untouched)
    repeat_letters(act, released.intersection(row.id for row in untouched))
