from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.audit.world import World


@pytest.fixture
def world(db) -> World:
    return World().filled()


@pytest.fixture
def visitor(client: Client, db):
    """The browser of somebody with this role."""

    def visit_as(role: str) -> Client:
        client.force_login(User.objects.create(username=f"a-{role}", role=role))
        return client

    return visit_as
