"""The demo world: people, a CRM and an ERP (stand-ins over real HTTP) full of made-up customers and products."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from apps.accounts.people import ensure_people
from apps.domains import names
from apps.history.recording import Actor
from apps.sandbox.hubspot import seed as hubspot
from apps.sandbox.population import Population, populate
from apps.sandbox.server import Access
from apps.sandbox.state import State
from apps.sandbox.tryton import seed as tryton
from apps.seams import Seams, live
from apps.sources.systems import NewSystem, register
from apps.sync.subscribe import subscribe

PEOPLE = ("steward", "lead", "auditor", "operator", "integration", "admin")
PASSWORD = "demo"  # noqa: S105 - printed at every start of the demo, and refused by production settings
CUSTOMERS, PRODUCTS, SEED = 1_200, 400, 7


def load(customers: int = CUSTOMERS, products: int = PRODUCTS, seed: int = SEED) -> bool:
    """Make the demo world unless it is there already; running it twice changes nothing twice.

    Returns whether the stand-ins were filled now; False where they hold records already.
    """
    ensure_people({name: name for name in PEOPLE}, PASSWORD)
    filled = fill_sandbox(settings.VAR_DIR / "sandbox.sqlite3", customers, products, seed)
    connect(os.environ.get("SANDBOX_URL", "http://127.0.0.1:8001"), live())
    return filled


def fill_sandbox(path: Path, customers: int, products: int, seed: int) -> bool:
    """Give the stand-ins their records, once; False where they hold some already."""
    state = State(path)
    if hubspot.count(state):
        return False
    population = populate(customers=customers, products=products, seed=seed)
    _fill(state, population)
    return True


def _fill(state: State, population: Population) -> None:
    hubspot.load(state, population.crm_customers, "customer")
    hubspot.load(state, population.crm_products, "product")
    tryton.load(state, population.erp_customers, "customer")
    tryton.load(state, population.erp_products, "product")


def connect(sandbox_url: str, seams: Seams) -> None:
    """Connect both stand-ins as source systems and keep both up to date."""
    for system in _stand_ins(sandbox_url, Access()):
        system_id = register(system=system, actor=Actor.machine("demo"), seams=seams)
        for domain in names():
            subscribe(system_id=system_id, domain=domain, creates=True)


def _stand_ins(sandbox_url: str, access: Access) -> tuple[NewSystem, NewSystem]:
    crm = NewSystem(
        code="crm",
        name="HubSpot (stand-in)",
        kind="hubspot",
        role="crm",
        priority=10,
        base_url=f"{sandbox_url}/hubspot",
        credentials={"token": access.hubspot_token},
        pull_every_s=15,
    )
    erp = NewSystem(
        code="erp",
        name="Tryton (stand-in)",
        kind="tryton",
        role="erp",
        priority=20,
        base_url=f"{sandbox_url}/tryton",
        credentials={"user": access.tryton_user, "password": access.tryton_password},
        settings={"database": access.tryton_database, "extras": ["sales_description"]},
        pull_every_s=15,
    )
    return crm, erp
