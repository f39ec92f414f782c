"""Which value wins? The golden values of one thing, derived from what its sources say, by the rules of its domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, Final, TypeAlias

from apps.survivorship.judge import Case, Verdict, fill, heard_by, judge, leader_of, since, tie_break, won
from apps.survivorship.lifetimes import in_force
from apps.survivorship.plan import Plan, compile_plans
from apps.survivorship.strategies import BY_ROLE, Contest, Step
from apps.survivorship.types import Contribution, FieldRule, Outcome, Override, is_cleared

_NO_OUTCOME: Final = Outcome()
_VALUES_MATTER: Final = -1
_MEMO_RECORDS: Final = 4


_Voice: TypeAlias = tuple[str, str, Callable[[str], Any]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A chain that looks at records only, never at values: it orders them once, for all the fields that share it."""

    steps: tuple[Step, ...]
    owners: tuple[str, ...]

    def settled_by_role(self, records: Sequence[Contribution]) -> bool:
        """True where the roles alone decide the order, because no two records tie when the first other step comes."""
        first = list(takewhile(lambda step: step.name in BY_ROLE, self.steps))
        contest = Contest(self.owners)
        ranks = {tuple(step.rank(who, None, contest) for step in first) for who in records}
        return len(first) == len(self.steps) or len(ranks) == len(records)

    def places(self, records: Sequence[Contribution]) -> tuple[int, ...]:
        """Give the places of the records that count, best first; ties stay in the order they came in."""
        contest = Contest(self.owners)
        ranked = [(tuple(step.rank(who, None, contest) for step in self.steps), at) for at, who in enumerate(records)]
        return tuple(at for ranks, at in sorted(pair for pair in ranked if None not in pair[0]))


class Survivor:
    """The rules of one domain, compiled once and used for every golden record of it.

    Between calls it remembers only in which order records of the same roles stand.
    """

    __slots__ = ("_by_roles", "_lanes", "_lines", "plans")

    def __init__(self, rules: Iterable[FieldRule]) -> None:
        """Raises plan.ContradictoryRule or strategies.UnknownStrategy."""
        ordered = compile_plans(rules)
        self.plans: dict[str, Plan] = {plan.field: plan for plan in ordered}
        self._lines = list(dict.fromkeys(_Line(plan.steps, plan.rule.owners) for plan in ordered if plan.by_record))
        self._lanes = [(plan, plan.field, plan.text, self._line_of(plan)) for plan in ordered]
        self._by_roles: dict[tuple[str, ...], list[tuple[int, ...] | None]] = {}

    def survive(
        self,
        contributions: Sequence[Contribution],
        overrides: Iterable[Override],
        previous: Outcome | None,
        now: datetime,
    ) -> Outcome:
        """Derive the golden values and their provenance.

        The order of contributions and overrides plays no part; equal inputs give equal JSON; deriving again from the
        result changes nothing. Fields without a rule, and overrides of them, are left out. `now` dates what changed
        and ends overrides.

        A field where nothing is odd takes the first filled value of its line, or the only one there is, here and now:
        this must agree with `judge` to the letter, which decides all others.
        """
        case = self.case(contributions, overrides, previous, now)
        lines, odd, before = self._in_line(case.records), _odd_fields(case), case.previous.values
        outcome = Outcome()
        values, provenance, moment = outcome.values, outcome.provenance, case.since
        for plan, name, text, line in self._lanes:
            if name in odd:
                fill(outcome, name, self.verdict(plan, case, outcome))
            elif line >= 0:
                for record, system, said in lines[line]:
                    value = said(name)
                    if value or value is False or value == 0:
                        if before:
                            moment = since(name, value, case)
                        values[name] = value
                        provenance[name] = {"record": record, "system": system, "rule": text, "since": moment}
                        break
                else:
                    if name in before or plan.rule.on_empty == "any":
                        fill(outcome, name, self.verdict(plan, case, outcome))
            elif heard := heard_by(plan, case, outcome):
                sole = len(heard) == 1 and plan.takes_any and plan.follows not in case.pins
                fill(outcome, name, won(plan, case, heard[0]) if sole else self.verdict(plan, case, outcome))
            elif name in before:
                fill(outcome, name, self.verdict(plan, case, outcome))
        return outcome

    def case(
        self,
        contributions: Iterable[Contribution],
        overrides: Iterable[Override],
        previous: Outcome | None,
        now: datetime,
    ) -> Case:
        """Lay out one case: records in tie-break order, and per field the newest override that holds."""
        records = sorted(contributions, key=tie_break)
        pins: dict[str, Override] = {}
        for override in sorted(overrides, key=lambda override: override.override_id):
            plan = self.plans.get(override.field)
            if plan and in_force(override, plan.rule, records, now):
                pins[override.field] = override
        return Case(records, pins, previous or _NO_OUTCOME, now.isoformat())

    def verdict(self, plan: Plan, case: Case, decided: Outcome) -> Verdict:
        """Judge one field in full. `decided` holds the fields that come before it, the followed one among them."""
        return judge(plan, case, leader_of(plan, self.plans, case, decided) if plan.follows else "")

    def _line_of(self, plan: Plan) -> int:
        return self._lines.index(_Line(plan.steps, plan.rule.owners)) if plan.by_record else _VALUES_MATTER

    def _in_line(self, records: Sequence[Contribution]) -> list[list[_Voice]]:
        """Put the records in the order of each line."""
        voices = [(who.record_id, who.system, who.values.get) for who in records]
        known = self._places_by_role(records)
        return [
            [voices[at] for at in (line.places(records) if places is None else places)]
            for line, places in zip(self._lines, known, strict=True)
        ]

    def _places_by_role(self, records: Sequence[Contribution]) -> list[tuple[int, ...] | None]:
        """Recall the order of each line for these roles; None where it hangs on more than the roles."""
        roles = tuple([who.role for who in records])
        places = self._by_roles.get(roles)
        if places is None:
            places = [line.places(records) if line.settled_by_role(records) else None for line in self._lines]
            if len(records) <= _MEMO_RECORDS:
                self._by_roles[roles] = places
        return places


def compile_rules(rules: Iterable[FieldRule]) -> Survivor:
    """Make the rules of one domain ready for use. Raises plan.ContradictoryRule or strategies.UnknownStrategy."""
    return Survivor(rules)


def survive(
    rules: Iterable[FieldRule],
    contributions: Sequence[Contribution],
    overrides: Iterable[Override],
    previous: Outcome | None,
    now: datetime,
) -> Outcome:
    """Derive one golden record. For many, compile the rules once: see `Survivor.survive`."""
    return compile_rules(rules).survive(contributions, overrides, previous, now)


def _odd_fields(case: Case) -> set[str]:
    """Name the fields that need a full judgement: pinned, cleared somewhere, or failing a check."""
    odd = set(case.pins)
    for who in case.records:
        odd.update(who.problems)
        odd.update([name for name, value in who.values.items() if isinstance(value, dict) and is_cleared(value)])
    return odd
