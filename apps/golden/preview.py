"""What a merge would come to, field by field and target by target, before anybody decides. Never writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.golden import linked, queries
from apps.golden.build import Inputs, build, outcome_of
from apps.golden.inherit import heritage
from apps.golden.letters import sealed
from apps.golden.merge import Joining, domain_of, plan
from apps.golden.queries import Golden
from apps.golden.rules import in_force
from apps.golden.verdicts import STEWARD
from apps.seams import Seams
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.survivorship.types import Outcome
from apps.sync.queries import targets
from apps.sync.wanted import difference, wanted

Sends = Mapping[str, Mapping[str, Mapping[str, tuple[Any, Any]]]]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its value in each golden record before, the value after, where that comes from and by which rule."""

    field: str
    label: str
    before: Mapping[UUID, Any]
    after: Any
    system: str
    rule: str
    note: str

    @property
    def changes(self) -> bool:
        return any(value != self.after for value in self.before.values())


@dataclass(frozen=True, slots=True)
class Preview:
    """The golden record after a merge, and the versions that the merge is to be done against.

    `losers` give their records to the survivor; those of them in `staying` keep some and live on. `sends`: system →
    external id → field → (what it holds, what it will be told). `against`: what stewards said before that this merge
    would supersede.
    """

    survivor: UUID
    losers: tuple[UUID, ...]
    staying: tuple[UUID, ...]
    versions: Mapping[UUID, int]
    values: Mapping[str, Any]
    provenance: Mapping[str, Any]
    fields: Sequence[FieldRow]
    sends: Sends
    against: Sequence[linked.Link]


def preview(*, goldens: Collection[UUID], seams: Seams, exclude: Collection[UUID] = ()) -> Preview:
    """Work out a merge without doing it. `exclude` are source records that are to stay where they are.

    Raises NotMergeable.
    """
    domain, _ = in_force(domain_of(goldens))
    stored = queries.get_many(goldens)
    records = set(queries.record_ids_of(stored)) - set(exclude)
    joining = plan(stored, records)
    outcome = _outcome(domain, stored, joining, seams)
    after = replace(stored[joining.survivor], values=outcome.values, provenance=outcome.provenance)
    return Preview(
        survivor=joining.survivor,
        losers=tuple(sorted(stored.keys() - {joining.survivor})),
        staying=tuple(sorted(joining.after.keys() - {joining.survivor})),
        versions={key: row.version for key, row in stored.items()},
        values=outcome.values,
        provenance=outcome.provenance,
        fields=_rows(domain, stored, outcome),
        sends=sends(domain, after, joining.after[joining.survivor], seams),
        against=_against(joining),
    )


def _outcome(domain: Domain, stored: Mapping[UUID, Golden], joining: Joining, seams: Seams) -> Outcome:
    overrides = heritage(joining.survivor, joining.retiring, joining.before).inputs()
    systems = {system.id: system for system in all_systems()}
    inputs = Inputs(joining.after[joining.survivor], overrides, outcome_of(stored[joining.survivor]))
    return build(domain, inputs, systems, seams.now())


def _rows(domain: Domain, stored: Mapping[UUID, Golden], outcome: Outcome) -> list[FieldRow]:
    rows = []
    for field in domain.fields:
        before = {key: row.values.get(field.name) for key, row in sorted(stored.items())}
        told = outcome.provenance.get(field.name, {})
        if told or any(value is not None for value in before.values()):
            after = outcome.values.get(field.name)
            row = FieldRow(
                field.name,
                field.label,
                before,
                after,
                told.get("system", ""),
                told.get("rule", ""),
                told.get("note", ""),
            )
            rows.append(row)
    return rows


def sends(domain: Domain, after: Golden, members: Sequence[Observed], seams: Seams) -> Sends:
    """What each system's own records among the members would be told; a system that has none is told nothing new."""
    codes = {system.id: system.code for system in all_systems()}
    snapshot = sealed(after, members, codes, domain, held=False)
    found: dict[str, dict[str, Mapping[str, tuple[Any, Any]]]] = {}
    for code, target in targets(domain.name, seams=seams).items():
        wishes = wanted(snapshot, domain.name, target)
        for record in members:
            if codes[record.system_id] != code or record.withdrawn:
                continue
            if told := difference(wishes, record.values, record.echo):
                changes = {name: (record.values.get(name), value) for name, value in told.items()}
                found.setdefault(code, {})[record.external_id] = changes
    return found


def _against(joining: Joining) -> list[linked.Link]:
    """Standing words of stewards, *different* or *related*, between records that would come together."""
    origin = {record.record_id: key for key, rows in joining.before.items() for record in rows}
    together = [record.record_id for record in joining.after[joining.survivor]]
    return [
        link
        for link in linked.links_among(together)
        if link.origin == STEWARD and link.verdict != "same" and origin[link.left_id] != origin[link.right_id]
    ]
