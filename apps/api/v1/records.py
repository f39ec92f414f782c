"""Reading golden records: one page, one by its golden id, one by the key of a source system."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import cursor
from apps.api.permissions import masked_for
from apps.api.problems import problem
from apps.api.renderers import PassThroughRenderer
from apps.api.v1 import parameters, shapes
from apps.api.v1.domain_view import DomainView
from apps.domains import get
from apps.golden import json


class RecordView(DomainView):
    """What all reads of golden records share."""

    renderer_classes = (PassThroughRenderer,)

    def answer(self, request: Request, golden_id: UUID) -> Response:
        """The record, or what became of it: 304 unchanged, 404 never heard of, 410 gone with nobody in its place."""
        asked: dict[str, Any] = {
            "domain": self.domain,
            "masked": masked_for(request.user, self.definition),
            "explain": parameters.explain(request),
        }
        found = json.record(golden_id, **asked)
        if found is None:
            return problem(404, "not_found", f"No {self.domain} has this id.")
        if found.merged_into:
            return _respond(request, found, json.record(found.merged_into, **asked))
        if found.retired and not found.has_successors:
            return problem(410, "retired", found.retired_reason or "Its last source was withdrawn.")
        return _respond(request, found)


class RecordList(RecordView):
    """Live golden records in the order of their ids, a page at a time."""

    def get(self, request: Request) -> Response:
        after, limit, explain = parameters.after(request), parameters.limit(request), parameters.explain(request)
        masked = masked_for(request.user, self.definition)
        page = json.page(domain=self.domain, after=after, limit=limit, masked=masked, explain=explain)
        return Response(b'{"results":' + page.results + b',"next":' + _next(request, page.last) + b"}")


class RecordDetail(RecordView):
    """One golden record by its id. An id that was merged away answers for ever, with its survivor one hop on."""

    def get(self, request: Request, golden_id: UUID) -> Response:
        return self.answer(request, golden_id)


class RecordBySource(RecordView):
    """One golden record by the key that a source system gave to one of its records."""

    def get(self, request: Request, system: str, external_id: str) -> Response:
        key = external_id.removesuffix("/")
        found = json.whereabouts(system=system, external_id=key, domain=self.domain)
        if found is None:
            return problem(404, "not_found", f"No {self.domain} of this system has this key.")
        if found.golden is not None:
            return self.answer(request, found.golden)
        if found.withdrawn:
            return problem(410, "source_withdrawn", "The system withdrew this record.")
        return problem(404, "not_resolved_yet", "This record has landed and waits to be resolved.")


def views(domain: str) -> tuple[type[RecordView], type[RecordView], type[RecordView]]:
    """The list, the detail and the by-source view of one domain, described in the schema in its own words."""
    definition = get(domain)
    record = shapes.answers(shapes.record(definition), 404, 410)
    record[304] = OpenApiResponse(description="The record is still as the given ETag says.")
    parts = (
        (RecordList, "list", parameters.LIST, shapes.answers(shapes.page(definition))),
        (RecordDetail, "read", parameters.DETAIL, record),
        (RecordBySource, "by_source", parameters.BY_SOURCE, record),
    )
    listing, detail, by_source = (
        extend_schema_view(
            get=extend_schema(
                operation_id=f"{definition.plural}_{verb}",
                tags=[definition.plural],
                parameters=given,
                responses=answers,
            )
        )(type(f"{definition.plural.capitalize()}_{verb}", (view,), {"domain": domain}))
        for view, verb, given, answers in parts
    )
    return listing, detail, by_source


def _respond(request: Request, found: json.Document, survivor: json.Document | None = None) -> Response:
    """The body under its ETag; a merged record carries its survivor, and changes with it."""
    tag = f'"v{found.version}"' if survivor is None else f'"v{found.version}.{survivor.version}"'
    headers = {"ETag": tag}
    if _matches(request.headers.get("If-None-Match", ""), tag):
        return Response(status=304, headers=headers)
    body = found.body if survivor is None else found.body[:-1] + b',"survivor":' + survivor.body + b"}"
    return Response(body, headers=headers)


def _matches(given: str, tag: str) -> bool:
    """Weak comparison, as RFC 9110 asks for If-None-Match."""
    return given.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in given.split(",")}


def _next(request: Request, last: UUID | None) -> bytes:
    if last is None:
        return b"null"
    kept = {name: value for name, value in request.query_params.items() if name != "cursor"}
    query = urlencode(kept | {"cursor": cursor.encode(last)})
    return f'"{request.build_absolute_uri(request.path)}?{query}"'.encode()
