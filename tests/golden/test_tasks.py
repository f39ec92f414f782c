from datetime import timedelta

import pytest

from apps.golden import tasks
from apps.golden.resolve import Resolved
from apps.seams import Seams
from tests.scenarios import World, customer

AGAIN = "apps.golden.tasks.resolve_landed"
POST = "apps.sync.tasks.dispatch"


def test_it_resolves_until_the_tray_is_empty_and_wakes_the_post(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "live", lambda: world.seams)
    world.land("crm", a=customer(1))
    tasks.resolve_landed()
    assert world.resolve().taken == 0
    assert world.woken == [POST]


def test_it_ends_its_turn_and_asks_for_another_where_much_has_landed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first load must not keep a thread from pulls and deliveries, nor one domain the other."""
    asked: list[str] = []

    def one_long_batch(*, domain: str, seams: Seams) -> Resolved:
        asked.append(domain)
        world.now += tasks.TURN - timedelta(seconds=1)
        return Resolved(taken=1)

    monkeypatch.setattr(tasks, "live", lambda: world.seams)
    monkeypatch.setattr(tasks, "resolve", one_long_batch)
    tasks.resolve_landed()
    assert asked == ["customer", "customer", "product", "product"]
    assert world.woken == [POST] * 4 + [AGAIN]


def test_it_gives_the_other_domain_its_turn_where_one_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def failing_for_customers(*, domain: str, seams: Seams) -> Resolved:
        asked.append(domain)
        if domain == "customer":
            raise RuntimeError("no rules")
        return Resolved()

    monkeypatch.setattr(tasks, "live", lambda: world.seams)
    monkeypatch.setattr(tasks, "resolve", failing_for_customers)
    with pytest.raises(ExceptionGroup, match="not every domain") as raised:
        tasks.resolve_landed()
    assert asked == ["customer", "product"]
    assert [str(error) for error in raised.value.exceptions] == ["no rules"]
