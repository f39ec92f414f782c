"""What a caller may add to an address: read, checked, and described for the schema."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from apps.api import cursor

LIMIT_DEFAULT: Final = 100
LIMIT_MAX: Final = 500

_EXPLAIN: Final = OpenApiParameter(
    "explain",
    OpenApiTypes.STR,
    enum=["fields"],
    description="`fields` adds `provenance`: per field where its value came from, by which rule, since when.",
)
_IF_NONE_MATCH: Final = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="An ETag: 304 if the record is still so."
)
LIST: Final = [
    OpenApiParameter(
        "limit", OpenApiTypes.INT, description=f"Records a page, 1 to {LIMIT_MAX}; {LIMIT_DEFAULT} unsaid."
    ),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="Opaque: taken from `next` of the page before."),
    _EXPLAIN,
]
DETAIL: Final = [
    OpenApiParameter("golden_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The golden record's id."),
    _EXPLAIN,
    _IF_NONE_MATCH,
]
BY_SOURCE: Final = [
    OpenApiParameter("system", OpenApiTypes.STR, OpenApiParameter.PATH, description="The system's code."),
    OpenApiParameter("external_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="The record's key there."),
    _EXPLAIN,
    _IF_NONE_MATCH,
]


def limit(request: Request) -> int:
    """Records a page. Raises ValidationError for what is no number from 1 to LIMIT_MAX."""
    given = request.query_params.get("limit", str(LIMIT_DEFAULT))
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= LIMIT_MAX):
        raise ValidationError({"limit": [f"a whole number from 1 to {LIMIT_MAX}"]})
    return int(given)


def after(request: Request) -> UUID | None:
    """Where to go on. Raises CursorNotValid."""
    given = request.query_params.get("cursor", "")
    return cursor.decode(given) if given else None


def explain(request: Request) -> bool:
    """Whether provenance is asked for. Raises ValidationError for another word than `fields`."""
    given = request.query_params.get("explain", "")
    if given not in ("", "fields"):
        raise ValidationError({"explain": ["only `fields` can be explained"]})
    return bool(given)
