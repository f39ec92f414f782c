"""What answers look like, for the schema: made from the domain's own fields, so that it can't fall behind them."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiResponse

from apps.api.v1.question import LIMIT_DEFAULT, LIMIT_MAX, PROSE_MAX, RECORDS_MAX, TEXT_MAX
from apps.domains import Domain, Field
from apps.golden.match import REACH

Shape = dict[str, Any]

_TEXT: Final[Shape] = {"type": "string"}
_STAMP: Final[Shape] = {"type": "string", "format": "date-time"}
_ID: Final[Shape] = {"type": "string", "format": "uuid"}
_ANY: Final[Shape] = {"type": "object", "additionalProperties": {}}
_TEXTS: Final[Shape] = {"type": "array", "items": _TEXT}
_SOURCE: Final[Shape] = {"type": "object", "properties": {"system": _TEXT, "external_id": _TEXT}}
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
        "records": {"type": "array", "items": {"type": "integer"}, "description": "Of `unmatchable`: which, from 0."},
    },
}


def values(domain: Domain) -> Shape:
    """The golden values of one domain. A field without a value is absent; a masked one is null."""
    return {"type": "object", "properties": {field.name: _field(field) for field in domain.fields}}


def record(domain: Domain) -> Shape:
    """One golden record."""
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
            "sources": {"type": "array", "items": _SOURCE},
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


MATCH: Final = """Do we hold these already? Ask before you create a record.

Each record gets an `outcome`: what would become of it if it arrived now.

- `join`: it is the golden record `golden`. Use that one; create nothing.
- `review`: it may be one of its matches. Let a person choose; created, it opens a review item.
- `wait`: it is like a record that has arrived and is not resolved yet. Ask again in a few seconds.
- `new`: nothing like it is held. Create it.

Nothing is stored: the same body may be sent any number of times, and an `Idempotency-Key` changes nothing. Whether all
members of a golden record would agree to the newcomer is asked only when it arrives."""


def question(domain: Domain) -> Shape:
    """The body of a match."""
    room = f"What is known of it; texts of at most {TEXT_MAX:,} characters, descriptions of {PROSE_MAX:,}."
    asked = values(domain) | {"additionalProperties": False, "description": room}
    return {
        "type": "object",
        "required": ["records"],
        "additionalProperties": False,
        "properties": {
            "records": {"type": "array", "minItems": 1, "maxItems": RECORDS_MAX, "items": asked},
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": LIMIT_MAX,
                "default": LIMIT_DEFAULT,
                "description": "Matches told of each record; all count for the outcome.",
            },
            "explain": {"type": "boolean", "default": False, "description": "Adds `evidence` to each match."},
        },
    }


def matches() -> Shape:
    """The answer to a match: a result for each record asked about, in the same order."""
    result = {
        "outcome": {"type": "string", "enum": ["join", "review", "wait", "new"]},
        "golden": _ID | {"nullable": True, "description": "The golden record that it would join."},
        "matches": {"type": "array", "items": _match(), "description": "The likeliest first."},
        "compared": {
            "type": "integer",
            "description": f"Records compared: the {REACH.most} at most that share the most and the rarest keys.",
        },
        "looked_by": _TEXTS | {"description": "The blocking rules that the record has a key of."},
        "crowded": _TEXTS | {"description": "Rules whose key too many records share: by those nobody was looked for."},
        "warnings": _ANY | {"description": "Per field what is wrong with the value that was asked."},
    }
    return _object(
        {
            "rulebook": {"type": "integer", "description": "The version that decided; 0 before the first one."},
            "results": {"type": "array", "items": _object(result)},
        }
    )


def _match() -> Shape:
    shape = _object(
        {
            "golden": _ID | {"nullable": True, "description": "null while the record waits to be resolved."},
            "url": {"type": "string", "format": "uri", "nullable": True, "description": "Where it is or will be."},
            "record": _SOURCE | {"nullable": True, "description": "Its source record that is most alike."},
            "band": {"type": "string", "enum": ["join", "review"]},
            "weight": {"type": "number", "description": "Evidence in bits: the log2 odds that both are the same."},
            "probability": {"type": "number", "minimum": 0, "maximum": 1},
            "vetoed_by": _TEXT | {"nullable": True, "description": "The comparison that forbids a join."},
            "proposed_by": _TEXTS | {"description": "The blocking rules whose keys both have."},
        }
    )
    line = {
        "comparison": _TEXT,
        "label": _TEXT,
        "weight": {"type": "number", "description": "In bits; the lines add up to the match's weight."},
        "veto": {"type": "boolean"},
        "asked": _TEXT | {"nullable": True, "description": "As compared; null for who may not see personal values."},
        "held": _TEXT | {"nullable": True},
    }
    shape["properties"]["evidence"] = {"type": "array", "items": _object(line), "description": "With `explain`."}
    return shape


def _object(properties: Shape) -> Shape:
    """An object that always has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def answers(body: Shape, *refusals: int) -> dict[Any, Any]:
    """The responses of one operation: its body, and a problem for each status that refuses."""
    problem = {(status, "application/problem+json"): OpenApiResponse(PROBLEM) for status in (400, 401, 403, *refusals)}
    return {200: OpenApiResponse(body), **problem}


def _field(field: Field) -> Shape:
    return _KINDS.get(field.kind, _TEXT) | {"nullable": True, "description": field.help}
