"""What a Tryton server holds: pages of a window of stamps, records by id or by our mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from apps.sources.connectors.base import Page, Position, RawRecord
from apps.sources.connectors.tryton.client import TrytonClient
from apps.sources.connectors.tryton.identifiers import GOLDEN_PREFIX, is_mark
from apps.sources.connectors.tryton.mapping import MODELS, Model, flatten
from apps.sources.connectors.tryton.references import References

PAGE = 200


@dataclass(frozen=True, slots=True)
class Cursor(Position):
    """Where a pull stands: the window begins at `since`, is walked by id, and `high` is the newest stamp at its start.

    Stamps are ISO 8601; "" is the beginning of time. What changes behind our back is in the next window.
    """

    system: ClassVar[str] = "Tryton"
    high: str = ""
    since: str = ""
    last: int = 0
    running: bool = False


class Reader:
    """Reads the records of one database, in the name of one of its companies."""

    def __init__(self, client: TrytonClient, references: References, settings: Mapping[str, Any]) -> None:
        self._client = client
        self._references = references
        self._settings = settings
        self._company: tuple[int | None, str] | None = None

    def page(self, domain: str, cursor: str, look_back: timedelta) -> Page:
        """The next page of a pull, ordered by id; a window begins `look_back` before the newest stamp of the last."""
        model, at = MODELS[domain], Cursor.parse(cursor)
        if not at.running:
            at = self._begin(model, at, look_back)
        found = self._records(model, [("id", ">", at.last), *_window(model, at.since)], limit=PAGE)
        more = len(found) == PAGE
        step = replace(at, last=int(found[-1].external_id)) if more else Cursor(high=at.high)
        return Page(records=tuple(found), cursor=str(step), more=more)

    def by_id(self, domain: str, ids: Iterable[str | None]) -> dict[str, RawRecord]:
        numbers = [int(each) for each in dict.fromkeys(ids) if each is not None and each.isdigit()]
        found = self._records(MODELS[domain], [("id", "in", numbers)]) if numbers else []
        return {record.external_id: record for record in found}

    def by_mark(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        """By our mark among the identifiers. A merge there moves the loser's mark to the winner, so it leads there."""
        codes = [GOLDEN_PREFIX + each for each in dict.fromkeys(golden_ids)]
        found: dict[str, RawRecord] = {}
        if not codes:
            return found
        for record in self._records(MODELS[domain], [("identifiers.code", "in", codes)]):
            for golden_id in marks_of(record.payload):
                known = found.get(golden_id)
                if GOLDEN_PREFIX + golden_id in codes and (known is None or known.withdrawn):
                    found[golden_id] = record
        return found

    def _begin(self, model: Model, at: Cursor, look_back: timedelta) -> Cursor:
        since = (datetime.fromisoformat(at.high) - look_back).isoformat() if at.high else ""
        stamps = [self._newest(name) for name in (model.name, *(name for _, name in model.relations))]
        return Cursor(high=max([at.high, *stamps]), since=since, running=True)

    def _newest(self, model: str) -> str:
        order = [("last_modified_at", "DESC"), ("id", "DESC")]
        found = self.call(f"{model}.search_read", [], 0, 1, order, ["last_modified_at"])
        return (found[0]["last_modified_at"] or "") if found else ""

    def _records(self, model: Model, domain: list[Any], *, limit: int | None = None) -> list[RawRecord]:
        found = self.call(f"{model.name}.search_read", domain, 0, limit, [("id", "ASC")], self._paths(model))
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

    def company(self) -> int | None:
        """The company in whose name we read and write; None where there is none."""
        return self._company_and_currency()[0]

    def call(self, method: str, *params: Any, **context: Any) -> Any:
        """Call a method of the server for that company, inactive records included."""
        company = self.company()
        place = {"company": company} if company is not None else {}
        return self._client.call(method, *params, context={"active_test": False, **place, **context})


def _window(model: Model, since: str) -> list[Any]:
    """Records whose own stamp or a child's is in the window. A record never written has no write date."""
    if not since:
        return []
    start = datetime.fromisoformat(since)
    clauses: list[Any] = [("write_date", ">=", start), [("write_date", "=", None), ("create_date", ">=", start)]]
    for relation, _ in model.relations:
        clauses += [(f"{relation}.write_date", ">=", start), (f"{relation}.create_date", ">=", start)]
    return [["OR", *clauses]]


def marks_of(payload: Mapping[str, Any]) -> list[str]:
    """The golden ids that a record carries as our marks among its identifiers."""
    return [str(each["code"]).removeprefix(GOLDEN_PREFIX) for each in payload.get("identifiers") or () if is_mark(each)]


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
