"""HubSpot's dated CRM paths of 2026-03 for companies and products, as the portal answers them."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.sandbox.http import Reply, Request
from apps.sandbox.hubspot.search import search
from apps.sandbox.hubspot.store import Portal, Refused, iso, milliseconds, view

PATH: Final = re.compile(r"/crm/objects/2026-03/(companies|products)(?:/(.+))?")
WRITES: Final = re.compile(r"batch/(create|update|upsert|archive)|merge|^$|^\d+$")
BATCH_MAX: Final = 100
PREFIX: Final = {"companies": "company", "products": "product"}
Event = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One request on one type of object; `events` is what webhooks will tell about it."""

    request: Request
    portal: Portal
    events: list[Event] = field(default_factory=list)

    @property
    def body(self) -> dict[str, Any]:
        body = self.request.json()
        if not isinstance(body, dict):
            raise Refused(400, "VALIDATION_ERROR", "the body is not a JSON object")
        return body

    def tell(self, what: str, row: sqlite3.Row, **more: Any) -> None:
        kind = f"{PREFIX[self.portal.type]}.{what}"
        stamp = milliseconds(self.portal.state.now())
        self.events.append({"subscriptionType": kind, "objectId": row["id"], "occurredAt": stamp, **more})


def is_write(request: Request) -> bool:
    """True for a request that changes the portal when it is served."""
    found = PATH.fullmatch(request.path)
    return bool(found and request.method != "GET" and WRITES.search(found[2] or ""))


def answer(request: Request, portal_of: Callable[[str], Portal], token: str) -> tuple[Reply, list[Event]]:
    if request.headers.get("authorization") != f"Bearer {token}":
        return _error(Refused(401, "INVALID_AUTHENTICATION", "Authentication credentials not found or not valid")), []
    found = PATH.fullmatch(request.path)
    if not found:
        return _error(Refused(404, "OBJECT_NOT_FOUND", "no such path")), []
    call = Call(request, portal_of(found[1]))
    try:
        return _route(call, found[2] or ""), call.events
    except Refused as refused:
        return _error(refused), []


def _route(call: Call, rest: str) -> Reply:
    routes: dict[tuple[str, str], Callable[[Call], Reply]] = {
        ("GET", ""): _list,
        ("POST", ""): _create,
        ("POST", "search"): _search,
        ("POST", "merge"): _merge,
        ("POST", "batch/read"): _batch_read,
        ("POST", "batch/create"): _batch_create,
        ("POST", "batch/update"): _batch_update,
        ("POST", "batch/upsert"): _batch_upsert,
        ("POST", "batch/archive"): _batch_archive,
    }
    if (call.request.method, rest) in routes:
        return routes[call.request.method, rest](call)
    if "/" not in rest and call.request.method in ("GET", "PATCH", "DELETE"):
        return _single(call, rest)
    raise Refused(405, "METHOD_NOT_ALLOWED", "no such method here")


# -- single objects


def _single(call: Call, object_id: str) -> Reply:
    row = call.portal.get(object_id, id_property=call.request.query.get("idProperty", ""))
    if row is None:
        raise Refused(404, "OBJECT_NOT_FOUND", f"object {object_id} not found")
    if call.request.method == "GET":
        return Reply(200, view(row, _asked(call)))
    if call.request.method == "DELETE":
        call.portal.archive(row)
        call.tell("deletion", row)
        return Reply(204, None)
    return Reply(200, _updated(call, row, _properties(call.body)))


def _create(call: Call) -> Reply:
    return Reply(201, _created(call, _properties(call.body)))


def _created(call: Call, properties: Mapping[str, Any]) -> dict[str, Any]:
    row = call.portal.create(properties)
    call.tell("creation", row)
    return view(row, list(properties))


def _updated(call: Call, row: sqlite3.Row, properties: Mapping[str, Any]) -> dict[str, Any]:
    row = call.portal.update(row, properties)
    for name, value in properties.items():
        call.tell("propertyChange", row, propertyName=name, propertyValue=value)
    return view(row, list(properties))


def _list(call: Call) -> Reply:
    query = call.request.query
    limit = min(int(query.get("limit", "10")), BATCH_MAX)
    read = call.portal.archived if query.get("archived") == "true" else call.portal.live
    rows = read(after=int(query.get("after") or 0), limit=limit + 1)
    reply: dict[str, Any] = {"results": [view(row, _asked(call)) for row in rows[:limit]]}
    if len(rows) > limit:
        reply["paging"] = {"next": {"after": str(rows[limit - 1]["id"])}}
    return Reply(200, reply)


def _search(call: Call) -> Reply:
    body = call.body
    total, rows, after = search(call.portal, body)
    call.portal.known(body["properties"])
    reply: dict[str, Any] = {"total": total, "results": [view(row, body["properties"]) for row in rows]}
    if after:
        reply["paging"] = {"next": {"after": after}}
    return Reply(200, reply)


def _merge(call: Call) -> Reply:
    if call.portal.type == "products":
        raise Refused(404, "OBJECT_NOT_FOUND", "products can't be merged")
    body = call.body
    rows = [call.portal.get(str(body.get(name, ""))) for name in ("primaryObjectId", "objectIdToMerge")]
    primary, other = rows
    if primary is None or other is None or primary["id"] == other["id"]:
        raise Refused(404, "OBJECT_NOT_FOUND", "two different objects are needed")
    row = call.portal.merge(primary, other)
    call.tell("merge", row, primaryObjectId=primary["id"], mergedObjectIds=[other["id"]])
    return Reply(200, view(row, ["hs_merged_object_ids"]))


# -- batches


def _batch_read(call: Call) -> Reply:
    body, inputs = call.body, _inputs(call.body)
    for name in ("properties", "propertiesWithHistory"):
        if name not in body:
            raise Refused(400, "VALIDATION_ERROR", f"required: {name}")
    results, errors = [], []
    for each in inputs:
        row = call.portal.get(str(each["id"]), id_property=body.get("idProperty", ""))
        if row is None:
            errors.append(_row_error(Refused(404, "OBJECT_NOT_FOUND", f"object {each['id']} not found"), each))
        else:
            results.append(view(row, body["properties"]))
    return _batch(call, results, errors)


def _batch_create(call: Call) -> Reply:
    return _each(call, lambda each: _created(call, _properties(each)), status=201)


def _batch_update(call: Call) -> Reply:
    def update(each: Mapping[str, Any]) -> dict[str, Any]:
        row = call.portal.get(str(each["id"]), id_property=each.get("idProperty", ""))
        if row is None:
            raise Refused(404, "OBJECT_NOT_FOUND", f"object {each['id']} not found")
        return _updated(call, row, _properties(each))

    return _each(call, update)


def _batch_upsert(call: Call) -> Reply:
    def upsert(each: Mapping[str, Any]) -> dict[str, Any]:
        if not each.get("idProperty"):
            raise Refused(400, "VALIDATION_ERROR", "upsert needs idProperty")
        row = call.portal.get(str(each["id"]), id_property=each["idProperty"])
        properties = {**_properties(each), each["idProperty"]: each["id"]}
        found = _updated(call, row, properties) if row is not None else _created(call, properties)
        return {**found, "new": row is None}

    return _each(call, upsert)


def _batch_archive(call: Call) -> Reply:
    for each in _inputs(call.body):
        row = call.portal.get(str(each["id"]))
        if row is not None:
            call.portal.archive(row)
            call.tell("deletion", row)
    return Reply(204, None)


def _each(call: Call, act: Callable[[Mapping[str, Any]], dict[str, Any]], *, status: int = 200) -> Reply:
    """Do it for each input. A refused row is named in a 207; a property that does not exist refuses the whole batch."""
    inputs = _inputs(call.body, need_id=status == 200)
    for each in inputs:
        call.portal.known(_properties(each))
    results, errors = [], []
    for each in inputs:
        try:
            results.append(act(each))
        except Refused as refused:
            errors.append(_row_error(refused, each))
    return _batch(call, results, errors, status=status)


def _inputs(body: Mapping[str, Any], *, need_id: bool = True) -> list[dict[str, Any]]:
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or (need_id and any("id" not in each for each in inputs)):
        raise Refused(400, "VALIDATION_ERROR", "required: inputs, each with an id")
    if len(inputs) > BATCH_MAX:
        raise Refused(400, "VALIDATION_ERROR", f"at most {BATCH_MAX} inputs")
    return inputs


def _batch(call: Call, results: list[Any], errors: list[Any], *, status: int = 200) -> Reply:
    at = iso(milliseconds(call.portal.state.now()))
    body = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
    if not errors:
        return Reply(status, body)
    return Reply(207, {**body, "numErrors": len(errors), "errors": errors})


def _properties(body: Mapping[str, Any]) -> dict[str, Any]:
    found = body.get("properties")
    if not isinstance(found, dict):
        raise Refused(400, "VALIDATION_ERROR", "required: properties")
    return found


def _asked(call: Call) -> list[str]:
    names = [name for name in call.request.query.get("properties", "").split(",") if name]
    call.portal.known(names)
    return names


def _row_error(refused: Refused, each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": "error",
        "category": refused.category,
        "message": str(refused),
        "context": {"ids": [str(each.get("id", ""))]},
        "errors": [{"message": str(refused), "code": refused.code}] if refused.code else [],
        "links": {},
    }


def _error(refused: Refused) -> Reply:
    body: dict[str, Any] = {
        "status": "error",
        "message": str(refused),
        "correlationId": str(uuid.uuid4()),
        "category": refused.category,
    }
    if refused.code:
        body["errors"] = [{"message": str(refused), "code": refused.code}]
    return Reply(refused.status, body)
