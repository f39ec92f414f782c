"""A whole house: PostgreSQL, a CRM and an ERP played by the sandbox over real HTTP, and a clock that a test moves."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from apps.sandbox.server import Sandbox
from tests.journeys.house import Clock, House


@pytest.fixture(scope="session")
def sandbox_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory, sandbox_clock: Clock) -> Iterator[Sandbox]:
    state = tmp_path_factory.mktemp("sandbox") / "state.sqlite3"
    with Sandbox(state, now=sandbox_clock) as sandbox:
        yield sandbox


@pytest.fixture
def house(running_sandbox: Sandbox, sandbox_clock: Clock, transactional_db: None) -> House:
    """Empty, with both systems connected; the clock stands still unless a test moves it."""
    running_sandbox.reset()
    sandbox_clock.stop()
    house = House(running_sandbox, sandbox_clock, random.Random(7))
    house.connect()
    return house
