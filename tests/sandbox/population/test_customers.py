"""Whether the rows hold what a CRM and an ERP would hold."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import phonenumbers
import pytest
import stdnum.au.abn
import stdnum.au.acn
import stdnum.de.handelsregisternummer
import stdnum.de.vat
import stdnum.ean
import stdnum.fr.siren
import stdnum.fr.tva
import stdnum.gb.vat
import stdnum.nl.bsn
import stdnum.nl.btw
import stdnum.nz.ird
import stdnum.us.ein

from apps.sandbox.population import Population

VAT: dict[str, Callable[[str], bool]] = {
    "NZ": stdnum.nz.ird.is_valid,
    "AU": stdnum.au.abn.is_valid,
    "GB": stdnum.gb.vat.is_valid,
    "NL": stdnum.nl.btw.is_valid,
    "FR": stdnum.fr.tva.is_valid,
    "DE": stdnum.de.vat.is_valid,
}
REGISTRATION: dict[str, Callable[[str], bool]] = {
    "NZ": stdnum.ean.is_valid,
    "AU": stdnum.au.acn.is_valid,
    "FR": stdnum.fr.siren.is_valid,
    "DE": stdnum.de.handelsregisternummer.is_valid,
}


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def with_country(population: Population) -> list[tuple[str, dict[str, Any]]]:
    return [(row["billing_address"]["country"], row) for row in population.erp_customers if "billing_address" in row]


def true_names(population: Population) -> dict[str, str]:
    return {row["true_id"]: row["name"] for row in population.erp_customers if "name" in row}


def dialled(raw: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(raw, country))
    except phonenumbers.NumberParseException:
        return False


def test_it_writes_telephone_numbers_that_ring(population: Population) -> None:
    countries = {row["true_id"]: country for country, row in with_country(population)}
    hits = [
        dialled(row["phone"], countries[row["true_id"]])
        for row in population.crm_customers + population.erp_customers
        if row["true_id"] in countries and len(row.get("phone", "")) > 7
    ]
    assert share(hits) > 0.98


@pytest.mark.parametrize("country", VAT)
def test_it_computes_check_digits_of_vat_numbers(population: Population, country: str) -> None:
    held = [row["vat_number"] for found, row in with_country(population) if found == country and "vat_number" in row]
    assert len(held) > 100
    assert share([VAT[country](number) for number in held]) > 0.97


@pytest.mark.parametrize("country", REGISTRATION)
def test_it_computes_check_digits_of_company_numbers(population: Population, country: str) -> None:
    held = [
        row["registration_number"]
        for found, row in with_country(population)
        if found == country and "registration_number" in row
    ]
    assert len(held) > 100
    assert all(map(REGISTRATION[country], held))


def test_it_computes_employer_numbers_and_citizens_numbers(population: Population) -> None:
    rows = with_country(population)
    assert all(stdnum.us.ein.is_valid(row["tax_number"]) for land, row in rows if land == "US" and "tax_number" in row)
    dutch = [row["national_id"] for land, row in rows if land == "NL" and "national_id" in row]
    assert dutch
    assert all(map(stdnum.nl.bsn.is_valid, dutch))


def test_it_keeps_citizens_numbers_in_ranges_no_register_issues(population: Population) -> None:
    starts = {"GB": "QQ", "US": "666", "NL": "9", "DE": "0"}
    for country, row in with_country(population):
        if "national_id" in row and country in starts:
            assert row["national_id"].startswith(starts[country])


def test_it_gives_most_organisations_of_the_erp_a_number_and_few_of_the_crm(population: Population) -> None:
    def numbered(rows: list[dict[str, Any]]) -> float:
        return share([bool({"vat_number", "tax_number"} & set(row)) for row in rows if row["kind"] == "organisation"])

    assert numbered(population.erp_customers) > 0.75
    assert numbered(population.crm_customers) < 0.2


def test_it_makes_seven_of_ten_customers_organisations(population: Population) -> None:
    kinds = Counter(row["kind"] for row in population.crm_customers + population.erp_customers)
    assert set(kinds) == {"organisation", "person"}
    assert kinds["organisation"] / kinds.total() == pytest.approx(0.68, abs=0.06)


def test_it_lets_each_system_hold_what_it_owns(population: Population) -> None:
    crm = {field for row in population.crm_customers for field in row}
    erp = {field for row in population.erp_customers for field in row}
    assert {"trading_name", "segment", "industry", "account_manager", "marketing_consent", "shipping_address"} <= crm
    assert not {"billing_address", "credit_limit", "national_id"} & crm
    assert {"billing_address", "payment_terms", "balance", "overdue_amount", "credit_status", "national_id"} <= erp
    assert not {"shipping_address", "segment", "marketing_consent"} & erp


def test_it_names_countries_in_many_ways_in_the_crm_and_by_code_in_the_erp(population: Population) -> None:
    crm = {row["shipping_address"]["country"] for row in population.crm_customers if "shipping_address" in row}
    assert {"New Zealand", "UK", "Deutschland"} <= crm
    assert {country for country, _ in with_country(population)} == {"NZ", "AU", "GB", "NL", "FR", "DE", "US"}


def test_it_keeps_common_names_common_and_most_names_rare(population: Population) -> None:
    names = Counter(true_names(population).values())
    assert names.most_common(1)[0][1] < 20
    assert len(names) / names.total() > 0.8
    families = Counter(row["family_name"].lower() for row in population.crm_customers if "family_name" in row)
    assert families.most_common(1)[0][1] > 10


def test_it_never_gives_one_vat_number_to_two_customers(population: Population) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for row in population.erp_customers:
        if "vat_number" in row:
            holders[row["vat_number"].replace(" ", "")].add(row["true_id"])
    assert share([len(found) == 1 for found in holders.values()]) > 0.999


def test_it_puts_families_at_one_door_with_one_telephone(population: Population) -> None:
    phones: dict[str, set[str]] = defaultdict(set)
    births: dict[str, set[str]] = defaultdict(set)
    for row in population.erp_customers:
        if "phone" in row:
            phones[row["true_id"]].add("".join(filter(str.isdigit, row["phone"]))[-6:])
        if "birth_date" in row:
            births[row["true_id"]].add(row["birth_date"])
    shared = [
        bool(phones[first] & phones[second])
        for first, second, *_ in population.traps["family"]
        if phones[first] and phones[second]
    ]
    assert share(shared) > 0.8
    pairs = population.traps["father_and_son"]
    assert not any(births[father] & births[son] for father, son in pairs)


def test_it_gives_branches_one_name_and_numbers_of_their_own(population: Population) -> None:
    names: dict[str, str] = true_names(population)
    numbers = {
        row["true_id"]: row["registration_number"] for row in population.erp_customers if "registration_number" in row
    }
    branches = [group[:2] for group in population.traps["branches"]]
    both = [(first, second) for first, second in branches if first in names and second in names]
    assert share([names[first].upper()[:5] == names[second].upper()[:5] for first, second in both]) > 0.7
    assert all(numbers[first] != numbers[second] for first, second in both if first in numbers and second in numbers)


def test_it_spoils_names_differently_per_system(population: Population) -> None:
    shouting = [row["name"].isupper() for row in population.erp_customers if "name" in row]
    assert 0.3 < share(shouting) < 0.6
    text = " ".join(row.get("name", row.get("full_name", "")) for row in population.erp_customers)
    assert "MUELLER" in text
    assert "ü" in text
