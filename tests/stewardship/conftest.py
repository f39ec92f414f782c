from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.stewardship.world import KAURI_CRM, KAURI_ERP, World


@pytest.fixture
def world(db) -> World:
    """One company as both systems know it: alike, but not enough to join without a person."""
    world = World().connect()
    world.say("erp", "1001", KAURI_ERP)
    world.say("crm", "c-1", KAURI_CRM)
    return world


def person(role: str) -> User:
    return User.objects.create_user(username=f"the {role}", password="long enough", role=role)


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


@pytest.fixture
def steward(db) -> Client:
    return client_of("steward")


@pytest.fixture
def auditor(db) -> Client:
    return client_of("auditor")
