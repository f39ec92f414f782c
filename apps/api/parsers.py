"""How bodies are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

BODY_MAX: Final = 1_000_000


class TooLarge(APIException):
    """A body of more than BODY_MAX bytes."""

    status_code = 413
    default_code = "too_large"
    default_detail = f"A body has at most {BODY_MAX:,} bytes: send fewer records at a time."


class LengthRequired(APIException):
    """A body sent in chunks: WSGI knows no end of it, and would take it for empty."""

    status_code = 411
    default_code = "length_required"
    default_detail = "Send the body in one piece, with its Content-Length."


class BoundedJSONParser(JSONParser):
    """JSON of a bounded size. What is none is refused by its place, not by its words: they may be personal."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Raises TooLarge, ParseError."""
        body = stream.read(BODY_MAX + 1)
        if len(body) > BODY_MAX:
            raise TooLarge
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"Not JSON in UTF-8: see line {error.lineno}, column {error.colno}.") from error
