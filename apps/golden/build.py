"""Golden values from their inputs: `golden = survive(rules, source records, overrides)`. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.golden import pinned, queries
from apps.golden.queries import Golden
from apps.seams import utc_now
from apps.sources.queries import Observed, SystemInfo
from apps.sources.queries import systems as all_systems
from apps.survivorship import types as survivorship
from apps.survivorship.lifetimes import in_force
from apps.survivorship.types import Contribution, Outcome


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the values of one golden record depend on."""

    members: Sequence[Observed]
    overrides: Sequence[survivorship.Override]
    previous: Outcome | None


def contribution(record: Observed, system: SystemInfo) -> Contribution:
    """What one source record says, without the values that we wrote there ourselves."""
    return Contribution(
        record_id=str(record.record_id),
        system=system.code,
        role=system.role,
        priority=system.priority,
        business_at=record.business_at,
        received_at=record.received_at,
        values=record.opinion,
        problems=record.problems,
    )


def build(domain: Domain, inputs: Inputs, systems: Mapping[int, SystemInfo], now: datetime) -> Outcome:
    """The values and provenance of one golden record."""
    contributions = [contribution(record, systems[record.system_id]) for record in inputs.members]
    return domain.survivor.survive(contributions, inputs.overrides, inputs.previous, now)


def ended(domain: Domain, inputs: Inputs, systems: Mapping[int, SystemInfo], now: datetime) -> list[UUID]:
    """The overrides whose lifetime is over: left standing, one would hold again if its source went back."""
    if not inputs.overrides:
        return []
    contributions = [contribution(record, systems[record.system_id]) for record in inputs.members]
    plans = domain.survivor.plans
    return [
        UUID(each.override_id)
        for each in inputs.overrides
        if each.field in plans and not in_force(each, plans[each.field].rule, contributions, now)
    ]


def recompute(
    golden_ids: Iterable[UUID], now: datetime | None = None
) -> dict[UUID, tuple[dict[str, Any], dict[str, Any]]]:
    """Derive golden records anew from what is stored: (values, provenance) by id. Equal to the stored ones, always."""
    goldens = queries.get_many(golden_ids)
    members = queries.member_records(goldens)
    overrides = pinned.overrides_in_force(goldens)
    systems = {system.id: system for system in all_systems()}
    domains = queries.domains_of(goldens.values())
    found: dict[UUID, tuple[dict[str, Any], dict[str, Any]]] = {}
    for key, golden in goldens.items():
        inputs = Inputs(members.get(key, []), overrides.get(key, []), outcome_of(golden))
        outcome = build(domains[golden.rulebook_id], inputs, systems, now or utc_now())
        found[key] = (outcome.values, dict(outcome.provenance))
    return found


def outcome_of(golden: Golden) -> Outcome:
    """The stored values and provenance, as survivorship takes them for `previous`."""
    return Outcome(dict(golden.values), dict(golden.provenance))
