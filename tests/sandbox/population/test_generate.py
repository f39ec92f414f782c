import itertools
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from apps.sandbox.population import Population, iter_customers, iter_products, populate

RESERVED_ENDING = ".example"


def clusters(population: Population, domain: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for (system, _), true_id in population.truth(domain).items():
        found.setdefault(true_id, Counter())[system] += 1
    return found


def test_it_repeats_itself_for_one_seed_and_differs_for_another() -> None:
    first, again, other = populate(300, 200, 5), populate(300, 200, 5), populate(300, 200, 6)
    assert first == again
    assert first.crm_customers != other.crm_customers
    assert first.erp_products != other.erp_products


def test_it_makes_the_number_of_records_asked_for_or_a_few_more(population: Population) -> None:
    assert 0 <= len(population.crm_customers) + len(population.erp_customers) - 12_000 <= 20
    assert 0 <= len(population.crm_products) + len(population.erp_products) - 4_000 <= 20


def test_it_makes_nothing_when_asked_for_nothing() -> None:
    assert populate(0, 0, 1) == Population()


def test_it_streams_what_it_populates(population: Population) -> None:
    streamed = list(iter_customers(12_000, 11))
    assert [row for system, row in streamed if system == "crm"] == population.crm_customers
    assert [row for system, row in streamed if system == "erp"] == population.erp_customers
    assert [row for system, row in iter_products(4_000, 11) if system == "erp"] == population.erp_products


def test_it_streams_without_first_making_all() -> None:
    assert len(list(itertools.islice(iter_customers(10**9, 1), 50))) == 50


@pytest.mark.parametrize("domain", ["customer", "product"])
def test_it_spreads_things_over_systems_in_the_promised_shares(population: Population, domain: str) -> None:
    shapes = Counter((found["crm"], found["erp"]) for found in clusters(population, domain).values())
    total = shapes.total()
    assert shapes[1, 1] / total == pytest.approx(0.65, abs=0.03)
    assert shapes[1, 0] / total == pytest.approx(0.15, abs=0.03)
    assert shapes[0, 1] / total == pytest.approx(0.12, abs=0.03)
    doubled = sum(count for (crm, erp), count in shapes.items() if max(crm, erp) > 1)
    assert doubled / total == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize("domain", ["customer", "product"])
def test_it_never_gives_an_id_of_a_system_twice(population: Population, domain: str) -> None:
    crm = {"customer": population.crm_customers, "product": population.crm_products}[domain]
    erp = {"customer": population.erp_customers, "product": population.erp_products}[domain]
    assert len(population.truth(domain)) == len(crm) + len(erp)


def test_it_dates_everything_within_three_years_before_november_2026(population: Population) -> None:
    moments = [datetime.fromisoformat(row["business_at"]) for row in population.crm_customers]
    assert min(moments) < datetime(2023, 12, 1, tzinfo=UTC)
    assert max(moments) < datetime(2026, 11, 1, tzinfo=UTC)


def test_it_sets_every_trap(population: Population) -> None:
    assert set(population.traps) == {
        "branches", "parent_and_subsidiary", "family", "father_and_son", "business_centre", "accountants_clients",
        "successors", "similar_names",
    }  # fmt: skip
    trapped = sum(len(group) for groups in population.traps.values() for group in groups)
    assert 0.12 < trapped / len(clusters(population, "customer")) < 0.3
    assert all(len(set(group)) == len(group) > 1 for groups in population.traps.values() for group in groups)


def test_it_names_a_crm_record_of_the_owner_as_parent(population: Population) -> None:
    ids = {row["external_id"]: row["true_id"] for row in population.crm_customers}
    daughters = [row for row in population.crm_customers if "parent" in row]
    assert daughters
    assert all(ids[row["parent"]] != row["true_id"] for row in daughters)


def test_it_reaches_people_and_sites_only_under_a_reserved_ending(population: Population) -> None:
    for row in population.crm_customers + population.erp_customers:
        if "email" in row:
            local, _, domain = row["email"].lower().partition("@")
            assert local
            assert domain.endswith(RESERVED_ENDING)
        if "website" in row:
            assert row["website"].removesuffix("/index.html").endswith(RESERVED_ENDING)


def test_it_makes_rows_of_plain_json(population: Population) -> None:
    for rows in (population.crm_customers, population.erp_customers, population.crm_products, population.erp_products):
        json.dumps(rows)
        for value in itertools.chain.from_iterable(row.values() for row in rows):
            assert isinstance(value, str) or all(isinstance(part, str) for part in value.values())
