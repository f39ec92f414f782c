"""One question on one screen: the records beside each other, the evidence in words, and what would come of a merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from apps import domains
from apps.domains import Domain
from apps.golden import queries as golden
from apps.golden.queries import Golden, Member
from apps.matching.explain import percent
from apps.stewardship.comparison import Row, Side, compare
from apps.stewardship.display import caption
from apps.stewardship.models import StewardTask
from apps.stewardship.outcome import After, Foreseen, after_of
from apps.survivorship.types import CLEARED_RULE

PRIOR = "prior"


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
    """What is held about two of the columns: how sure, why, and what a person said before."""

    letters: str
    percent: str
    verdict: str
    reason: str
    decided_by: str
    decided_at: Any
    lines: Sequence[Line]
    by_person: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One field over all columns, and what the golden record will say."""

    row: Row
    after: After | None


@dataclass(frozen=True, slots=True)
class Review:
    """All that the page shows of one task."""

    task: StewardTask
    plural: str
    columns: Sequence[Column]
    differing: Sequence[Compared]
    equal: Sequence[Compared]
    pairs: Sequence[Pair]
    foreseen: Foreseen | None
    problem: str = ""
    contradictions: Sequence[str] = field(default_factory=tuple)

    @property
    def percent(self) -> str:
        return percent(self.task.weight)

    @property
    def ticked(self) -> int:
        return sum(column.ticked for column in self.columns)

    @property
    def summary(self) -> str:
        """The question in one sentence, as a reader of the screen hears it first."""
        strongest = next((pair for pair in self.pairs if not pair.by_person), None)
        if strongest is None:
            return f"{len(self.columns)} golden records."
        words = ", ".join(line.words for line in strongest.lines)
        return f"{len(self.columns)} golden records. {words[:1].upper()}{words[1:]}."

    @property
    def is_open(self) -> bool:
        return self.task.closed_at is None and len(self.columns) > 1


def review(task: StewardTask, *, ticked: Collection[UUID] | None, personal: bool, foresee: Any) -> Review:
    """Everything about a task, read now. `ticked` None: all of them. `foresee(goldens)` gives the preview of a merge.

    Golden records that retired since the task was opened are left out; the task then closes by itself.
    """
    rules = domains.get(task.domain)
    ids = [UUID(key) for key in task.goldens]
    live = {key: row for key, row in golden.get_many(ids).items() if row.is_live}
    members = golden.members(live)
    columns = [_column(index, live[key], members.get(key, ()), rules, ticked, personal) for index, key in enumerate(sorted(live))]
    chosen = [column.golden.id for column in columns if column.ticked]
    foreseen, problem = foresee(chosen) if len(chosen) > 1 else (None, "")
    rows = compare(rules, [_side(column) for column in columns], personal=personal)
    compared = [Compared(row, after_of(row.field, rules, foreseen, personal=personal)) for row in rows]
    pairs = _pairs(columns)
    return Review(
        task, rules.plural, columns,
        [c for c in compared if c.row.mark not in ("same", "empty")], [c for c in compared if c.row.mark in ("same", "empty")],
        pairs, foreseen, problem, tuple(_vetoes(pairs)),
    )


def _column(
    index: int, row: Golden, members: Sequence[Member], rules: Domain, ticked: Collection[UUID] | None, personal: bool
) -> Column:
    chosen = ticked is None or row.id in ticked
    return Column(ascii_uppercase[index], row, caption(rules, row.values, personal=personal), members, chosen)


def _side(column: Column) -> Side:
    told = column.golden.provenance
    emptied = {name: {"cleared": True} for name, origin in told.items() if origin.get("rule") == CLEARED_RULE}
    sources = {name: origin.get("system") or "steward" for name, origin in told.items()}
    return Side(column.letter, {**emptied, **column.golden.values}, sources, column.ticked)


def _pairs(columns: Sequence[Column]) -> list[Pair]:
    """What is held between the columns, suggestions first, the strongest first."""
    letter = {member.record_id: column.letter for column in columns for member in column.members}
    links = [link for link in golden.links_among(letter) if letter[link.left_id] != letter[link.right_id]]
    links.sort(key=lambda link: (link.origin == "steward", -link.weight, link.pk))
    return [_pair(link, letter) for link in links]


def _pair(link: Any, letter: Mapping[UUID, str]) -> Pair:
    told = [line for line in link.evidence if line["comparison"] != PRIOR]
    lines = [Line(line["label"], line["weight"], bool(line.get("veto"))) for line in told]
    lines.sort(key=lambda line: (not line.speaks_for, -abs(line.weight)))
    letters = "–".join(sorted((letter[link.left_id], letter[link.right_id])))
    by_person = link.origin == "steward"
    return Pair(
        letters, percent(link.weight), link.verdict, link.reason, link.decided_by, link.decided_at, lines, by_person
    )


def _vetoes(pairs: Iterable[Pair]) -> list[str]:
    return list(dict.fromkeys(f"{pair.letters}: {line.words}" for pair in pairs for line in pair.lines if line.veto))
