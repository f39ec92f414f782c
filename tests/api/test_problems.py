from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import NotFound, ValidationError

from apps.api.problems import MEDIA_TYPE, handler, problem


def test_it_writes_a_problem_as_the_standard_asks():
    answer = problem(410, "retired", "Its last source was withdrawn.")
    assert answer.status_code == 410
    assert answer.content_type == MEDIA_TYPE == "application/problem+json"
    assert answer.data == {
        "type": "urn:problem:retired", "title": "Gone", "status": 410, "code": "retired",
        "detail": "Its last source was withdrawn.",
    }  # fmt: skip


def test_it_gives_every_refusal_a_code():
    codes = [
        handler(error, {}).data["code"] for error in (NotFound(), Http404(), PermissionDenied(), ValidationError("no"))
    ]
    assert codes == ["not_found", "not_found", "permission_denied", "invalid"]


def test_it_says_which_field_is_wrong():
    assert handler(ValidationError({"limit": ["a whole number"]}), {}).data["detail"] == "limit: a whole number"


def test_it_says_nothing_of_what_a_defect_was_about():
    assert handler(KeyError("somebody@example.org"), {}) is None


def test_it_repeats_nothing_of_a_page_that_was_not_found():
    assert "detail" not in handler(Http404("No user somebody@example.org"), {}).data
