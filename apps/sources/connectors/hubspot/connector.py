"""HubSpot: pull companies and products by their change stamp, push by the golden id, find by it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from apps.sources.connectors.base import (
    Capabilities,
    Connection,
    Page,
    Position,
    PushOperation,
    PushResult,
    RawRecord,
    SystemicFailure,
)
from apps.sources.connectors.hubspot.client import HubspotClient, RefusedError
from apps.sources.connectors.hubspot.mapping import (
    GOLDEN_ID,
    MERGED,
    STAMP,
    TYPES,
    ObjectType,
    canonical,
    milliseconds,
    moment,
    properties_of,
)

PAGE = 200
BATCH = 100


@dataclass(frozen=True, slots=True)
class Cursor(Position):
    """Where a pull stands. Milliseconds since 1970: `since` bounds the window, `high` is the newest stamp at its start.

    Within the window we walk by object id, not by stamp: HubSpot's search ends at 10,000 results, an object that
    changes meanwhile moves to the end of a list by stamp, and thousands may share one. What changes behind our back
    has a stamp of at least `high`, so the next window holds it. `archived` is the page of the second walk.
    """

    system: ClassVar[str] = "HubSpot"
    high: int = 0
    since: int = 0
    last: int = 0
    stage: str = "done"
    archived: str = ""


class HubspotConnector:
    """One HubSpot portal."""

    capabilities = Capabilities(
        domains=("customer", "product"),
        delta="stamp",
        tombstones=True,
        upsert_key=True,
        merge="redirect",
        webhook="signed",
        batch_max=BATCH,
    )

    def __init__(self, connection: Connection) -> None:
        self._client = HubspotClient(connection)
        self._look_back_ms = 1000 * int(connection.settings.get("look_back_s", self.capabilities.look_back_s))

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return canonical(TYPES[domain], payload)

    def writable(self, domain: str) -> frozenset[str]:
        return TYPES[domain].writable

    # -- pull

    def pull(self, domain: str, cursor: str) -> Page:
        """The next page: first what changed, then what was archived. A merge shows on its survivor."""
        kind, at = TYPES[domain], Cursor.parse(cursor)
        try:
            if at.stage == "done":
                at = self._begin(kind, at)
            return self._archived_page(kind, at) if at.stage == "archived" else self._changed_page(kind, at)
        except RefusedError as error:
            raise SystemicFailure(f"HubSpot refuses the query: {error}") from error

    def _begin(self, kind: ObjectType, at: Cursor) -> Cursor:
        newest = self._client.search(kind.path, _search([], sort=f"-{STAMP}", limit=1, properties=[STAMP]))
        high = max((_stamp(found) for found in newest), default=at.high)
        return Cursor(high=high, since=max(0, at.high - self._look_back_ms), stage="changed")

    def _changed_page(self, kind: ObjectType, at: Cursor) -> Page:
        window = [_filter(STAMP, "GTE", at.since), _filter("hs_object_id", "GT", at.last)]
        body = _search(window, sort="hs_object_id", limit=PAGE, properties=kind.properties)
        found = self._client.search(kind.path, body)
        last = max((int(each["id"]) for each in found), default=at.last)
        step = replace(at, last=last) if len(found) == PAGE else replace(at, stage="archived")
        records = [record for each in found for record in (_record(each), *_merged(each))]
        return Page(records=tuple(records), cursor=str(step), more=True)

    def _archived_page(self, kind: ObjectType, at: Cursor) -> Page:
        found, following = self._client.archived(kind.path, after=at.archived, properties=kind.properties)
        recent = [each for each in found if milliseconds(each.get("archivedAt")) >= at.since]
        step = replace(at, archived=following) if following else Cursor(high=at.high)
        return Page(records=tuple(_record(each) for each in recent), cursor=str(step), more=bool(following))

    # -- push

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        """Create by upsert on the golden id, so that a lost reply is harmless; update by object id; read back."""
        kind = TYPES[domain]
        creates = [each for each in operations if each.external_id is None]
        updates = [each for each in operations if each.external_id is not None]
        return [*self._create(kind, creates), *self._update(kind, updates)]

    def _create(self, kind: ObjectType, operations: Sequence[PushOperation]) -> list[PushResult]:
        inputs = {
            each.golden_id: {
                "id": each.golden_id,
                "idProperty": GOLDEN_ID,
                "properties": {**properties_of(kind, each.fields), GOLDEN_ID: each.golden_id},
            }
            for each in operations
        }
        errors = self._write(kind, "upsert", inputs)
        held = self._read_by_golden_id(kind, [key for key in inputs if key not in errors])
        return [_result(each, held.get(each.golden_id), errors.get(each.golden_id, "")) for each in operations]

    def _update(self, kind: ObjectType, operations: Sequence[PushOperation]) -> list[PushResult]:
        free = self._free_golden_ids(kind, operations)
        inputs = {}
        for each in operations:
            mark = _mark(each, free)
            free -= {each.golden_id}  # the first of several siblings carries it
            inputs[str(each.external_id)] = {
                "id": str(each.external_id),
                "properties": {**properties_of(kind, each.fields), **mark},
            }
        errors = self._write(kind, "update", inputs)
        held = self._read(kind, [key for key in inputs if key not in errors])
        return [
            _result(each, held.get(str(each.external_id)), errors.get(str(each.external_id), "")) for each in operations
        ]

    def _free_golden_ids(self, kind: ObjectType, operations: Sequence[PushOperation]) -> set[str]:
        """Golden ids nobody there carries yet: two records of one golden record can't both, the values are unique."""
        lacking = [each.golden_id for each in operations if _golden_id(each.base) in {"", *each.unmark}]
        return set(lacking) - self._read_by_golden_id(kind, lacking).keys() if lacking else set()

    def _write(self, kind: ObjectType, verb: str, inputs: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
        """Write a batch and return the reason for each input that was refused.

        HubSpot refuses a batch as a whole for one bad value, or answers 207 and need not say which row it means. Both
        writes can be repeated without harm, so the rows that are not confirmed are sent one by one.
        """
        if not inputs:
            return {}
        try:
            written, reasons = self._client.write(kind.path, verb, list(inputs.values()))
        except RefusedError as error:
            if error.unknown_schema:
                raise SystemicFailure(f"the portal lacks a property: {error}") from error
            written, reasons = [], [str(error)]
        done = {str(each["id"]) for each in written} | {_golden_id(each) for each in written}
        refused = [key for key in inputs if key not in done] if reasons else []
        if len(inputs) == 1:
            return {key: reasons[0] for key in refused}
        errors: dict[str, str] = {}
        for key in refused:
            errors.update(self._write(kind, verb, {key: inputs[key]}))
        return errors

    # -- look up

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        return self._read_by_golden_id(TYPES[domain], golden_ids)

    def _read(self, kind: ObjectType, ids: Sequence[str]) -> dict[str, RawRecord]:
        return {record.external_id: record for record in self._batches(kind, ids, "")}

    def _read_by_golden_id(self, kind: ObjectType, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        return {_golden_id(record.payload): record for record in self._batches(kind, golden_ids, GOLDEN_ID)}

    def _batches(self, kind: ObjectType, ids: Sequence[str], id_property: str) -> Iterable[RawRecord]:
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            try:
                found = self._client.read(kind.path, part, properties=kind.properties, id_property=id_property)
            except RefusedError as error:
                raise SystemicFailure(f"HubSpot refuses the query: {error}") from error
            yield from (_record(each) for each in found)


def _search(filters: list[dict[str, str]], *, sort: str, limit: int, properties: Sequence[str]) -> dict[str, Any]:
    groups = [{"filters": filters}] if filters else []
    return {"filterGroups": groups, "sorts": [sort], "limit": limit, "after": "0", "properties": list(properties)}


def _filter(name: str, operator: str, value: int) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _stamp(found: Mapping[str, Any]) -> int:
    return milliseconds((found.get("properties") or {}).get(STAMP) or found.get("updatedAt"))


def _mark(operation: PushOperation, free: Collection[str]) -> dict[str, str]:
    """The golden id that a record is given: none where it has one that it may keep, an empty one to take it off."""
    carried = _golden_id(operation.base)
    if carried and carried not in operation.unmark:
        return {}
    if operation.golden_id in free:
        return {GOLDEN_ID: operation.golden_id}
    return {GOLDEN_ID: ""} if carried else {}


def _golden_id(payload: Mapping[str, Any]) -> str:
    return (payload.get("properties") or {}).get(GOLDEN_ID) or ""


def _record(found: Mapping[str, Any]) -> RawRecord:
    stamp = (found.get("properties") or {}).get(STAMP) or found.get("updatedAt") or ""
    return RawRecord(
        external_id=str(found["id"]),
        payload=found,
        business_at=moment(stamp),
        version=str(stamp),
        withdrawn=bool(found.get("archived")),
    )


def _merged(found: Mapping[str, Any]) -> Iterable[RawRecord]:
    losers = (found.get("properties") or {}).get(MERGED) or ""
    for loser in losers.split(";"):
        if loser.strip() and loser.strip() != str(found["id"]):
            yield RawRecord(external_id=loser.strip(), payload={}, withdrawn=True, merged_into=str(found["id"]))


def _result(operation: PushOperation, record: RawRecord | None, error: str) -> PushResult:
    if record is None and not error:
        error = f"record {operation.external_id or operation.golden_id} is not there (merged away or deleted)"
    return PushResult(key=operation.key, record=record, error=error)
