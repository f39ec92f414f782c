"""Whose turn it is: one batch is decided at a time, the next is prepared meanwhile, acts of people wait for both."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from apps.golden import resolve as resolving
from apps.golden.rules import next_in_line, one_at_a_time
from apps.history.recording import recording
from apps.sources import tray
from tests.cast import MACHINE
from tests.scenarios import World, customer
from tests.threads import at_once

PATIENCE_S = 10


@pytest.fixture
def real_world(transactional_db: None) -> World:
    return World()


class Turns:
    """Holds up the first batch that is decided until another one has been prepared."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.deciding, self.prepared = threading.Event(), threading.Event()
        look_around, lay_links = resolving.look_around, resolving.lay_links

        def look(*asked: Any) -> Any:
            near = look_around(*asked)
            if self.deciding.is_set():
                self.prepared.set()
            return near

        def lay(*asked: Any) -> Any:
            self.deciding.set()
            assert self.prepared.wait(PATIENCE_S)
            return lay_links(*asked)

        patch.setattr(resolving, "look_around", look)
        patch.setattr(resolving, "lay_links", lay)


def test_it_prepares_a_batch_while_another_is_decided(real_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(monkeypatch)
    real_world.land("crm", a=customer(1))
    real_world.land("erp", x=customer(1))

    def second() -> None:
        assert turns.deciding.wait(PATIENCE_S)
        real_world.resolve(limit=1)

    at_once(lambda: real_world.resolve(limit=1), second)
    assert real_world.clusters() == {frozenset(["crm/a", "erp/x"])}


def test_it_lets_a_person_ask_anew_while_one_batch_is_decided_and_the_next_prepared(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who fills the tray waits for what was taken out of it, and must not hold the domain while it does."""
    turns = Turns(monkeypatch)
    real_world.land("crm", a=customer(1), b=customer(2))

    def second() -> None:
        assert turns.deciding.wait(PATIENCE_S)
        real_world.resolve(limit=1)

    def person() -> int:
        assert turns.prepared.wait(PATIENCE_S)
        with recording(kind="test", actor=MACHINE, at=real_world.now):
            one_at_a_time("customer")
            return tray.put_all("customer", real_world.now)

    assert at_once(lambda: real_world.resolve(limit=1), second, person)[-1] == 2
    assert real_world.resolve().taken == 2


def test_it_leaves_at_once_where_one_decides_and_another_prepares(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A third could only wait, and in a worker of a few threads pulls and deliveries would wait with it."""
    turns, left = Turns(monkeypatch), threading.Event()
    look_around = resolving.look_around

    def look(*asked: Any) -> Any:
        if turns.deciding.is_set():  # the second to look: it stays next in line until the third has left
            assert left.wait(PATIENCE_S)
        return look_around(*asked)

    monkeypatch.setattr(resolving, "look_around", look)
    real_world.land("crm", a=customer(1), b=customer(2), c=customer(3))

    def second() -> int:
        assert turns.deciding.wait(PATIENCE_S)
        return real_world.resolve(limit=1).taken

    def third() -> int:
        assert turns.deciding.wait(PATIENCE_S)
        while not _is_held("prepares"):
            time.sleep(0.01)
        taken = real_world.resolve(limit=1).taken
        left.set()
        return taken

    assert at_once(lambda: real_world.resolve(limit=1).taken, second, third) == [1, 1, 0]
    assert real_world.resolve().taken == 1


def _is_held(place: str) -> bool:
    """Whether a session holds this advisory lock: asked by its number, which `pg_locks` shows in two halves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'"
            " AND (classid::bigint << 32) | objid::bigint = hashtextextended(%s, 7))",
            [f"{place}:customer"],
        )
        (held,) = cursor.fetchone()
    return bool(held)


def test_it_gives_up_its_place_when_a_batch_can_not_be_prepared(world: World) -> None:
    with transaction.atomic():
        with pytest.raises(RuntimeError, match="power cut"), next_in_line("customer"):
            raise RuntimeError("power cut")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            assert cursor.fetchone() == (0,)


def test_it_waits_for_a_record_that_is_landing_again(real_world: World) -> None:
    """Taken out of the tray before the news is committed, the record would be decided by what it said before."""
    real_world.land("erp", x=customer(1, phone="+64 9 300 1234"))
    landing, looked = threading.Event(), threading.Event()

    def land_again() -> None:
        with transaction.atomic():
            real_world.land("erp", x=customer(1, phone="+64 9 300 5678"))
            landing.set()
            assert looked.wait(PATIENCE_S)

    def meanwhile() -> int:
        assert landing.wait(PATIENCE_S)
        taken = real_world.resolve().taken
        looked.set()
        return taken

    assert at_once(land_again, meanwhile)[-1] == 0
    assert real_world.resolve().taken == 1
    assert real_world.golden("erp", "x").values["phone"] == "+6493005678"
