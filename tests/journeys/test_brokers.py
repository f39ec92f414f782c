"""The same work with Redis or RabbitMQ in the place of the built-in queue: CELERY_BROKER_URL is all that changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys import processes
from tests.journeys.house import House, outstanding, wait_for
from tests.journeys.people import crm_companies

COUNT = 5


@pytest.mark.brokers
@pytest.mark.parametrize("variable", ["MDM_REDIS_URL", "MDM_RABBITMQ_URL"])
def test_it_delivers_over_another_broker(house: House, variable: str, tmp_path: Path) -> None:
    url = os.environ[variable]  # no skipping: who asks for these tests names the servers
    house.clock.run()
    house.load("crm", "customer", crm_companies(COUNT))
    with processes.running(tmp_path, CELERY_BROKER_URL=url):
        wait_for(lambda: house.creations("erp") == COUNT and outstanding() == 0, "everything is delivered")
    assert len(house.held_there("erp", "customer")) == COUNT
    log = (tmp_path / "journey.log").read_text()
    assert "Connected to" in log
    assert url.split("://")[0] in log
