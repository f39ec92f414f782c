"""Errors as problem+json (RFC 9457), each with a stable `code` to program against."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into a problem; None for a defect, which Django answers with a bare 500."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    return problem(answer.status_code, code_of(error, answer.status_code), detail_of(error), dict(answer.headers))


def problem(status: int, code: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> Response:
    """One problem. `more` are further members, such as `merged_into`; none may hold a personal value."""
    body = {"type": f"urn:problem:{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    kept = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    return Response(body | ({"detail": detail} if detail else {}) | more, status, headers=kept, content_type=MEDIA_TYPE)


def code_of(error: Exception, status: int) -> str:
    """The error's own code where it has one, else the status in words: not_found, permission_denied."""
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    if isinstance(error, ValidationError):
        return "invalid"
    codes = error.get_codes() if isinstance(error, APIException) else None
    return codes if isinstance(codes, str) else HTTPStatus(status).name.lower()


def detail_of(error: Exception) -> str:
    """What went wrong in a sentence. What the caller sent is not repeated: it may be a personal value."""
    if isinstance(error, ValidationError):
        return "; ".join(_sentences(error.detail))
    return str(error.detail) if isinstance(error, APIException) else ""


def _sentences(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [f"{name}: {line}" for name, lines in detail.items() for line in _sentences(lines)]
    if isinstance(detail, list):
        return [line for part in detail for line in _sentences(part)]
    return [str(detail)]
