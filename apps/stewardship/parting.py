"""The source records of one golden record beside each other, and what it would come to if some of them left it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked
from apps.golden import queries as golden
from apps.golden.queries import Golden, Member
from apps.golden.split import NotSplittable, Parting, foretold, plan
from apps.golden.split import sends as sends_of
from apps.golden.words import Verdict
from apps.history.tracked import history_of
from apps.history.trail import tracked
from apps.seams import Seams
from apps.sources.queries import Observed
from apps.stewardship.comparison import Row, Side, compare
from apps.stewardship.display import caption, shown
from apps.stewardship.outcome import Sent, sending
from apps.stewardship.review import AGREED, Pair, pairs_between
from apps.survivorship.types import Outcome

WIDEST = 12
"""Source records beside each other; more can't be read on one screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """One source record as its system last had it. `leaves`: it is to be taken out."""

    letter: str
    member: Member
    leaves: bool


@dataclass(frozen=True, slots=True)
class Parted:
    """One field over all source records, and what either part would hold."""

    row: Row
    staying: str
    leaving: str


@dataclass(frozen=True, slots=True)
class PartingPage:
    """All that the page shows. `new_id_for` are the letters of the part that gets a new id, `problem` says why there is
    none, `more` counts the source records that are not shown.
    """

    golden: Golden
    title: str
    columns: Sequence[Column]
    differing: Sequence[Parted]
    equal: Sequence[Parted]
    pairs: Sequence[Pair]
    sending: Sequence[Sent]
    new_id_for: str
    problem: str
    more: int

    @property
    def leaving(self) -> str:
        """The letters of what is ticked."""
        return ", ".join(column.letter for column in self.columns if column.leaves)


def parting_page(row: Golden, ticked: Collection[UUID] | None, *, personal: bool, seams: Seams) -> PartingPage:
    """Read the members of a golden record, and what would come of it if those that are ticked left.

    `ticked` None: those to look at first. Of more members than can be shown, these are shown in any case.
    """
    rules = golden.domain_of(row)
    records = {record.record_id: record for record in golden.member_records([row.id]).get(row.id, [])}
    doubted = _suspects(records)
    leaving = doubted if ticked is None else ticked
    members = golden.members([row.id]).get(row.id, [])
    if len(members) > WIDEST:
        members = sorted(members, key=lambda member: member.record_id not in doubted)
    columns = [
        Column(letter, member, member.record_id in leaving)
        for letter, member in zip(ascii_uppercase[:WIDEST], members, strict=False)
    ]
    rows = compare(rules, [_side(column, records) for column in columns], personal=personal)
    parting, problem = _parting(row, leaving)
    outcomes = foretold(parting, seams.now()) if parting else (Outcome(), Outcome())
    parted = [_parted(each, parting, outcomes, leaving, rules, personal=personal) for each in rows]
    return PartingPage(
        golden=row,
        title=caption(rules, row.values, personal=personal),
        columns=columns,
        differing=[each for each in parted if each.row.mark not in AGREED],
        equal=[each for each in parted if each.row.mark in AGREED],
        pairs=pairs_between({column.member.record_id: (column.letter, row.id) for column in columns}),
        sending=sending(sends_of(parting, outcomes, seams), rules, personal=personal) if parting else [],
        new_id_for=_letters(columns, parting),
        problem=problem,
        more=len(members) - len(columns),
    )


def _suspects(records: Mapping[UUID, Observed]) -> set[UUID]:
    """Of each doubted pair of source records the one to look at first: the one that its own system changed last.

    Either may have changed since, where it was brought up to date by what the other one says.
    """
    doubts = [link for link in linked.links_among(records) if link.verdict == Verdict.SUGGESTED]
    ends = {end for link in doubts for end in (link.left_id, link.right_id)}
    log = history_of(tracked("sources.sourcerecord")).objects.filter(id__in=ends, change_set__kind="pull")
    pulled: dict[UUID, int] = dict(log.order_by("history_id").values_list("id", "history_id"))
    return {max((link.left_id, link.right_id), key=lambda end: pulled.get(end, 0)) for link in doubts}


def _side(column: Column, records: Mapping[UUID, Observed]) -> Side:
    record = records.get(column.member.record_id)
    return Side(column.letter, record.as_last_said().values if record else {}, {})


def _parting(row: Golden, leaving: Collection[UUID]) -> tuple[Parting | None, str]:
    try:
        return plan(row, leaving), ""
    except NotSplittable as refusal:
        return None, str(refusal)


def _parted(
    row: Row,
    parting: Parting | None,
    outcomes: tuple[Outcome, Outcome],
    leaving: Collection[UUID],
    rules: Domain,
    *,
    personal: bool,
) -> Parted:
    """`plan` may keep the id for what is ticked; the page speaks of what is ticked and what is not."""
    kept, made = (shown(rules, row.field, each.values.get(row.field), personal=personal) for each in outcomes)
    ticked_keeps = parting is not None and parting.staying[0].record_id in leaving
    return Parted(row, made, kept) if ticked_keeps else Parted(row, kept, made)


def _letters(columns: Sequence[Column], parting: Parting | None) -> str:
    """Those of the part that gets a new id, and a word for what of it is not shown."""
    made = {record.record_id for record in parting.leaving} if parting else set()
    letters = [column.letter for column in columns if column.member.record_id in made]
    return ", ".join([*letters, *(["others"] if len(made) > len(letters) else [])])
