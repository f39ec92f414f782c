"""The broker loses everything it holds. Messages are alarm clocks only: the work stands in tables and goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import OperationalError, connection

from tests.journeys import processes
from tests.journeys.house import House, outstanding, wait_for
from tests.journeys.people import crm_companies

COUNT = 10


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def dropped() -> bool:
    """Whether the queue is gone now: a worker in the middle of a message may hold one table and wait for the next."""
    try:
        execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
    except OperationalError:
        return False
    return True


def all_told(house: House, count: int) -> Callable[[], bool]:
    return lambda: house.creations("erp") >= count and outstanding() == 0


def test_it_delivers_everything_though_the_queue_is_emptied_under_the_workers(house: House, tmp_path: Path) -> None:
    house.clock.run()
    house.load("crm", "customer", crm_companies(COUNT))
    house.fault("erp", "slow", seconds=0.5)
    with processes.running(tmp_path):
        wait_for(lambda: house.counts()["customer"] == COUNT, "the records are resolved")
        execute("DELETE FROM pgmq.q_mdm")
        house.load("crm", "customer", crm_companies(2 * COUNT)[COUNT:])
        execute("DELETE FROM pgmq.q_mdm")
        house.fault("erp", "none")
        wait_for(all_told(house, 2 * COUNT), "everything is delivered", 90)
    assert house.creations("erp") == len(house.held_there("erp", "customer")) == 2 * COUNT
    execute("DROP SCHEMA pgmq CASCADE")


def test_it_delivers_everything_though_the_queue_itself_is_dropped(house: House, tmp_path: Path) -> None:
    house.clock.run()
    house.load("crm", "customer", crm_companies(COUNT))
    house.pull()
    house.resolve()
    house.dispatch()
    with processes.running(tmp_path):
        wait_for(lambda: house.creations("erp") > 0 or outstanding() < 2 * COUNT, "work has begun")
        wait_for(dropped, "the queue is dropped")
    house.load("crm", "customer", crm_companies(2 * COUNT)[COUNT:])
    with processes.running(tmp_path):  # as the supervisor starts them again
        wait_for(all_told(house, 2 * COUNT), "everything is delivered", 90)
    assert house.creations("erp") == len(house.held_there("erp", "customer")) == 2 * COUNT
    execute("DROP SCHEMA pgmq CASCADE")
