"""Suggested links gathered into questions: which golden records are asked about together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

LARGEST: Final = 6
"""More columns than this can't be compared on one screen; the rest becomes questions of its own."""


class Suggestion(Protocol):
    """A suggested link between two source records, with its weight in bits."""

    @property
    def id(self) -> UUID: ...
    @property
    def left_id(self) -> UUID: ...
    @property
    def right_id(self) -> UUID: ...
    @property
    def weight(self) -> float: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """Are these golden records one? Of a single one: is it one still, or does a source record not belong to it?

    `goldens` are sorted, `links` the strongest first, `weight` is the strongest.
    """

    goldens: tuple[UUID, ...]
    links: tuple[UUID, ...]
    weight: float
    reason: str


def questions_of(links: Iterable[Suggestion], home: Mapping[UUID, UUID]) -> list[Question]:
    """Group links that hang together, the strongest first, into questions of at most six golden records.

    `home` gives the golden record of a source record; a link with a homeless end asks nothing, one within a golden
    record whether that is one still. Every other link is in exactly one question, and their order does not matter.
    """
    asked = [
        (link, home[link.left_id], home[link.right_id])
        for link in sorted(links, key=lambda link: (-link.weight, link.id))
        if link.left_id in home and link.right_id in home
    ]
    groups = _groups([(left, right) for _, left, right in asked if left != right])
    found: dict[tuple[UUID, ...], list[Suggestion]] = {}
    for link, left, right in asked:
        together = groups[left] if left != right and groups[left] is groups[right] else {left, right}
        found.setdefault(tuple(sorted(together)), []).append(link)
    return [
        Question(goldens, tuple(link.id for link in links), links[0].weight, links[0].reason)
        for goldens, links in found.items()
    ]


def _groups(pairs: Sequence[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    """Join pairs into groups, in the order given; a join that would make a group too large is left out."""
    groups: dict[UUID, set[UUID]] = {}
    for left, right in pairs:
        mine, theirs = groups.setdefault(left, {left}), groups.setdefault(right, {right})
        if mine is theirs or len(mine) + len(theirs) > LARGEST:
            continue
        mine |= theirs
        for golden in theirs:
            groups[golden] = mine
    return groups
