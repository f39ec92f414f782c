"""Sealed snapshots of golden records: what the post office carries, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from apps.domains import Domain, get
from apps.golden import linked, queries
from apps.golden.queries import Golden
from apps.sources.queries import Observed
from apps.sources.queries import systems as all_systems
from apps.survivorship.types import CLEARED_RULE, OVERRIDE_RULE


def snapshot(golden_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The snapshots of these golden records as they stand now, by id."""
    goldens = queries.get_many(golden_ids)
    members = queries.member_records(goldens)
    held = linked.held(goldens)
    domains = queries.domains_of(goldens.values())
    codes = {system.id: system.code for system in all_systems()}
    return {
        key: sealed(golden, members.get(key, ()), codes, domains[golden.rulebook_id], held=key in held)
        for key, golden in goldens.items()
    }


def sealed(
    golden: Golden, members: Sequence[Observed], codes: Mapping[int, str], domain: Domain, *, held: bool
) -> dict[str, Any]:
    """One golden record with all a target needs to know: values, crosswalk, and what may be sent where."""
    return {
        "values": golden.values,
        "status": golden.status,
        "merged_into": str(golden.merged_into) if golden.merged_into else None,
        "records": [
            {"record": str(m.record_id), "system": codes[m.system_id], "external_id": m.external_id}
            for m in sorted(members, key=lambda m: (m.system_id, m.external_id))
        ],
        "held": held,
        "overridden": [f for f, told in golden.provenance.items() if told["rule"] == OVERRIDE_RULE],
        "cleared": [f for f, told in golden.provenance.items() if told["rule"] == CLEARED_RULE],
        "owners": _owners_changed(domain),
    }


@lru_cache(maxsize=32)
def _owners_changed(domain: Domain) -> dict[str, str]:
    """Where the rulebook names another owner than the domain file does: field → role."""
    defaults = get(domain.name).by_name
    return {field.name: field.owner for field in domain.fields if field.owner != defaults[field.name].owner}
