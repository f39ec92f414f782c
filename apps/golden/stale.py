"""A decision is taken on what was seen: whoever saw an older version is shown the difference, and decides again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.golden import past
from apps.golden.queries import Golden

Difference = Mapping[str, tuple[Any, Any]]
_MORE = ("status", "merged_into", "confirmed")


class StaleVersion(Exception):
    """A golden record has changed since it was seen. `differences`: per golden record, field → (then, now)."""

    def __init__(self, differences: Mapping[UUID, Difference]) -> None:
        super().__init__(f"{len(differences)} golden record(s) changed since they were seen; look again and decide")
        self.differences = differences


def refuse_stale(stored: Mapping[UUID, Golden], versions: Mapping[UUID, int]) -> None:
    """Raises StaleVersion where a golden record is not in the version it was seen in; one not named was not seen."""
    stale = {key: row for key, row in stored.items() if versions.get(key) != row.version}
    if stale:
        raise StaleVersion({key: _difference(row, versions.get(key, 0)) for key, row in stale.items()})


def _difference(now: Golden, version: int) -> Difference:
    then = past.at_version(now.id, version)
    if then is None:
        return {"version": (version, now.version)}
    names = sorted(then.values.keys() | now.values.keys())
    found = {n: (then.values.get(n), now.values.get(n)) for n in names if then.values.get(n) != now.values.get(n)}
    was = {"status": then.status, "merged_into": then.merged_into_id, "confirmed": then.confirmed}
    found |= {name: (was[name], getattr(now, name)) for name in _MORE if was[name] != getattr(now, name)}
    return found or {"version": (version, now.version)}
