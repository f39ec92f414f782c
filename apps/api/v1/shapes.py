"""What answers look like, for the schema: made from the domain's own fields, so that it can't fall behind them."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiResponse

from apps.domains import Domain, Field

Shape = dict[str, Any]

_TEXT: Final[Shape] = {"type": "string"}
_STAMP: Final[Shape] = {"type": "string", "format": "date-time"}
_ID: Final[Shape] = {"type": "string", "format": "uuid"}
_ANY: Final[Shape] = {"type": "object", "additionalProperties": {}}
# Money, quantities and measures travel as decimal text: a binary float can't hold them.
_KINDS: Final[dict[str, Shape]] = {
    "address": _ANY,
    "pack_size": _ANY,
    "measure": _ANY,
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}

PROBLEM: Final[Shape] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT | {"description": "Stable: what a program decides by."},
    },
}


def values(domain: Domain) -> Shape:
    """The golden values of one domain. A field without a value is absent; a masked one is null."""
    return {"type": "object", "properties": {field.name: _field(field) for field in domain.fields}}


def record(domain: Domain) -> Shape:
    """One golden record."""
    source = {"type": "object", "properties": {"system": _TEXT, "external_id": _TEXT}}
    return {
        "type": "object",
        "required": ["id", "domain", "status", "version", "created_at", "changed_at", "values", "masked", "sources"],
        "properties": {
            "id": _ID,
            "domain": {"type": "string", "enum": [domain.name]},
            "status": {"type": "string", "enum": ["live", "retired"]},
            "version": {"type": "integer"},
            "created_at": _STAMP,
            "changed_at": _STAMP,
            "merged_into": _ID | {"nullable": True, "description": "The survivor, if this id was merged away."},
            "values": values(domain),
            "masked": {
                "type": "array",
                "items": _TEXT,
                "description": "Fields that you may not see; null in `values`.",
            },
            "sources": {"type": "array", "items": source},
            "provenance": _ANY | {"description": "With `explain=fields`: per field its origin, rule and date."},
            "successors": {"type": "array", "items": _ID, "description": "Retired by a split: where its parts went."},
            "retired_reason": _TEXT,
            "survivor": _ANY | {"description": "The record of `merged_into`, in the same shape."},
        },
    }


def page(domain: Domain) -> Shape:
    return {
        "type": "object",
        "required": ["results", "next"],
        "properties": {
            "results": {"type": "array", "items": record(domain)},
            "next": {"type": "string", "format": "uri", "nullable": True, "description": "null on the last page"},
        },
    }


def answers(body: Shape, *refusals: int) -> dict[Any, Any]:
    """The responses of one operation: its body, and a problem for each status that refuses."""
    problem = {(status, "application/problem+json"): OpenApiResponse(PROBLEM) for status in (400, 401, 403, *refusals)}
    return {200: OpenApiResponse(body), **problem}


def _field(field: Field) -> Shape:
    return _KINDS.get(field.kind, _TEXT) | {"nullable": True, "description": field.help}
