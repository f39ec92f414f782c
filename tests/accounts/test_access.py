from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from apps.accounts.access import requires
from apps.accounts.models import User
from apps.accounts.roles import UnknownPermission

# The addresses of the other rooms play no part here.
urlpatterns: list[object] = []
pytestmark = pytest.mark.urls(__name__)


@requires("reviews.decide")
def view(request, number):
    return HttpResponse(f"item {number}")


def request_by(rf, user, **headers):
    request = rf.get("/reviews/7/?tab=evidence", headers=headers)
    request.user = user
    return request


def test_it_lets_in_who_has_the_permission(rf):
    assert view(request_by(rf, User(username="anna", role="steward")), number=7).content == b"item 7"


def test_it_refuses_who_is_signed_in_without_the_permission(rf):
    with pytest.raises(PermissionDenied):
        view(request_by(rf, User(username="otto", role="operator")), number=7)


def test_it_sends_a_stranger_to_the_sign_in_page_and_back(rf, settings):
    answer = view(request_by(rf, AnonymousUser()), number=7)
    assert answer.status_code == 302
    assert answer["Location"] == f"{settings.LOGIN_URL}?next=/reviews/7/%3Ftab%3Devidence"


def test_it_moves_the_whole_page_where_only_a_part_was_asked_for(rf, settings):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/reviews/?page=2"}
    answer = view(request_by(rf, AnonymousUser(), **headers), number=7)
    assert answer["HX-Redirect"] == f"{settings.LOGIN_URL}?next=/reviews/%3Fpage%3D2"


def test_it_says_which_permission_guards_a_view():
    assert view.permission == "reviews.decide"
    assert view.__name__ == "view"


def test_it_refuses_a_misspelt_permission_when_the_view_is_defined():
    with pytest.raises(UnknownPermission):
        requires("review.decide")


def test_it_treats_an_inactive_user_as_one_without_permission(rf):
    inactive = SimpleNamespace(is_authenticated=True, is_active=False, role="steward")
    with pytest.raises(PermissionDenied):
        view(request_by(rf, inactive), number=7)
