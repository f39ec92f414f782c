"""The list of golden records: page by page, or what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from apps import domains
from apps.domains import Domain
from apps.domains.values import is_filled
from apps.golden import queries as golden
from apps.golden.queries import Golden, Member
from apps.sources.queries import systems
from apps.stewardship.display import caption, text

PAGE: Final = 50
IDENTIFYING: Final = frozenset(("tax_id", "company_number", "gtin", "part_number", "identifier"))


@dataclass(frozen=True, slots=True)
class Found:
    """One golden record in the list: its name, the numbers it is known by, and who supplies it."""

    golden: Golden
    title: str
    known_by: Sequence[tuple[str, str]]
    members: Sequence[Member]


@dataclass(frozen=True, slots=True)
class RecordsList:
    """One page of the list. `after` is the id to go on from, None where that was all; `cut`: a search found more."""

    rows: Sequence[Found]
    after: UUID | None
    cut: bool


def records_list(*, domain: Domain, text: str, after: UUID | None, personal: bool) -> RecordsList:
    """A page of live golden records in id order, or the first fifty that a search finds.

    A golden id (also a retired one) or a system's own key finds its record.
    """
    if text:
        found = _search(domain, text)
        return RecordsList(_rows(domain, found[:PAGE], personal=personal), None, len(found) > PAGE)
    found = golden.page(domain.name, after=after, limit=PAGE + 1)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return RecordsList(_rows(domain, found[:PAGE], personal=personal), more, False)


def _search(domain: Domain, words: str) -> list[Golden]:
    first = exact(domain, words)
    rest = golden.search(domain.name, words, limit=PAGE + 1)
    return [first, *(row for row in rest if row.id != first.id)] if first else rest


def exact(domain: Domain, words: str) -> Golden | None:
    """The golden record with this id, or the one that holds the record with this key of a system's own."""
    keys = [as_id(words), *(golden.by_source(system.code, words, domain.name) for system in systems())]
    found = golden.get_many([key for key in keys if key])
    return next((row for row in found.values() if row.domain == domain.name), None)


def as_id(words: str) -> UUID | None:
    """The text as a golden id, None where it is none."""
    try:
        return UUID(words.strip())
    except ValueError:
        return None


def _rows(domain: Domain, found: Sequence[Golden], *, personal: bool) -> list[Found]:
    members = golden.members([row.id for row in found])
    return [
        Found(
            row,
            caption(domain, row.values, personal=personal),
            _known_by(domain, row, personal=personal),
            members.get(row.id, ()),
        )
        for row in found
    ]


def _known_by(domain: Domain, row: Golden, *, personal: bool) -> list[tuple[str, str]]:
    fields = (f for f in domain.fields if f.kind in IDENTIFYING and (personal or not f.personal))
    return [(f.label, text(row.values[f.name])) for f in fields if is_filled(row.values.get(f.name))][:2]


def domain_named(name: str) -> Domain | None:
    """The domain of an address, None where there is none of that name."""
    return domains.get(name) if name in domains.names() else None
