"""What history's rows say about a golden record, each as one thing that happened: in words without personal values.

Numbers and evidence are those that were stored at the moment; nothing is scored again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.golden.life import Life, Move, Row
from apps.golden.words import FOUND_BY, Origin, Status, Verdict
from apps.matching.explain import percent, sentence
from apps.matching.types import Evidence

Named = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One golden value that changed: the rule that chose it, the system it came from (or "override"), the values."""

    field: str
    rule: str
    origin: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    `kind` is linked, asked, settled, joined, left, absorbed, created, merged, retired, revived, valued, confirmed,
    overridden, inherited or released. Links carry `weight` (bits), `evidence` and the version of the `rulebook`; the
    values that changed are in `fields`.
    """

    kind: str
    words: str
    records: tuple[str, ...] = ()
    weight: float | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()
    rulebook: int | None = None
    fields: tuple[FieldStep, ...] = ()


Told = tuple[int, Happening]
"""The change set, and what happened in it."""


def happenings(life: Life, named: Named) -> Iterator[Told]:
    """Everything that history tells, links first: they are the reason for what follows in the same change set."""
    for before, row in life.links:
        yield from _link(before, row, named, life.rulebooks)
    for move in life.moves:
        yield _move(move, named)
    for row in life.absorbed:
        yield row.change_set_id, Happening("absorbed", f"takes in golden record {row.id}")
    for before, row in life.states:
        yield from _state(before, row)
    for before, row in life.overrides:
        yield from _override(before, row)


def _link(before: Row | None, row: Row, named: Named, rulebooks: Mapping[int, int]) -> Iterator[Told]:
    pair = (named(row.left_id), named(row.right_id))
    both = " and ".join(pair)
    if before is None:
        version = rulebooks.get(row.rulebook_id)
        numbers = f"{row.weight:.1f} bits, {percent(row.weight)}, rulebook {version}"
        words = f"{_verdict(row, both)}: {_evidence(row)} ({numbers}{_found_by(row)})"
        kind = "asked" if row.verdict == Verdict.SUGGESTED else "linked"
        yield row.change_set_id, Happening(kind, words, pair, row.weight, tuple(row.evidence), version)
    elif row.superseded_at and not before.superseded_at:
        question = row.verdict == Verdict.SUGGESTED
        words = f"the question about {both} is settled" if question else f"{both} are no longer held to be {_held(row)}"
        yield row.change_set_id, Happening("settled", words, pair)


def _verdict(row: Row, both: str) -> str:
    if row.verdict == Verdict.SUGGESTED:
        return f"a person is asked about {both}, {row.reason}"
    if row.origin == Origin.STEWARD:
        until = f" until {row.until:%Y-%m-%d}" if row.until else ""
        return f"{row.decided_by} says that {both} are {_held(row)}{until}"
    by = "a strong identifier" if row.origin == Origin.KEY else "their score"
    return f"{both} are {_held(row)} by {by}"


def _held(row: Row) -> str:
    words = {Verdict.SAME: "the same", Verdict.DIFFERENT: "different", Verdict.RELATED: "related"}
    return f"{words[Verdict(row.verdict)]} ({row.relation})" if row.relation else words[Verdict(row.verdict)]


def _evidence(row: Row) -> str:
    lines = (Evidence(e["comparison"], e["label"], e["weight"], "", "", bool(e.get("veto"))) for e in row.evidence)
    return sentence(lines)


def _found_by(row: Row) -> str:
    """The rules that proposed the pair, as they were stored; releases before stored none."""
    return "".join(f", found by {line['label']}" for line in row.evidence if line["comparison"] == FOUND_BY)


def _move(move: Move, named: Named) -> Told:
    record = named(move.row.record_id)
    if move.came:
        words = f"{record} joins" + (f" from golden record {move.other}" if move.other else "")
    else:
        words = f"{record} leaves" + (f" for golden record {move.other}" if move.other else "")
    return move.row.change_set_id, Happening("joined" if move.came else "left", words, (record,))


def _state(before: Row | None, row: Row) -> Iterator[Told]:
    fields = _fields(before, row)
    names = ", ".join(step.field for step in fields)
    if before is None:
        yield row.change_set_id, Happening("created", f"is created with {len(fields)} values", fields=fields)
        return
    if row.status != before.status:
        yield row.change_set_id, _turn(row)
    if fields:
        words = f"version {row.version}: {len(fields)} values change ({names})"
        yield row.change_set_id, Happening("valued", words, fields=fields)
    if row.confirmed and not before.confirmed:
        yield row.change_set_id, Happening("confirmed", "is confirmed by a steward")


def _turn(row: Row) -> Happening:
    if row.status == Status.LIVE:
        return Happening("revived", "comes back")
    if row.merged_into_id:
        return Happening("merged", f"is merged into golden record {row.merged_into_id}")
    return Happening("retired", f"is retired: {row.retired_reason}")


def _fields(before: Row | None, row: Row) -> tuple[FieldStep, ...]:
    old = before.values if before is not None else {}
    changed = [name for name in sorted(old.keys() | row.values.keys()) if old.get(name) != row.values.get(name)]
    return tuple(_field(name, old.get(name), row) for name in changed)


def _field(name: str, old: Any, row: Row) -> FieldStep:
    origin = row.provenance.get(name, {})
    system = "override" if "override" in origin else origin.get("system", "")
    return FieldStep(name, origin.get("rule", ""), system, old, row.values.get(name))


def _override(before: Row | None, row: Row) -> Iterator[Told]:
    override = f"the override of {row.field} by {row.author}"
    if row.history_type == "+":
        yield row.change_set_id, Happening("overridden", f"{row.author} sets {row.field} by hand")
    elif row.released_at and not (before and before.released_at):
        yield row.change_set_id, Happening("released", f"{override} ends")
    elif before is None:
        yield row.change_set_id, Happening("inherited", f"{override} comes along")
