"""Which room answers which address."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="accounts/sign_in.html"), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("audit/", include("apps.audit.urls")),
    path("operations/", include("apps.operations.urls")),
    path("api/", include("apps.api.urls")),
    path("", include("apps.operations.urls_health")),
    path("", include("apps.stewardship.urls")),
]
