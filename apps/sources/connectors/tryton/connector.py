"""Tryton: pull parties and products by their stamps and their children's, push by golden id, find by it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.sources.connectors.base import (
    Capabilities,
    Connection,
    DataError,
    Page,
    PushOperation,
    PushResult,
    RawRecord,
    SystemicFailure,
)
from apps.sources.connectors.render import alike
from apps.sources.connectors.tryton.client import RefusedError, TrytonClient
from apps.sources.connectors.tryton.mapping import MODELS, customer, product
from apps.sources.connectors.tryton.reading import Reader
from apps.sources.connectors.tryton.references import References
from apps.sources.connectors.tryton.writing import Values, Writer, marking


@dataclass(frozen=True, slots=True)
class Change:
    """One operation, and the record it meets there now (None: it has to be created)."""

    operation: PushOperation
    record: RawRecord | None

    @property
    def fresh(self) -> Mapping[str, Any]:
        return self.record.payload if self.record else {}


class TrytonConnector:
    """One database of one Tryton server."""

    capabilities = Capabilities(
        domains=("customer", "product"),
        delta="stamp",
        tombstones=True,
        upsert_key=False,
        merge="inactive",
        webhook="none",
        batch_max=50,
    )

    def __init__(self, connection: Connection) -> None:
        self._client = TrytonClient(connection)
        self._settings = connection.settings
        self._references = References(self._client)
        self._look_back = timedelta(seconds=int(connection.settings.get("look_back_s", self.capabilities.look_back_s)))
        self._person_category = str(connection.settings.get("person_category", "Person"))
        self._reader = Reader(self._client, self._references, connection.settings)

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return customer(payload, self._person_category) if domain == "customer" else product(payload)

    def writable(self, domain: str) -> frozenset[str]:
        """What every server can hold, and of a site's own fields those that the setting `extras` names."""
        model = MODELS[domain]
        return model.writable | (model.writable_extras & frozenset(self._settings.get("extras", ())))

    def pull(self, domain: str, cursor: str) -> Page:
        try:
            return self._reader.page(domain, cursor, self._look_back)
        except RefusedError as error:
            raise SystemicFailure(f"Tryton refuses the query: {error}") from error

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        """By our mark among the identifiers. A merge there moves the loser's mark to the winner, so it leads there."""
        return self._reader.by_mark(domain, golden_ids)

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        """Create what is not there and write what is, each batch in one call; a refused batch is tried row by row.

        A record is looked up just before it is written: by golden id, so that a lost reply makes no second one, and
        by id, so that its children's ids are true and a field that somebody changed meanwhile is not overwritten.
        """
        try:
            held = self._reader.by_id(domain, [each.external_id for each in operations])
            carrying = self.find(domain, [each.golden_id for each in operations])
        except RefusedError as error:
            raise SystemicFailure(f"Tryton refuses the query: {error}") from error
        errors: dict[str, str] = {}
        changes: list[Change] = []
        for each in operations:
            target = held.get(each.external_id) if each.external_id is not None else carrying.get(each.golden_id)
            errors[each.key] = self._objection(domain, each, target)
            if not errors[each.key]:
                changes.append(Change(each, target))
        marked = carrying.keys()
        errors |= self._each(domain, [each for each in changes if each.record is None], marked, self._create)
        errors |= self._each(domain, [each for each in changes if each.record is not None], marked, self._write)
        return self._read_back(domain, operations, {key: error for key, error in errors.items() if error})

    def _objection(self, domain: str, operation: PushOperation, target: RawRecord | None) -> str:
        if target is None:
            return f"record {operation.external_id} is not there any more" if operation.external_id else ""
        if target.merged_into:
            return f"conflict: merged into {target.merged_into} there"
        if target.withdrawn:
            return f"record {target.external_id} is inactive there"
        if not operation.base:
            return ""
        before, now = self.canonical(domain, operation.base), self.canonical(domain, target.payload)
        wanted = operation.fields
        moved = sorted(
            field
            for field in wanted
            if before.get(field) != now.get(field) and not alike(wanted[field], now.get(field))
        )
        return f"conflict: changed meanwhile ({', '.join(moved)})" if moved else ""

    def _each(
        self,
        domain: str,
        changes: list[Change],
        marked: Iterable[str],
        act: Callable[[str, list[tuple[Change, Values]]], None],
    ) -> dict[str, str]:
        """Do it for all at once; where Tryton refuses that, one by one. Returns the reason per refused operation."""
        ready, errors = self._ready(domain, changes, marked)
        if not ready:
            return errors
        try:
            act(domain, ready)
        except RefusedError as error:
            if len(ready) == 1:
                errors[ready[0][0].operation.key] = f"conflict: {error}" if error.conflict else str(error)
            else:
                for each in ready:
                    errors |= self._each(domain, [each[0]], marked, act)
        return errors

    def _ready(
        self, domain: str, changes: list[Change], marked: Iterable[str]
    ) -> tuple[list[tuple[Change, Values]], dict[str, str]]:
        """What can be written, in Tryton's values; and the reason per operation that can't."""
        ready: list[tuple[Change, Values]] = []
        errors: dict[str, str] = {}
        for change in changes:
            try:
                ready.append((change, self._values(domain, change, marked)))
            except DataError as error:
                errors[change.operation.key] = str(error)
        return ready, errors

    def _values(self, domain: str, change: Change, marked: Iterable[str]) -> Values:
        writer = Writer(self._references, self._person_category, self._reader.company())
        operation = change.operation
        marks = marking(change.fresh, operation.golden_id, operation.unmark, taken=operation.golden_id in marked)
        fields = {name: value for name, value in operation.fields.items() if name in self.writable(domain)}
        build = writer.party if domain == "customer" else writer.template
        return build(fields, change.fresh, marks)

    def _create(self, domain: str, ready: list[tuple[Change, Values]]) -> None:
        self._reader.call(f"{_written(domain)}.create", [values for _, values in ready])

    def _write(self, domain: str, ready: list[tuple[Change, Values]]) -> None:
        pairs: list[Any] = []
        stamps: dict[str, str] = {}
        for change, values in ready:
            fresh = change.fresh
            if values:
                pairs += [[fresh["id"] if domain == "customer" else fresh["template"]["id"]], values]
                stamps[f"{MODELS[domain].name},{fresh['id']}"] = fresh["_timestamp"]
        if pairs:
            self._reader.call(f"{_written(domain)}.write", *pairs, _timestamp=stamps)

    def _read_back(
        self, domain: str, operations: Sequence[PushOperation], errors: Mapping[str, str]
    ) -> list[PushResult]:
        done = [each for each in operations if each.key not in errors]
        held = self._reader.by_id(domain, [each.external_id for each in done])
        created = self.find(domain, [each.golden_id for each in done if each.external_id is None])
        results = [PushResult(key=key, error=error) for key, error in errors.items()]
        for each in done:
            record = held.get(each.external_id) if each.external_id is not None else created.get(each.golden_id)
            error = "" if record else "it was written but can't be read back"
            results.append(PushResult(key=each.key, record=record, error=error))
        return results


def _written(domain: str) -> str:
    return "party.party" if domain == "customer" else "product.template"
