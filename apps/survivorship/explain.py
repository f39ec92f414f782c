"""Why this value? Every source's word on one field, best first, each with the reason for its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from apps.survivorship.judge import COUNTS, NEVER, Case, Entry, clearing, leader_of, ranking, tie_break
from apps.survivorship.plan import Plan
from apps.survivorship.survive import Survivor
from apps.survivorship.types import Contribution, Override, is_cleared

Standing: TypeAlias = Literal["override", "wins", "loses", "does_not_count", "cleared", "unknown", "not_supplied"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One source's word on a field. `place` counts from 1 among those with a value or an override, None for the rest.

    `source` is the source record id, or the override id where `standing` is "override". `problem` says why the value
    fails its check, empty where it passes. `reason` is a sentence for a steward.
    """

    source: str
    system: str
    value: Any
    place: int | None
    standing: Standing
    reason: str
    problem: str = ""


def explain(
    survivor: Survivor,
    field: str,
    contributions: Sequence[Contribution],
    overrides: Iterable[Override],
    now: datetime,
) -> tuple[Ranked, ...]:
    """Rank all contributions (and the override that holds) for one field, winner first, with the reason for each.

    Raises KeyError where the rules do not know the field.
    """
    plan = survivor.plans[field]
    case = survivor.case(contributions, overrides, None, now)
    leader = leader_of(plan, survivor.plans, case, survivor.survive(contributions, overrides, None, now))
    entries = ranking(plan, case, leader)
    pin = case.pins.get(field)
    first = [Ranked(pin.override_id, "", pin.value, 1, "override", _pin_reason(pin))] if pin else []
    beaten_by = "a steward's override holds" if pin else _clearing_reason(plan, case, entries, leader)
    ranked = [_ranked(plan, entries, place, beaten_by, place + len(first) + 1) for place in range(len(entries))]
    silent = [_silent(plan, who) for who in case.records if all(entry.who is not who for entry in entries)]
    return (*first, *ranked, *silent)


def _pin_reason(pin: Override) -> str:
    ends = f" {pin.until.date().isoformat()}" if pin.lifetime == "until_date" and pin.until else ""
    return f"{pin.author} set it, {pin.lifetime.replace('_', ' ')}{ends}: {pin.reason}"


def _clearing_reason(plan: Plan, case: Case, entries: list[Entry], leader: str) -> str:
    best = entries[0] if entries and entries[0].tier < NEVER else None
    cleared = clearing(plan, case, best, leader)
    return f"{cleared.system} owns the field and emptied it" if cleared else ""


def _ranked(plan: Plan, entries: list[Entry], index: int, beaten_by: str, place: int) -> Ranked:
    entry, winner = entries[index], entries[0]
    standing: Standing = "loses"
    if entry.tier == NEVER:
        standing, reason = "does_not_count", _excluded(plan, entry)
    elif beaten_by:
        reason = beaten_by
    elif index == 0:
        standing, reason = "wins", _win_reason(plan, entries)
    else:
        reason = _loss_reason(plan, entry, winner)
    problem = entry.who.problems.get(plan.field, "")
    return Ranked(entry.who.record_id, entry.who.system, entry.value, place, standing, reason, problem)


def _excluded(plan: Plan, entry: Entry) -> str:
    step = next(step for step, rank in zip(plan.steps, entry.ranks, strict=True) if rank is None)
    return f"{step.text}: {entry.who.system} does not count here"


def _win_reason(plan: Plan, entries: list[Entry]) -> str:
    winner, others = entries[0], [entry for entry in entries[1:] if entry.tier < NEVER]
    if winner.tier != COUNTS:
        return _weak_win(plan, winner)
    if not others:
        return "the only value that counts"
    return f"first by {_decider(plan, winner, others[0])}"


def _weak_win(plan: Plan, winner: Entry) -> str:
    if plan.field in winner.who.problems:
        return "it fails the check, but no valid value is there"
    return "no source that may fill it does, so any value is taken"


def _loss_reason(plan: Plan, entry: Entry, winner: Entry) -> str:
    if plan.uses("collect") and entry.tier == winner.tier:
        return "kept in the list"
    if plan.field in entry.who.problems and plan.field not in winner.who.problems:
        return f"it fails the check: {entry.who.problems[plan.field]}"
    if not entry.counts and winner.counts:
        return _excluded(plan, entry)
    agrees = "says the same; " if entry.value == winner.value else ""
    return f"{agrees}behind by {_decider(plan, winner, entry)}"


def _decider(plan: Plan, winner: Entry, other: Entry) -> str:
    """Name what first tells two values apart: the check, a strategy of the chain, or a step of the tie-break."""
    if winner.tier != other.tier:
        return "passing the check" if plan.field in other.who.problems else plan.text
    for step, mine, theirs in zip(plan.steps, winner.ranks, other.ranks, strict=True):
        if mine != theirs:
            return step.text
    pairs = zip(tie_break(winner.who), tie_break(other.who), strict=True)
    names = ("system priority", "newest change at the source", "record id")
    return next(name for name, (mine, theirs) in zip(names, pairs, strict=True) if mine != theirs)


def _silent(plan: Plan, who: Contribution) -> Ranked:
    value = who.values.get(plan.field)
    standing: Standing = "not_supplied"
    reason = "does not supply the field"
    if is_cleared(value):
        standing, reason = "cleared", "emptied the field on purpose"
    elif plan.field in who.values:
        standing, reason = "unknown", "does not know the value"
    return Ranked(who.record_id, who.system, None, None, standing, reason)
