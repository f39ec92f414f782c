import pytest

from apps.sandbox.population import Population, populate


@pytest.fixture(scope="session")
def population() -> Population:
    return populate(customers=12_000, products=4_000, seed=11)
