"""The guard at the door of a view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.roles import allows, known

Rest = ParamSpec("Rest")
View: TypeAlias = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def requires(permission: str) -> Callable[[View[Rest]], View[Rest]]:
    """Let only users with this permission into a view: others who are signed in get 403, strangers the sign-in page.

    The view carries the name as its attribute `permission`, so that a test can see which views are guarded.
    Raises UnknownPermission when the view is defined.
    """
    known(permission)

    def guard(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not allows(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the type of functions knows no attributes
        return guarded

    return guard


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send the browser to the sign-in page, whole, even where only a part of the page was asked for."""
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    page = urlsplit(request.headers.get("HX-Current-URL", "/"))
    return HttpResponseClientRedirect(redirect_to_login(page._replace(scheme="", netloc="").geturl() or "/").url)
