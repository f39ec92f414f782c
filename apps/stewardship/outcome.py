"""What a merge would come to: the golden record after, and what each system would be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.domains.values import is_filled
from apps.golden.preview import Sends
from apps.stewardship.display import label_of, shown
from apps.survivorship.types import OVERRIDE_RULE


@dataclass(frozen=True, slots=True)
class Sent:
    """What one record of one system would be told: (label, value) per field."""

    target: str
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The golden record after a merge. `survivor` keeps its id."""

    survivor: UUID
    values: Mapping[str, Any]
    provenance: Mapping[str, Any]
    sending: Sequence[Sent]


@dataclass(frozen=True, slots=True)
class After:
    """One value of the golden record after, the rule that picks it, and where it comes from."""

    text: str
    rule: str
    source: str
    note: str


def after_of(field: str, domain: Domain, foreseen: Foreseen | None, *, personal: bool) -> After | None:
    """What one field will say after the merge; None where no merge is foreseen."""
    if foreseen is None:
        return None
    origin = foreseen.provenance.get(field, {})
    source = "steward" if origin.get("rule") == OVERRIDE_RULE else origin.get("system", "")
    hidden = field in domain.personal and not personal
    return After(
        shown(domain, field, foreseen.values.get(field), personal=personal),
        origin.get("rule", ""),
        source,
        "" if hidden else origin.get("note", ""),
    )


def sending(sends: Sends, domain: Domain, *, personal: bool) -> list[Sent]:
    """What each record of each system would be told, as golden foresees it."""
    told = [
        (f"{system.upper()} {key}", {name: value for name, (_, value) in fields.items()})
        for system, records in sorted(sends.items())
        for key, fields in sorted(records.items())
    ]
    return [sent_to(target, fields, domain, personal=personal) for target, fields in told]


def sent_to(target: str, fields: Mapping[str, Any], domain: Domain, *, personal: bool) -> Sent:
    """What one target would be told, in words."""
    told = [
        (label_of(domain, n), shown(domain, n, v, personal=personal) if is_filled(v) else "") for n, v in fields.items()
    ]
    return Sent(target, told)
