"""The description of the API: the OpenAPI document, and a page to try it on."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from apps.api.permissions import MayRead


class BearerToken(OpenApiAuthenticationExtension):
    """How the schema tells that a bearer token opens the door."""

    target_class = "apps.api.authentication.TokenAuthentication"
    name = "bearer token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "grs_…"}


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, for whoever may read."""

    permission_classes = (MayRead,)


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own files; its start script has an address of its own, because inline ones are refused."""

    permission_classes = (MayRead,)
