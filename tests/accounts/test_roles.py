from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.roles import PERMISSIONS, PERMISSIONS_OF, Role, UnknownPermission, allows


def user(role, **changes):
    return SimpleNamespace(**{"is_authenticated": True, "is_active": True, "role": role} | changes)


def test_it_lets_a_steward_decide_and_not_approve():
    assert allows(user("steward"), "reviews.decide")
    assert not allows(user("steward"), "rulebooks.approve")
    assert allows(user("lead"), "rulebooks.approve")


def test_it_lets_an_auditor_change_nothing():
    changing = {"reviews.decide", "overrides.write", "records.merge", "records.unmerge", "api.write", "operations.act"}
    assert not any(allows(user("auditor"), permission) for permission in changing)
    assert allows(user("auditor"), "history.view")


def test_it_masks_personal_values_from_those_who_only_look_after_machines_or_accounts():
    seeing = {role for role in Role.values if allows(user(role), "personal.view")}
    assert seeing == {"steward", "lead", "integration"}


def test_it_lets_only_integrations_write_over_rest():
    assert {role for role in Role.values if allows(user(role), "api.write")} == {"integration"}


def test_it_refuses_strangers_the_inactive_and_roles_it_does_not_know():
    assert not allows(AnonymousUser(), "records.view")
    assert not allows(user("steward", is_active=False), "records.view")
    assert not allows(user("wizard"), "records.view")


def test_it_does_not_take_a_misspelt_permission_for_a_closed_door():
    with pytest.raises(UnknownPermission):
        allows(user("steward"), "record.view")


def test_it_knows_every_role_and_only_permissions_that_exist():
    assert set(PERMISSIONS_OF) == set(Role.values)
    assert frozenset().union(*PERMISSIONS_OF.values()) == set(PERMISSIONS)
