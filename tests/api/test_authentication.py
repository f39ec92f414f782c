from datetime import timedelta

import pytest

from apps.accounts import roles, tokens
from apps.accounts.models import User
from tests.audit.world import START

PAGE = "/api/v1/customers/"


@pytest.fixture
def user(db):
    return User.objects.create(username="till", role="integration")


def get(client, token):
    return client.get(PAGE, headers={"Authorization": f"Bearer {token}"})


def test_it_knows_the_bearer_of_a_token(client, user):
    token = tokens.issue(user=user, name="shop", now=START, secret=bytes(32))
    assert get(client, token).status_code == 200


def test_it_takes_the_scheme_in_any_case(client, user):
    token = tokens.issue(user=user, name="shop", now=START, secret=bytes(32))
    assert client.get(PAGE, headers={"Authorization": f"bearer {token}"}).status_code == 200


@pytest.mark.parametrize("token", ["", "grs_00000000_" + "1" * 56, "rubbish", "é"])
def test_it_refuses_an_unknown_token(client, db, token):
    answer = get(client, token)
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_not_valid"
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_it_refuses_an_expired_token_in_the_same_words(client, user):
    token = tokens.issue(
        user=user, name="old", now=START - timedelta(days=400), secret=bytes(32), expires_at=START - timedelta(days=399)
    )
    assert get(client, token).json() == get(client, "rubbish").json()


def test_it_refuses_who_brings_nothing(client, db):
    answer = client.get(PAGE)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"


def test_it_lets_in_a_person_who_has_signed_in(client, user):
    client.force_login(user)
    assert client.get(PAGE).status_code == 200


def test_it_refuses_a_role_without_the_permission(client, user, monkeypatch):
    monkeypatch.setitem(roles.PERMISSIONS_OF, "integration", frozenset({"records.view"}))
    client.force_login(user)
    answer = client.get(PAGE)
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"
