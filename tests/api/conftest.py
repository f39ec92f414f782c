from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts import tokens
from apps.accounts.models import User
from tests.audit.world import START, World


@pytest.fixture
def world(db) -> World:
    return World().filled()


@pytest.fixture
def caller(db):
    """A client that calls with the bearer token of a new account of this role."""

    def call_as(role: str) -> Client:
        user = User.objects.create(username=f"{role}-machine", role=role)
        token = tokens.issue(user=user, name="test", now=START, secret=bytes(32))
        client = Client(headers={"Authorization": f"Bearer {token}"})
        client.get("/api/schema/")  # the first call of a day notes the use of the token
        return client

    return call_as


@pytest.fixture
def integration(caller) -> Client:
    return caller("integration")
