from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from apps.accounts.models import ApiToken, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def token(**changes):
    user = User.objects.create_user("crm-sync", role="integration")
    kept = {"user": user, "name": "nightly", "prefix": "0a1b2c3d", "digest": "0" * 64, "created_at": NOW}
    return ApiToken.objects.create(**kept | changes)


def test_it_shows_a_user_by_the_user_name_alone():
    assert str(User(username="anna", first_name="Anna", last_name="Visser", email="anna@example.com")) == "anna"


def test_it_gives_the_role_that_changes_nothing_where_none_is_named():
    assert User.objects.create_user("anna").role == "auditor"


def test_it_makes_a_superuser_an_administrator():
    assert User.objects.create_superuser("root").role == "admin"


def test_it_refuses_a_role_that_does_not_exist():
    with pytest.raises(IntegrityError, match="user_role_is_known"):
        User.objects.create_user("anna", role="wizard")


def test_it_refuses_a_digest_that_is_none():
    with pytest.raises(IntegrityError, match="token_digest_is_sha256"):
        token(digest="grs_0a1b2c3d_plain")


def test_it_refuses_a_token_that_expires_before_it_exists():
    with pytest.raises(IntegrityError, match="token_expires_after_created"):
        token(expires_at=NOW - timedelta(days=1))


def test_it_shows_a_token_by_its_prefix():
    assert str(token()) == "grs_0a1b2c3d…"
