"""How a golden record came to be: step by step, in the words and numbers that were stored when it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.golden.happenings import Happening, Named, happenings
from apps.golden.life import life_of
from apps.history.queries import change_sets
from apps.sources import queries as sources


@dataclass(frozen=True, slots=True)
class Step:
    """One business act in the life of a golden record, and what it did there, in order."""

    change_set: int
    at: datetime
    kind: str
    actor: str
    reason: str
    happenings: tuple[Happening, ...]

    @property
    def words(self) -> str:
        """What happened, in a sentence without personal values."""
        return "; ".join(happening.words for happening in self.happenings) + "."


def how(golden_id: UUID) -> list[Step]:
    """The steps by which a golden record came to be what it is, oldest first; none for an id that never was.

    Nothing is scored again. A fixed number of statements, however long the life.
    """
    life = life_of(golden_id)
    acts = change_sets(life.change_sets())
    told: dict[int, list[Happening]] = {}
    for change_set, happening in happenings(life, _names(life.records())):
        told.setdefault(change_set, []).append(happening)
    return [
        Step(number, acts[number].at, acts[number].kind, acts[number].actor, acts[number].reason, tuple(told[number]))
        for number in sorted(told)
    ]


def _names(records: Iterable[UUID]) -> Named:
    """The source record of an id as "system/key"; the bare id of one that is gone."""
    names = sources.called(records, "/")
    return lambda record: names.get(record, str(record))
