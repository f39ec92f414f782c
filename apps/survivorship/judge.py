"""One field judged in full: override, clearing, ranking, and what happens when nobody qualifies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from apps.survivorship.plan import Plan
from apps.survivorship.strategies import Contest, Rank
from apps.survivorship.types import (
    CLEARED_RULE,
    KEPT_NOTE,
    OVERRIDE_RULE,
    Contribution,
    Outcome,
    Override,
    Provenance,
    is_cleared,
    is_filled,
)

NOTHING: Final = object()
# The tiers of a ranking: a valid value comes before every invalid one that may count at all.
COUNTS, OTHERWISE, INVALID, OTHERWISE_INVALID, NEVER = range(5)


@dataclass(frozen=True, slots=True)
class Case:
    """All that one golden record is derived from. `records` stand in tie-break order, `since` is now in ISO form."""

    records: Sequence[Contribution]
    pins: Mapping[str, Override]
    previous: Outcome
    since: str


class Entry(NamedTuple):
    """One filled value in the ranking of a field: its tier, and its rank by each strategy (None: does not count)."""

    who: Contribution
    value: Any
    tier: int
    ranks: tuple[Rank | None, ...]

    @property
    def counts(self) -> bool:
        return None not in self.ranks


class Verdict(NamedTuple):
    """What became of one field: its value (NOTHING where it stays empty) and why; no provenance says never filled."""

    value: Any = NOTHING
    provenance: Provenance | None = None


def tie_break(who: Contribution) -> tuple[int, float, str]:
    """Order records where all strategies are equal: system priority, newest business time, record id. Total, stable."""
    return (who.priority, -who.business_at.timestamp() if who.business_at else float("inf"), who.record_id)


def ranking(plan: Plan, case: Case, leader: str) -> list[Entry]:
    """Rank every filled value of one field, best first. The order of the contributions plays no part."""
    name = plan.rule.field
    filled = [(who, value) for who in case.records if is_filled(value := who.values.get(name))]
    contest = Contest(plan.rule.owners, [value for _, value in filled], leader)
    entries = [_entry(plan, who, value, contest) for who, value in filled]
    return sorted(entries, key=_order) if len(entries) > 1 else entries


def clearing(plan: Plan, case: Case, best: Entry | None, leader: str) -> Contribution | None:
    """Find the record whose clearing empties the field: only its owner's, and only if no other record of it is filled.

    A collected field goes empty only with nothing left to collect; a *denied* elsewhere outlives a cleared consent; a
    field that follows another is cleared by the record it follows.
    """
    clearers = [who for who in case.records if is_cleared(who.values.get(plan.rule.field))]
    if not clearers or plan.uses("hub_only") or (plan.uses("collect") and best):
        return None
    if plan.uses("never_relax") and best and best.value == "denied":
        return None
    if leader and plan.follows:
        return next((who for who in clearers if who.record_id == leader), None)
    for role in plan.rule.owners:
        if any(who.role == role and is_filled(who.values.get(plan.rule.field)) for who in case.records):
            return None
        cleared = next((who for who in clearers if who.role == role), None)
        if cleared:
            return cleared
    return None


def judge(plan: Plan, case: Case, leader: str) -> Verdict:
    """Decide one field. `leader` is the record that won the field which this one follows, empty without one."""
    pin = case.pins.get(plan.field)
    if pin:
        return _pinned(pin, case)
    entries = ranking(plan, case, leader)
    best = entries[0] if entries and entries[0].tier < NEVER else None
    cleared = clearing(plan, case, best, leader)
    if cleared:
        return _verdict(plan, case, cleared, NOTHING, "")
    if best:
        value = _collected(entries) if plan.uses("collect") else best.value
        return _verdict(plan, case, best.who, value, _note(plan, entries))
    return _kept(plan, case, leader)


def heard_by(plan: Plan, case: Case, decided: Outcome) -> list[Contribution]:
    """Find the records whose value may win a field that nothing is odd about: those that fill it.

    Where it follows a field that some record won, only that record is heard.
    """
    name = plan.field
    filled = [who for who in case.records if is_filled(who.values.get(name))]
    if not filled or not plan.follows or plan.follows in case.pins:
        return filled
    leader = decided.provenance.get(plan.follows, Provenance()).get("record", "")
    return [who for who in filled if who.record_id == leader] if leader else filled


def won(plan: Plan, case: Case, who: Contribution) -> Verdict:
    """Tell that this record's value wins, with nothing to remark."""
    return _verdict(plan, case, who, who.values[plan.field], "")


def since(name: str, value: Any, case: Case) -> str:
    """Tell since when a field has this value: unchanged keeps its moment, anything else is now."""
    before = case.previous.provenance.get(name)
    same = before is not None and case.previous.values.get(name, NOTHING) == value
    return before.get("since", case.since) if before and same else case.since


def fill(outcome: Outcome, name: str, verdict: Verdict) -> None:
    """Write a verdict into the outcome: value and provenance, either absent where there is none."""
    if verdict.value is not NOTHING:
        outcome.values[name] = verdict.value
    if verdict.provenance is not None:
        outcome.provenance[name] = verdict.provenance


def leader_of(plan: Plan, plans: Mapping[str, Plan], case: Case, decided: Outcome) -> str:
    """Find the record that won the field which this one follows; where it is pinned, the one that would have won it.

    By what the records say, that is: a value kept from before is not there any more once the field is pinned.
    """
    followed = plans.get(plan.follows)
    if followed is None:
        return ""
    if plan.follows not in case.pins:
        return decided.provenance.get(plan.follows, Provenance()).get("record", "")
    pins = {name: pin for name, pin in case.pins.items() if name != plan.follows}
    unpinned = replace(case, pins=pins, previous=Outcome())
    verdict = judge(followed, unpinned, leader_of(followed, plans, case, decided))
    return (verdict.provenance or Provenance()).get("record", "")


def _entry(plan: Plan, who: Contribution, value: Any, contest: Contest) -> Entry:
    ranks = tuple([step.strategy(who, value, contest, step.arguments) for step in plan.steps])
    valid = plan.rule.field not in who.problems
    if None not in ranks:
        return Entry(who, value, COUNTS if valid else INVALID, ranks)
    if plan.rule.on_empty == "any":
        return Entry(who, value, OTHERWISE if valid else OTHERWISE_INVALID, ranks)
    return Entry(who, value, NEVER, ranks)


def _comparable(ranks: tuple[Rank | None, ...]) -> tuple[Rank, ...]:
    return tuple([float("inf") if rank is None else rank for rank in ranks])


def _order(entry: Entry) -> tuple[int, tuple[Rank, ...]]:
    return entry.tier, _comparable(entry.ranks)


def _pinned(pin: Override, case: Case) -> Verdict:
    value = pin.value if is_filled(pin.value) else NOTHING
    changed = since(pin.field, value, case)
    return Verdict(value, Provenance(override=pin.override_id, rule=OVERRIDE_RULE, since=changed))


def _verdict(plan: Plan, case: Case, who: Contribution, value: Any, note: str) -> Verdict:
    provenance = Provenance(
        record=who.record_id,
        system=who.system,
        rule=CLEARED_RULE if value is NOTHING else plan.text,
        since=since(plan.field, value, case),
    )
    if note:
        provenance["note"] = note
    return Verdict(value, provenance)


def _collected(entries: list[Entry]) -> list[Any]:
    collected: list[Any] = []
    for entry in entries:
        if entry.tier == entries[0].tier:
            parts = entry.value if isinstance(entry.value, list) else [entry.value]
            collected.extend(part for part in parts if part not in collected)
    return collected


def _note(plan: Plan, entries: list[Entry]) -> str:
    winner = entries[0]
    if winner.tier == COUNTS and all(entry.tier == COUNTS or entry.tier == NEVER for entry in entries):
        return ""
    heir = min((entry for entry in entries if entry.counts), key=lambda entry: _comparable(entry.ranks), default=None)
    if winner.tier in (INVALID, OTHERWISE_INVALID):
        return f"{winner.who.system}'s {plan.label} fails the check, but no valid one is there"
    if heir and heir.tier == INVALID:
        return f"{heir.who.system} would win, but its {plan.label} fails the check"
    return "" if winner.counts else "no source that may fill it does; taken from another"


def _kept(plan: Plan, case: Case, leader: str) -> Verdict:
    """Keep the last value, if the rule says so and the record that gave it still belongs here.

    Not an override's, or a withdrawn override would live on; not one of a record that has left, or an unmerge would
    leave the other half's values behind; not another record's than the leader's, or two records would mix.
    """
    before = case.previous.provenance.get(plan.field, Provenance())
    record = before.get("record", "")
    stays = record == leader if leader else any(who.record_id == record for who in case.records)
    if plan.rule.on_empty != "keep_last" or not stays or plan.field not in case.previous.values:
        return Verdict()
    provenance = Provenance(
        record=record, system=before.get("system", ""), rule=plan.text, since=before.get("since", case.since)
    )
    provenance["note"] = KEPT_NOTE
    return Verdict(case.previous.values[plan.field], provenance)
