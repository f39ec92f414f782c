"""Rules made ready: strategies looked up, contradictions refused, followed fields put before their followers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from apps.survivorship.strategies import BY_RECORD, EXCLUDES_NOBODY, Step, parse
from apps.survivorship.types import FieldRule, OnEmpty


class ContradictoryRule(ValueError):
    """A rule can't be followed: no owner where one is needed, an unknown or circular field, an option that fights."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One field rule, compiled. `text` is what provenance shows, `follows` the field whose winner this one takes.

    `takes_any` is true where a filled value always counts, whoever says it, and wins as it is if no other is there.
    """

    rule: FieldRule
    steps: tuple[Step, ...]
    text: str
    label: str
    follows: str
    takes_any: bool

    @property
    def field(self) -> str:
        return self.rule.field

    @property
    def by_record(self) -> bool:
        """True where the values play no part in who wins, only the records do."""
        return all(step.name in BY_RECORD for step in self.steps)

    def uses(self, name: str) -> bool:
        """True where the chain contains the strategy of this name."""
        return any(step.name == name for step in self.steps)


def compile_plans(rules: Iterable[FieldRule]) -> tuple[Plan, ...]:
    """Compile the rules of one domain, followed fields before their followers.

    Raises ContradictoryRule or strategies.UnknownStrategy.
    """
    plans: dict[str, Plan] = {}
    for rule in rules:
        if rule.field in plans:
            raise ContradictoryRule(f"{rule.field} has two rules")
        plans[rule.field] = _plan(rule)
    return _followed_first(plans)


def _plan(rule: FieldRule) -> Plan:
    steps = tuple(parse(text) for text in rule.strategies)
    leaders = [step.arguments[0] for step in steps if step.name == "with_winner_of"]
    plan = Plan(
        rule=rule,
        steps=steps,
        text=", ".join(step.text for step in steps),
        label=rule.label or rule.field.replace("_", " "),
        follows=leaders[0] if leaders else "",
        takes_any=all(
            step.name in EXCLUDES_NOBODY and not (step.name == "owner_first" and step.arguments) for step in steps
        ),
    )
    _check(plan, leaders)
    return plan


def _check(plan: Plan, leaders: list[str]) -> None:
    rule = plan.rule
    objections = {
        "has no strategy": not plan.steps,
        "needs an owner for its strategy": not rule.owners and (plan.uses("owner_only") or plan.uses("owner_first")),
        "can follow one field only": len(leaders) > 1,
        f"can't do {rule.on_empty!r} when empty": rule.on_empty not in get_args(OnEmpty),
        "can't take any value when empty: that would mix records": rule.on_empty == "any" and bool(leaders),
        "can't take any value when empty: no system's counts": rule.on_empty == "any" and plan.uses("hub_only"),
    }
    for objection, stands in objections.items():
        if stands:
            raise ContradictoryRule(f"{rule.field} {objection}")


def _followed_first(plans: dict[str, Plan]) -> tuple[Plan, ...]:
    placed: dict[str, Plan] = {}
    for plan in plans.values():
        chain = [plan]
        while (follows := chain[-1].follows) and follows not in placed:
            if follows not in plans or plans[follows] in chain:
                raise ContradictoryRule(f"{chain[-1].field} follows {follows}, which is unknown or follows it back")
            chain.append(plans[follows])
        placed.update({link.field: link for link in reversed(chain) if link.field not in placed})
    return tuple(placed.values())
