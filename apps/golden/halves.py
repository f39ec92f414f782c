"""What each part of a golden record taken apart last said of its own, so that nothing looks newer than it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.golden import past, pinned
from apps.golden.queries import Golden
from apps.sources.queries import Observed
from apps.survivorship.types import Outcome, Provenance


def outcomes(
    stored: Mapping[UUID, Golden], members: Mapping[UUID, Sequence[Observed]], sources: Mapping[UUID, UUID]
) -> dict[UUID, Outcome]:
    """For each part the outcome to keep values and moments from.

    Per field it is the part's own newest state whose value came from a source record or override that the part has
    now; where the golden record it is taken out of holds a later value from there, that one.
    """
    standing = pinned.standing_overrides(stored)
    found: dict[UUID, Outcome] = {}
    for key in stored:
        origins = {str(record.record_id) for record in members.get(key, ())}
        origins |= {str(row.pk) for row in standing.get(key, ())}
        own = _newest([(row.values, row.provenance) for row in past.states(key)], origins)
        source = stored.get(sources.get(key, key))
        found[key] = _with_news(own, source, origins) if source and source.id != key else own
    return found


def _newest(states: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], origins: set[str]) -> Outcome:
    outcome = Outcome()
    for values, provenance in states:
        for name, told in provenance.items():
            if name not in outcome.provenance and _origin(told) in origins:
                _take(outcome, name, values, told)
    return outcome


def _with_news(own: Outcome, source: Golden, origins: set[str]) -> Outcome:
    for name, told in source.provenance.items():
        if _origin(told) in origins and source.values.get(name) != own.values.get(name):
            own.values.pop(name, None)
            _take(own, name, source.values, told)
    return own


def _take(outcome: Outcome, name: str, values: Mapping[str, Any], told: Any) -> None:
    outcome.provenance[name] = Provenance(**told)
    if name in values:
        outcome.values[name] = values[name]


def _origin(told: Mapping[str, Any]) -> str:
    return str(told.get("record") or told.get("override") or "")
