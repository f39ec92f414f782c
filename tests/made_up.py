"""What both stand-ins of outside systems hold of a made-up world, as the house's connectors read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.domains import Domain
from apps.sandbox.hubspot import seed as hubspot
from apps.sandbox.population import Population
from apps.sandbox.tryton import seed as tryton
from apps.sources.connectors.base import Connection
from apps.sources.connectors.hubspot.connector import HubspotConnector
from apps.sources.connectors.tryton.connector import TrytonConnector

NOWHERE = "http://127.0.0.1:9"


def read(population: Population, domain: Domain) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """Per system the true id and the payload of each of its records."""
    name, plural = domain.name, domain.plural
    crm = HubspotConnector(Connection(NOWHERE, {"token": "t"}))
    erp = TrytonConnector(Connection(NOWHERE, {"user": "u", "password": "p"}, {"database": "d"}))
    from_crm, from_erp = (getattr(population, f"{code}_{plural}") for code in ("crm", "erp"))
    return {
        "crm": [(row["true_id"], crm.canonical(name, hubspot.payload(row, name))) for row in from_crm],
        "erp": [(row["true_id"], erp.canonical(name, tryton.payload(row, name))) for row in from_erp],
    }
