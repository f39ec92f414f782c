from __future__ import annotations

import pytest

from tests.audit.world import World


@pytest.fixture
def world(db) -> World:
    return World().filled()
