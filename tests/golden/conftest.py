import pytest

from tests.scenarios import World


@pytest.fixture
def world(db: None) -> World:
    return World()
