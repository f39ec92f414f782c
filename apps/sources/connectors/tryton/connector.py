"""Tryton: pull parties and products by their stamps and their children's, push by golden id, find by it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
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
from apps.sources.connectors.tryton.identifiers import GOLDEN_PREFIX
from apps.sources.connectors.tryton.mapping import MODELS, Model, customer, flatten, product
from apps.sources.connectors.tryton.references import References
from apps.sources.connectors.tryton.writing import Values, Writer

PAGE = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a pull stands: the window begins at `since`, is walked by id, and `high` is the newest stamp at its start.

    Stamps are ISO 8601; "" is the beginning of time. What changes behind our back is in the next window.
    """

    high: str = ""
    since: str = ""
    last: int = 0
    running: bool = False

    @classmethod
    def parse(cls, text: str) -> Cursor:
        try:
            return cls(**json.loads(text)) if text else cls()
        except (TypeError, ValueError) as error:
            raise SystemicFailure("this is not a cursor of Tryton; begin the stream anew") from error

    def __str__(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


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
        self._company: tuple[int | None, str] | None = None

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return customer(payload, self._person_category) if domain == "customer" else product(payload)

    def writable(self, domain: str) -> frozenset[str]:
        """What every server can hold, and of a site's own fields those that the setting `extras` names."""
        model = MODELS[domain]
        return model.writable | (model.writable_extras & frozenset(self._settings.get("extras", ())))

    # -- pull

    def pull(self, domain: str, cursor: str) -> Page:
        model, at = MODELS[domain], Cursor.parse(cursor)
        try:
            if not at.running:
                at = self._begin(model, at)
            found = self._records(model, [("id", ">", at.last), *_window(model, at.since)], limit=PAGE)
        except RefusedError as error:
            raise SystemicFailure(f"Tryton refuses the query: {error}") from error
        more = len(found) == PAGE
        step = replace(at, last=int(found[-1].external_id)) if more else Cursor(high=at.high)
        return Page(records=tuple(found), cursor=str(step), more=more)

    def _begin(self, model: Model, at: Cursor) -> Cursor:
        since = (datetime.fromisoformat(at.high) - self._look_back).isoformat() if at.high else ""
        stamps = [self._newest(name) for name in (model.name, *(name for _, name in model.relations))]
        return Cursor(high=max([at.high, *stamps]), since=since, running=True)

    def _newest(self, model: str) -> str:
        order = [("last_modified_at", "DESC"), ("id", "DESC")]
        found = self._call(f"{model}.search_read", [], 0, 1, order, ["last_modified_at"])
        return (found[0]["last_modified_at"] or "") if found else ""

    def _records(self, model: Model, domain: list[Any], *, limit: int | None = None) -> list[RawRecord]:
        found = self._call(f"{model.name}.search_read", domain, 0, limit, [("id", "ASC")], self._paths(model))
        currency = self._company_and_currency()[1] if model.name == "product.product" else ""
        return [_record(flatten(each) | ({"currency": currency} if currency else {})) for each in found]

    def _paths(self, model: Model) -> list[str]:
        has = self._references.fields(model.name)
        paths = [*model.paths, *(extra.path for extra in model.extras if extra.key in has)]
        if model.name == "party.party":
            flags = self._references.fields("party.address") & {"invoice", "delivery"}
            paths += sorted(f"addresses.{flag}" for flag in flags)
        return paths

    def _company_and_currency(self) -> tuple[int | None, str]:
        """The company in whose name we read prices and balances: the setting `company`, else the first there is."""
        if self._company is None:
            wanted = self._settings.get("company")
            domain = [("id", "=", wanted)] if wanted else []
            paths = ["id", "currency.code"]
            found = self._client.call("company.company.search_read", domain, 0, 1, [("id", "ASC")], paths)
            self._company = (found[0]["id"], (found[0].get("currency.") or {}).get("code", "")) if found else (None, "")
        return self._company

    def _call(self, method: str, *params: Any, **context: Any) -> Any:
        company = self._company_and_currency()[0]
        place = {"company": company} if company is not None else {}
        return self._client.call(method, *params, context={"active_test": False, **place, **context})

    # -- push

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        """Create what is not there and write what is, each batch in one call; a refused batch is tried row by row.

        A record is looked up just before it is written: by golden id, so that a lost reply makes no second one, and
        by id, so that its children's ids are true and a field that somebody changed meanwhile is not overwritten.
        """
        model = MODELS[domain]
        try:
            held = self._by_id(model, [each.external_id for each in operations if each.external_id is not None])
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
        errors: dict[str, str] = {}
        ready: list[tuple[Change, Values]] = []
        for change in changes:
            try:
                ready.append((change, self._values(domain, change, marked)))
            except DataError as error:
                errors[change.operation.key] = str(error)
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

    def _values(self, domain: str, change: Change, marked: Iterable[str]) -> Values:
        writer = Writer(self._references, self._person_category, self._company_and_currency()[0])
        operation = change.operation
        mark = "" if operation.golden_id in marked or _golden_ids(change.fresh) else operation.golden_id
        fields = {name: value for name, value in operation.fields.items() if name in self.writable(domain)}
        build = writer.party if domain == "customer" else writer.template
        return build(fields, change.fresh, mark)

    def _create(self, domain: str, ready: list[tuple[Change, Values]]) -> None:
        self._call(f"{_written(domain)}.create", [values for _, values in ready])

    def _write(self, domain: str, ready: list[tuple[Change, Values]]) -> None:
        pairs: list[Any] = []
        stamps: dict[str, str] = {}
        for change, values in ready:
            fresh = change.fresh
            if values:
                pairs += [[fresh["id"] if domain == "customer" else fresh["template"]["id"]], values]
                stamps[f"{MODELS[domain].name},{fresh['id']}"] = fresh["_timestamp"]
        if pairs:
            self._call(f"{_written(domain)}.write", *pairs, _timestamp=stamps)

    def _read_back(
        self, domain: str, operations: Sequence[PushOperation], errors: Mapping[str, str]
    ) -> list[PushResult]:
        done = [each for each in operations if each.key not in errors]
        held = self._by_id(MODELS[domain], [each.external_id for each in done if each.external_id is not None])
        created = self.find(domain, [each.golden_id for each in done if each.external_id is None])
        results = [PushResult(key=key, error=error) for key, error in errors.items()]
        for each in done:
            record = held.get(each.external_id) if each.external_id is not None else created.get(each.golden_id)
            error = "" if record else "it was written but can't be read back"
            results.append(PushResult(key=each.key, record=record, error=error))
        return results

    # -- look up

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        """By our mark among the identifiers. A merge there moves the loser's mark to the winner, so it leads there."""
        codes = [GOLDEN_PREFIX + each for each in dict.fromkeys(golden_ids)]
        found: dict[str, RawRecord] = {}
        if not codes:
            return found
        for record in self._records(MODELS[domain], [("identifiers.code", "in", codes)]):
            for golden_id in _golden_ids(record.payload):
                known = found.get(golden_id)
                if GOLDEN_PREFIX + golden_id in codes and (known is None or known.withdrawn):
                    found[golden_id] = record
        return found

    def _by_id(self, model: Model, ids: Sequence[str]) -> dict[str, RawRecord]:
        numbers = [int(each) for each in dict.fromkeys(ids) if each.isdigit()]
        found = self._records(model, [("id", "in", numbers)]) if numbers else []
        return {record.external_id: record for record in found}


def _written(domain: str) -> str:
    return "party.party" if domain == "customer" else "product.template"


def _window(model: Model, since: str) -> list[Any]:
    """Records whose own stamp or a child's is in the window. A record never written has no write date."""
    if not since:
        return []
    start = datetime.fromisoformat(since)
    clauses: list[Any] = [("write_date", ">=", start), [("write_date", "=", None), ("create_date", ">=", start)]]
    for relation, _ in model.relations:
        clauses += [(f"{relation}.write_date", ">=", start), (f"{relation}.create_date", ">=", start)]
    return [["OR", *clauses]]


def _golden_ids(payload: Mapping[str, Any]) -> list[str]:
    codes = (str(each["code"]) for each in payload.get("identifiers") or () if not each["type"])
    return [code.removeprefix(GOLDEN_PREFIX) for code in codes if code.startswith(GOLDEN_PREFIX)]


def _record(payload: Mapping[str, Any]) -> RawRecord:
    children = [payload.get("template") or {}]
    for relation in ("addresses", "contact_mechanisms", "identifiers"):
        children += payload.get(relation) or ()
    own = payload.get("write_date") or payload.get("create_date") or ""
    newest = max([own, *(child.get("last_modified_at") or "" for child in children)])
    replaced_by = payload.get("replaced_by")
    return RawRecord(
        external_id=str(payload["id"]),
        payload=payload,
        business_at=datetime.fromisoformat(newest) if newest else None,
        version=newest,
        withdrawn=not payload.get("active", True),
        merged_into=str(replaced_by) if replaced_by and not payload.get("active", True) else "",
    )
