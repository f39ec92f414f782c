"""Make the matching keys of stored records anew, as the code makes them now, and ask anew about those that changed.

Landing drops a record that says what it said before, so a new version of the code leaves the comparison strings and
blocking keys of stored records as an older one made them: they would not find those that land from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from apps.domains import Domain, get
from apps.history.bulk import as_json, binary_rows, from_json, id_array
from apps.seams import Seams
from apps.sources import records as rows
from apps.sources.queries import features as stored_features
from apps.sources.records import Forms, Row

CHUNK: Final = 2000
"""Records that are held, and locked, at a time."""


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """One chunk: records read, those whose keys or comparison strings changed, and the last one read (None: none)."""

    read: int = 0
    changed: int = 0
    last: UUID | None = None


def rekey(*, domain: str, seams: Seams, after: UUID | None = None, limit: int = CHUNK) -> Rekeyed:
    """Make keys and comparison strings of the next `limit` live records anew; those that differ go into the tray.

    One transaction. Records are taken in the order of their ids, from the one after `after`, and locked in it: a page
    that lands meanwhile waits for the chunk. Running it again finds nothing changed. Canonical values stay as landed.
    """
    rules = get(domain)
    with transaction.atomic():
        chunk = rows.locked_after(domain, after, limit)
        if not chunk:
            return Rekeyed()
        changed = _changed(chunk, rows.forms_of(rules, chunk))
        _replace(rules, changed, seams)
    return Rekeyed(len(chunk), len(changed), chunk[-1].id)


def _replace(rules: Domain, changed: Sequence[Row], seams: Seams) -> None:
    if changed:
        rows.prepare_for_matching(rules, changed, known={row.id for row in changed})
        rows.put_in_tray(rules.name, [row.id for row in changed], seams.now())


def _changed(chunk: Sequence[Row], fresh: Forms) -> list[Row]:
    """Those of the records of which something else is stored than what is made now."""
    ids = [row.id for row in chunk]
    numbers = fresh.keys.record.tolist()
    made = {
        (ids[n], rule, key)
        for n, rule, key in zip(numbers, fresh.keys.rule.tolist(), fresh.keys.key.tolist(), strict=True)
    }
    moved = {record for record, _, _ in made ^ _stored_keys(ids)}
    held = stored_features(ids)
    return [
        row
        for row, form in zip(chunk, fresh.features, strict=True)
        if row.id in moved or held.get(row.id) != from_json(as_json(form))
    ]


def _stored_keys(ids: Sequence[UUID]) -> set[tuple[UUID, int, int]]:
    query = "SELECT record_id, rule, key FROM sources_blockingkey WHERE record_id = ANY(%s::uuid[])"
    return {(record, rule, key) for record, rule, key in binary_rows(query, [id_array(ids)])}
