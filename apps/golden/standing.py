"""The links that stand around the records of a batch, read slim: without evidence and words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.golden.words import Origin, Verdict
from apps.history.bulk import binary_rows, id_array

Ends = tuple[UUID, UUID]

# Two look-ups, each in the index of its end. One condition over both would read every link there is.
_TOUCHING: Final = """
    SELECT id, left_id, right_id, verdict, origin, until, fingerprint, rulebook_id FROM golden_link
     WHERE superseded_at IS NULL AND left_id = ANY(%(ids)s::uuid[])
     UNION ALL
    SELECT id, left_id, right_id, verdict, origin, until, fingerprint, rulebook_id FROM golden_link
     WHERE superseded_at IS NULL AND right_id = ANY(%(ids)s::uuid[]) AND left_id <> ALL(%(ids)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One standing link: its ends (the lower id first), what it says, of which values and by which rulebook."""

    id: UUID
    left: UUID
    right: UUID
    verdict: str
    origin: str
    until: datetime | None
    fingerprint: str
    rulebook_id: int

    @property
    def ends(self) -> Ends:
        return self.left, self.right

    @property
    def is_question(self) -> bool:
        return self.verdict == Verdict.SUGGESTED

    def is_said(self, now: datetime) -> bool:
        """True for a steward's word that holds now."""
        return self.origin == Origin.STEWARD and (self.until is None or self.until > now)


def standing(record_ids: Iterable[UUID]) -> list[Standing]:
    """The standing links with one end or both among these records."""
    return [Standing(*row) for row in binary_rows(_TOUCHING, {"ids": id_array(record_ids)})]


def asked(questions: Iterable[Ends]) -> set[UUID]:
    """The records that questions are about."""
    return {record for ends in questions for record in ends}


def among(links: Iterable[Standing], records: Collection[UUID]) -> list[Standing]:
    """Those with both ends among these records."""
    return [link for link in links if link.left in records and link.right in records]
