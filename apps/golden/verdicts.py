"""A steward's word on pairs of source records: links that outrank every machine's, with the evidence of that moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from apps.domains import Domain
from apps.golden import linked, writer
from apps.golden.save import Act
from apps.golden.suggest import digest_of, told
from apps.golden.writer import NewLink
from apps.matching.columns import Columns
from apps.matching.engine import evidence
from apps.matching.types import Evidence
from apps.seams import Seams
from apps.sources import queries as sources

SAME, DIFFERENT, RELATED, SUGGESTED, STEWARD = "same", "different", "related", "suggested", "steward"

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a steward says, why, in whose name, and until when (None: for good)."""

    verdict: str
    reason: str
    author: str
    relation: str = ""
    until: datetime | None = None

    def is_said_by(self, link: linked.Link) -> bool:
        """True where a standing link says just this already."""
        mine = (STEWARD, self.verdict, self.relation, self.until)
        return mine == (link.origin, link.verdict, link.relation, link.until)


def keeps_apart(link: linked.Link, now: datetime) -> bool:
    """True for a link that forbids, now, that its two source records are in one golden record."""
    return link.origin == STEWARD and link.verdict in (DIFFERENT, RELATED) and not (link.until and link.until <= now)


def pair_of(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def across(one: Collection[UUID], other: Collection[UUID], *, most: int = 50) -> set[Pair]:
    """Pairs that keep two groups of records apart: each with each, or each with the first where those are too many."""
    if len(one) * len(other) > most:
        first, second = min(one), min(other)
        return {pair_of(first, record) for record in other} | {pair_of(second, record) for record in one}
    return {pair_of(left, right) for left in one for right in other}


def lay(act: Act, pairs: Iterable[Pair], saying: Saying, seams: Seams) -> list[UUID]:
    """Lay a steward's links on these pairs; they supersede what stood there. A pair that has this word already is left.

    Returns the ids of the links that now carry the decision, in the order of the pairs.
    """
    wanted = sorted({pair_of(*pair) for pair in pairs})
    standing = standing_on(wanted)
    fresh = [pair for pair in wanted if pair not in standing or not saying.is_said_by(standing[pair])]
    writer.supersede_links([standing[pair].pk for pair in fresh if pair in standing], act.now)
    rows = _rows(act, fresh, saying, seams)
    writer.lay_links(list(rows.values()))
    return [rows[pair].id if pair in rows else standing[pair].pk for pair in wanted]


def standing_on(pairs: Collection[Pair]) -> dict[Pair, linked.Link]:
    """The standing links on these pairs."""
    among = linked.links_among({record for pair in pairs for record in pair})
    asked = set(pairs)
    return {pair: link for link in among if (pair := (link.left_id, link.right_id)) in asked}


def _rows(act: Act, pairs: list[Pair], saying: Saying, seams: Seams) -> dict[Pair, NewLink]:
    if not pairs:
        return {}
    features = sources.features({record for pair in pairs for record in pair})
    found = {}
    for pair, lines in zip(pairs, _evidence(act.domain, pairs, features), strict=True):
        found[pair] = NewLink(
            id=seams.new_id(),
            domain=act.domain.name,
            one=pair[0],
            other=pair[1],
            verdict=saying.verdict,
            origin=STEWARD,
            rulebook_id=act.rulebook_id,
            decided_by=saying.author,
            decided_at=act.now,
            weight=sum(line.weight for line in lines),
            reason=saying.reason,
            relation=saying.relation,
            evidence=told(lines),
            fingerprint=_fingerprint(pair, features),
            until=saying.until,
        )
    return found


def _evidence(
    domain: Domain, pairs: list[Pair], features: Mapping[UUID, Mapping[str, str]]
) -> list[tuple[Evidence, ...]]:
    """What the rules of this moment say of each pair."""
    records = sorted({record for pair in pairs for record in pair})
    number = {record: place for place, record in enumerate(records)}
    columns = Columns.of([features.get(record, {}) for record in records], domain.spec.features())
    left, right = (np.array([number[pair[side]] for pair in pairs], np.int64) for side in (0, 1))
    return evidence(domain.spec, columns, left, right, domain.tables)


def _fingerprint(pair: Pair, features: Mapping[UUID, Mapping[str, str]]) -> str:
    return digest_of([features.get(record, {}) for record in pair])
