"""Who answers for a golden record whose source merged its own records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from apps.golden import queries
from apps.sources import queries as sources
from apps.sources.queries import Observed

MOST_HOPS = 20
"""How many merges at the source are followed; a circle of them ends nowhere."""


def heirs_of(
    gone: Mapping[UUID, Observed], home: Mapping[UUID, UUID], members: Mapping[UUID, Sequence[Observed]]
) -> dict[UUID, UUID]:
    """Where the source system merged its own record away, the golden record of its survivor inherits the id.

    `gone` are withdrawn records, `home` where they were, `members` who is left there. A survivor that is gone as well
    leads on to its own.
    """
    empty = {key: record for key, record in gone.items() if key in home and not members.get(home[key])}
    waiting = {home[key]: record for key, record in empty.items() if record.merged_into}
    heirs: dict[UUID, UUID] = {}
    for _ in range(MOST_HOPS):
        if not waiting:
            break
        survivors = _survivors(waiting)
        found = queries.goldens_of(record.record_id for record in survivors.values())
        heirs |= {loser: found[r.record_id] for loser, r in survivors.items() if r.record_id in found}
        waiting = {loser: r for loser, r in survivors.items() if r.record_id not in found and r.merged_into}
    return heirs


def _survivors(waiting: Mapping[UUID, Observed]) -> dict[UUID, Observed]:
    """The record that each one was merged into, as far as we know it."""
    streams: dict[tuple[int, str], set[str]] = {}
    for record in waiting.values():
        streams.setdefault((record.system_id, record.domain), set()).add(record.merged_into)
    ids = {
        (system, domain, key): found
        for (system, domain), keys in streams.items()
        for key, found in sources.ids_by_key(system, domain, keys).items()
    }
    known = {loser: ids.get((r.system_id, r.domain, r.merged_into)) for loser, r in waiting.items()}
    records = sources.observed([key for key in known.values() if key], raw=False)
    return {loser: records[key] for loser, key in known.items() if key}
