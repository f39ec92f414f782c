"""Golden records beside each other on one screen, the evidence in words, and what would come of a merge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Final, TypeAlias
from uuid import UUID

from apps import domains
from apps.domains import Domain
from apps.golden import linked
from apps.golden import queries as golden
from apps.golden.queries import Golden, Member
from apps.golden.retract import KEEPING_APART
from apps.golden.words import FOUND_BY
from apps.matching.explain import percent
from apps.stewardship.comparison import Row, Side, compare
from apps.stewardship.display import caption
from apps.stewardship.outcome import After, Foreseen, after_of
from apps.survivorship.types import CLEARED_RULE

PRIOR: Final = "prior"
UNIQUE: Final = frozenset(("tax_id", "company_number", "gtin"))
AGREED: Final = frozenset(("same", "void"))

Foresee: TypeAlias = Callable[[Sequence[UUID]], tuple[Foreseen | None, str]]
"""Gives the preview of a merge of these golden records, or None and why they can't be merged."""


@dataclass(frozen=True, slots=True)
class Column:
    """One golden record in question, with the source records behind it. `ticked`: the decision concerns it."""

    letter: str
    golden: Golden
    title: str
    members: Sequence[Member]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One reason for or against, in words, with its weight in bits."""

    words: str
    weight: float
    veto: bool

    @property
    def speaks_for(self) -> bool:
        return self.weight >= 0 and not self.veto


@dataclass(frozen=True, slots=True)
class Pair:
    """What is held about two of the columns: how sure, why, and what a person said before.

    `found_by` names the blocking rules that brought them together. `apart_at`: the golden record on whose page a
    person's word that keeps them apart can be taken back.
    """

    letters: str
    percent: str
    verdict: str
    reason: str
    decided_by: str
    decided_at: Any
    lines: Sequence[Line]
    found_by: str
    by_person: bool
    apart_at: UUID | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One field over all columns, and what the golden record will say."""

    row: Row
    after: After | None


@dataclass(frozen=True, slots=True)
class Review:
    """All that the page shows of some golden records. `problem` says why they can't be merged, where they can't."""

    columns: Sequence[Column]
    differing: Sequence[Compared]
    equal: Sequence[Compared]
    pairs: Sequence[Pair]
    contradictions: Sequence[str]
    foreseen: Foreseen | None
    problem: str

    @property
    def ticked(self) -> int:
        return sum(column.ticked for column in self.columns)

    @property
    def title(self) -> str:
        """The records by name, each name once."""
        return " ↔ ".join(dict.fromkeys(column.title for column in self.columns))

    @property
    def summary(self) -> str:
        """The evidence in one sentence, as a reader of the screen hears it first."""
        strongest = next((pair for pair in self.pairs if not pair.by_person and pair.lines), None)
        if strongest is None:
            return "No evidence was kept for these."
        words = ", ".join(line.words for line in strongest.lines)
        return f"{words[:1].upper()}{words[1:]}."


def review(
    domain: str, goldens: Collection[UUID], *, ticked: Collection[UUID] | None, personal: bool, foresee: Foresee
) -> Review:
    """Everything about some golden records of a domain, read now. `ticked` None: all of them.

    Those that have retired meanwhile are left out.
    """
    rules = domains.get(domain)
    live = {key: row for key, row in golden.get_many(goldens).items() if row.is_live}
    members = golden.members(live)
    columns = [
        _column(letter, live[key], members.get(key, ()), ticked, caption(rules, live[key].values, personal=personal))
        for letter, key in zip(ascii_uppercase, sorted(live), strict=False)
    ]
    chosen = [column.golden.id for column in columns if column.ticked]
    foreseen, problem = foresee(chosen) if len(chosen) > 1 else (None, "")
    rows = compare(rules, [_side(column) for column in columns], personal=personal)
    compared = [Compared(row, after_of(row.field, rules, foreseen, personal=personal)) for row in rows]
    pairs = _pairs(columns)
    return Review(
        columns=columns,
        differing=[c for c in compared if c.row.mark not in AGREED],
        equal=[c for c in compared if c.row.mark in AGREED],
        pairs=pairs,
        contradictions=[*_contradictions(rules, rows), *_vetoes(pairs)],
        foreseen=foreseen,
        problem=problem,
    )


def _column(letter: str, row: Golden, members: Sequence[Member], ticked: Collection[UUID] | None, title: str) -> Column:
    return Column(letter, row, title, members, ticked is None or row.id in ticked)


def _side(column: Column) -> Side:
    told = column.golden.provenance
    emptied = {name: {"cleared": True} for name, origin in told.items() if origin.get("rule") == CLEARED_RULE}
    sources = {name: origin.get("system") or "steward" for name, origin in told.items()}
    return Side(column.letter, {**emptied, **column.golden.values}, sources, column.ticked)


def _pairs(columns: Sequence[Column]) -> list[Pair]:
    """What is held between the columns, suggestions first, the strongest first."""
    return pairs_between(
        {member.record_id: (column.letter, column.golden.id) for column in columns for member in column.members}
    )


def pairs_between(place: Mapping[UUID, tuple[str, UUID]]) -> list[Pair]:
    """What is held about source records that stand under different letters (letter and golden record by record)."""
    links = [link for link in linked.links_among(place) if place[link.left_id][0] != place[link.right_id][0]]
    links.sort(key=lambda link: (link.verdict != "suggested", link.origin == "steward", -link.weight, link.pk))
    return [_pair(link, place) for link in links]


def _pair(link: Any, place: Mapping[UUID, tuple[str, UUID]]) -> Pair:
    told = [line for line in link.evidence if line["comparison"] not in (PRIOR, FOUND_BY)]
    found_by = next((line["label"] for line in link.evidence if line["comparison"] == FOUND_BY), "")
    lines = [Line(line["label"], line["weight"], bool(line.get("veto"))) for line in told]
    lines.sort(key=lambda line: (not line.speaks_for, -abs(line.weight)))
    letters = "\N{EN DASH}".join(sorted((place[link.left_id][0], place[link.right_id][0])))
    by_person = link.origin == "steward"
    return Pair(
        letters,
        percent(link.weight),
        link.verdict,
        link.reason,
        link.decided_by,
        link.decided_at,
        lines,
        found_by,
        by_person,
        place[link.left_id][1] if by_person and link.verdict in KEEPING_APART else None,
    )


def _contradictions(rules: Domain, rows: Iterable[Row]) -> list[str]:
    """Numbers that a thing has only one of, and that differ here."""
    apart = [r for r in rows if r.mark in ("differ", "similar") and rules.by_name[r.field].kind in UNIQUE]
    return [f"{row.label} differs" for row in apart]


def _vetoes(pairs: Iterable[Pair]) -> list[str]:
    return list(dict.fromkeys(f"{pair.letters}: {line.words}" for pair in pairs for line in pair.lines if line.veto))
