"""Both connectors against the sandbox over real HTTP."""

import pytest

from apps.sandbox.server import Access, Sandbox
from apps.sources.connectors.base import Connection, Connector, Page, RawRecord
from apps.sources.connectors.registry import connector_for


def hubspot_at(sandbox: Sandbox, **settings: object) -> Connector:
    return connector_for(
        "hubspot", Connection(sandbox.hubspot_url, {"token": Access().hubspot_token}, settings=settings)
    )


def tryton_at(sandbox: Sandbox, **settings: object) -> Connector:
    access = Access()
    credentials = {"user": access.tryton_user, "password": access.tryton_password}
    settings = {"database": access.tryton_database, "person_category": "Person", **settings}
    return connector_for("tryton", Connection(sandbox.tryton_url, credentials, settings=settings))


@pytest.fixture
def hubspot(sandbox: Sandbox) -> Connector:
    return hubspot_at(sandbox)


@pytest.fixture
def tryton(sandbox: Sandbox) -> Connector:
    return tryton_at(sandbox)


def pull_all(connector: Connector, domain: str, cursor: str = "") -> tuple[list[RawRecord], str]:
    """Every page to the end, and the cursor after it."""
    records: list[RawRecord] = []
    for _ in range(1000):
        page: Page = connector.pull(domain, cursor)
        records += page.records
        cursor = page.cursor
        if not page.more:
            return records, cursor
    raise AssertionError("the pull does not end")
