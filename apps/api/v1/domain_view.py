"""What every address of a domain shares: who may call, and what caches may keep."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.permissions import MayRead
from apps.domains import Domain, get


class DomainView(APIView):
    """`domain` is the domain's name, given with the address."""

    domain: ClassVar[str] = ""
    permission_classes = (MayRead,)

    @property
    def definition(self) -> Domain:
        return get(self.domain)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """A cache between us must ask again, and must not give one caller's answer to another."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ("Authorization", "Cookie"))
        return answer
