import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.models import ApiToken, User
from apps.accounts.tokens import issue, revoke, verify

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = bytes(range(32))


@pytest.fixture
def user():
    return User.objects.create_user("crm-sync", role="integration")


def given(user, **changes):
    return issue(**{"user": user, "name": "nightly", "now": NOW, "secret": SECRET} | changes)


def test_it_gives_the_plain_token_once_and_keeps_its_digest_only(user):
    token = given(user)
    assert token.startswith("grs_00010203_")
    assert len(token) == len("grs_") + 8 + 1 + 56
    row = ApiToken.objects.values().get()
    assert row["digest"] == hashlib.sha256(token.encode()).hexdigest()
    assert token.split("_")[2] not in str(row)


def test_it_says_whose_token_it_is(user):
    assert verify(given(user), now=NOW) == user


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[:-1] + "x", lambda t: t.upper(), lambda t: t + "\n"])
def test_it_refuses_a_token_that_is_not_one(user, change):
    assert verify(change(given(user)), now=NOW) is None


def test_it_refuses_an_unknown_secret_behind_a_known_prefix(user):
    token = given(user)
    assert verify(token[:-2] + "00", now=NOW) is None


def test_it_tells_two_tokens_with_one_prefix_apart(user):
    other = User.objects.create_user("erp-sync", role="integration")
    mine, theirs = given(user), given(other, secret=SECRET[:4] + bytes(28))
    assert verify(mine, now=NOW) == user
    assert verify(theirs, now=NOW) == other


def test_it_refuses_an_expired_token_from_the_very_moment(user):
    token = given(user, expires_at=NOW + timedelta(days=1))
    assert verify(token, now=NOW + timedelta(hours=23)) == user
    assert verify(token, now=NOW + timedelta(days=1)) is None


def test_it_refuses_a_revoked_token_and_revokes_once(user):
    token = given(user)
    assert revoke(user=user, prefix="00010203", now=NOW) == 1
    assert revoke(user=user, prefix="00010203", now=NOW + timedelta(days=1)) == 0
    assert verify(token, now=NOW) is None
    assert ApiToken.objects.get().revoked_at == NOW


def test_it_refuses_the_token_of_an_inactive_user(user):
    token = given(user)
    User.objects.update(is_active=False)
    assert verify(token, now=NOW) is None


def test_it_notes_the_day_of_use_with_one_write_a_day(user, django_assert_num_queries):
    token = given(user)
    verify(token, now=NOW)
    assert ApiToken.objects.get().last_used_on == NOW.date()
    with django_assert_num_queries(1):
        verify(token, now=NOW + timedelta(hours=1))
    verify(token, now=NOW + timedelta(days=1))
    assert ApiToken.objects.get().last_used_on == NOW.date() + timedelta(days=1)


def test_it_refuses_a_secret_of_another_length(user):
    with pytest.raises(ValueError, match="32 secret bytes"):
        given(user, secret=b"short")
