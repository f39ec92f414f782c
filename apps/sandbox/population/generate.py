"""Demo customers and products as a CRM and an ERP hold them, with the truth about which belong together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.sandbox.population.crm import crm_row
from apps.sandbox.population.customer import Customer, organisation, person
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.erp import erp_row
from apps.sandbox.population.product import Product, product_line
from apps.sandbox.population.product_rows import crm_product, erp_product
from apps.sandbox.population.rows import Row
from apps.sandbox.population.traps import TRAPS

PRESENCE = weighted(
    [
        ((1, 1), 650),
        ((1, 0), 150),
        ((0, 1), 120),
        ((2, 1), 36),
        ((1, 2), 18),
        ((2, 0), 10),
        ((3, 1), 8),
        ((0, 2), 5),
        ((2, 2), 3),
    ],
    1000,
)
"""How many records of one thing stand in (CRM, ERP)."""
CRM_FIRST = {"customer": 9_010_000_000, "product": 7_300_000_000}
ERP_FIRST = 1_000
TRAP_SHARE = 0.075
"""Share of draws that make a group of look-alikes: about a fifth of the customers stand in one."""

TrueIds = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Population:
    """Rows per system, and the clusters they really form.

    `traps` lists, per kind of trap, groups of true ids that look alike and must stay apart.
    """

    crm_customers: list[Row] = field(default_factory=list)
    erp_customers: list[Row] = field(default_factory=list)
    crm_products: list[Row] = field(default_factory=list)
    erp_products: list[Row] = field(default_factory=list)
    traps: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def truth(self, domain: str) -> TrueIds:
        """For each record of "customer" or "product", keyed by system and external id, the true id of its thing."""
        crm, erp = {
            "customer": (self.crm_customers, self.erp_customers),
            "product": (self.crm_products, self.erp_products),
        }[domain]
        return {
            (system, row["external_id"]): row["true_id"]
            for system, rows in (("crm", crm), ("erp", erp))
            for row in rows
        }


class _Ids:
    """External ids, rising with gaps as in systems that delete now and then."""

    __slots__ = ("crm", "draw", "erp")

    def __init__(self, draw: Draw, domain: str) -> None:
        self.draw, self.crm, self.erp = draw, CRM_FIRST[domain], ERP_FIRST

    def next_crm(self) -> str:
        self.crm += self.draw.between(1, 9)
        return str(self.crm)

    def next_erp(self) -> str:
        self.erp += self.draw.between(1, 2)
        return str(self.erp)


def populate(customers: int, products: int, seed: int) -> Population:
    """A population of that many source records over both systems (a few more, since things come whole)."""
    population = Population()
    for group in _customer_groups(customers, seed):
        if group.trap:
            population.traps.setdefault(group.trap, []).append(group.true_ids)
        for system, row in group.rows:
            (population.crm_customers if system == "crm" else population.erp_customers).append(row)
    for system, row in iter_products(products, seed):
        (population.crm_products if system == "crm" else population.erp_products).append(row)
    return population


def iter_customers(count: int, seed: int) -> Iterator[tuple[str, Row]]:
    """The customers of `populate`, one (system, row) at a time in flat memory."""
    for group in _customer_groups(count, seed):
        yield from group.rows


def iter_products(count: int, seed: int) -> Iterator[tuple[str, Row]]:
    """The products of `populate`, one (system, row) at a time in flat memory."""
    draw = Draw("products", seed)
    ids = _Ids(draw, "product")
    made = serial = 0
    while made < count:
        line = product_line(draw, serial)
        serial += len(line)
        for product in line:
            rows = _product_rows(draw, ids, product, line)
            made += len(rows)
            yield from rows


@dataclass(frozen=True, slots=True)
class _Group:
    trap: str
    true_ids: tuple[str, ...]
    rows: list[tuple[str, Row]]


def _customer_groups(count: int, seed: int) -> Iterator[_Group]:
    draw = Draw("customers", seed)
    ids = _Ids(draw, "customer")
    made = serial = 0
    while made < count:
        things = _things(draw, serial)
        serial += len(things)
        crm_ids: dict[str, str] = {}
        rows = [row for customer in things for row in _customer_rows(draw, ids, customer, crm_ids)]
        made += len(rows)
        yield _Group(things[0].trap, tuple(thing.true_id for thing in things), rows)


def _things(draw: Draw, serial: int) -> list[Customer]:
    chance = draw.random()
    if chance < TRAP_SHARE:
        return draw.pick(TRAPS)(draw, serial)
    return [person(draw, serial) if chance < 0.36 else organisation(draw, serial)]


def _customer_rows(draw: Draw, ids: _Ids, customer: Customer, crm_ids: dict[str, str]) -> list[tuple[str, Row]]:
    """All records of one customer; `crm_ids` remembers the group's CRM ids, which daughters name as their parent."""
    in_crm, in_erp = draw.pick(PRESENCE)
    rows: list[tuple[str, Row]] = []
    for _ in range(in_crm):
        external_id = ids.next_crm()
        rows.append(("crm", crm_row(draw, customer, external_id, crm_ids.get(customer.parent, ""))))
        crm_ids.setdefault(customer.true_id, external_id)
    rows += [("erp", erp_row(draw, customer, ids.next_erp())) for _ in range(in_erp)]
    return rows


def _product_rows(draw: Draw, ids: _Ids, product: Product, line: list[Product]) -> list[tuple[str, Row]]:
    in_crm, in_erp = draw.pick(PRESENCE)
    rows = [("crm", crm_product(draw, product, ids.next_crm(), line)) for _ in range(in_crm)]
    return rows + [("erp", erp_product(draw, product, ids.next_erp(), line)) for _ in range(in_erp)]
