import pytest

from tests.scenarios import World, customer


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def three(world: World) -> World:
    """Three golden records, each of one source record, that have nothing in common."""
    world.arrive("crm", a=customer(1, phone="+6493001234", account_manager="Ann"))
    world.later()
    world.arrive("crm", b=customer(2, phone="+6493005678", segment="gold"))
    world.later()
    world.arrive("erp", c=customer(3, payment_terms="30 days", trading_name="Three"))
    return world
