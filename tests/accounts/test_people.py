import pytest

from apps.accounts.models import User
from apps.accounts.people import NotAllowed, ensure_people, who_may

pytestmark = pytest.mark.django_db
PEOPLE = {"steward": "steward", "auditor": "auditor"}


def test_it_creates_who_is_missing_with_a_role_and_a_password():
    assert ensure_people(PEOPLE, "demo") == ["auditor", "steward"]
    steward = User.objects.get(username="steward")
    assert steward.role == "steward"
    assert steward.check_password("demo")


def test_it_does_nothing_the_second_time(django_assert_num_queries):
    ensure_people(PEOPLE, "demo")
    before = list(User.objects.order_by("pk").values())
    assert ensure_people(PEOPLE, "other") == []
    assert list(User.objects.order_by("pk").values()) == before


def test_it_leaves_an_existing_person_as_they_are():
    User.objects.create_user("steward", password="their own secret", role="lead")
    assert ensure_people(PEOPLE, "demo") == ["auditor"]
    steward = User.objects.get(username="steward")
    assert steward.role == "lead"
    assert steward.check_password("their own secret")


def test_it_gives_each_person_a_salt_of_their_own():
    ensure_people(PEOPLE, "demo")
    assert User.objects.values("password").distinct().count() == len(PEOPLE)


def test_it_refuses_an_unknown_role_before_writing():
    with pytest.raises(ValueError, match="wizard"):
        ensure_people(PEOPLE | {"merlin": "wizard"}, "demo")
    assert not User.objects.exists()


def test_it_knows_who_may_do_a_thing():
    ensure_people(PEOPLE, "demo")
    assert who_may("reviews.decide", "steward").username == "steward"
    User.objects.filter(username="steward").update(is_active=False)
    for name in ("auditor", "steward", "nobody"):
        with pytest.raises(NotAllowed, match=rf"'{name}' is no active user who may do this \(reviews.decide\)"):
            who_may("reviews.decide", name)
