"""How answers are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class PassThroughRenderer(JSONRenderer):
    """JSON that the database has already written goes out as it is; everything else is encoded as usual."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, accepted_media_type, renderer_context)
