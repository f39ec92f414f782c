from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import ApiToken, User
from apps.accounts.tokens import verify

pytestmark = pytest.mark.django_db


def test_it_prints_the_token_and_nothing_else(capsys):
    user = User.objects.create_user("crm-sync", role="integration")
    call_command("token", "crm-sync", "--name", "nightly")
    out, err = capsys.readouterr()
    assert err == ""
    assert verify(out.removesuffix("\n"), now=datetime.now(UTC)) == user
    assert ApiToken.objects.get().name == "nightly"


def test_it_lets_the_token_expire_where_asked_to():
    User.objects.create_user("crm-sync", role="integration")
    call_command("token", "crm-sync", "--days", "30")
    token = ApiToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=30)


@pytest.mark.parametrize("name", ["nobody", "gone"])
def test_it_refuses_an_unknown_or_inactive_user(name):
    User.objects.create_user("gone", is_active=False)
    with pytest.raises(CommandError, match="no active user"):
        call_command("token", name)
    assert not ApiToken.objects.exists()
