"""The battery that every domain passes, and what is promised about the two we have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.domains import Domain, UnknownDomain, get, names
from apps.domains.customer import CUSTOMER
from apps.domains.values import CLEARED, is_cleared, is_filled, is_said
from apps.matching.standardise import CLEANERS
from apps.matching.types import SEPARATOR

RAW: dict[str, dict[str, Any]] = {
    "customer": {
        "kind": "Organisation",
        "name": "  ACME Trading   Ltd. ",
        "full_name": "Dr. Anna-Maria de Vries",
        "email": "INFO@Acme.Example",
        "phone": "(09) 300 1234",
        "vat_number": "NL123456782B90",
        "birth_date": "1980-02-29",
        "marketing_consent": "yes",
        "billing_address": {"street": "12 Queen St", "city": "Auckland", "postcode": "1010", "country": "New Zealand"},
        "credit_limit": "1,234.50",
        "currency": "nzd",
        "status": "Active",
    },
    "product": {
        "sku": "A-1",
        "gtin": "4006381333931",
        "mpn": "BOS-123",
        "brand": "Bosch Professional",
        "name": "Bosch Drill GSR 12V 12 x 0.5 l",
        "list_price": "99,95",
        "currency": "eur",
        "weight": "1.2 kg",
        "unit": "pcs",
    },
}
# The dictionary: field → owner first in line. Mappings, API and labelled data share these names.
OWNERS: dict[str, dict[str, str]] = {
    "customer": dict.fromkeys(
        [
            "kind",
            "trading_name",
            "full_name",
            "given_name",
            "family_name",
            "birth_date",
            "email",
            "phone",
            "website",
            "industry",
            "segment",
            "language",
            "account_manager",
            "marketing_consent",
            "parent",
            "shipping_address",
        ],
        "crm",
    )
    | dict.fromkeys(
        [
            "name",
            "national_id",
            "registration_number",
            "vat_number",
            "tax_number",
            "billing_address",
            "payment_terms",
            "currency",
            "credit_limit",
            "balance",
            "overdue_amount",
            "credit_status",
            "status",
        ],
        "erp",
    ),
    "product": dict.fromkeys(["sales_description", "image_url", "category"], "crm")
    | dict.fromkeys(
        [
            "sku",
            "gtin",
            "mpn",
            "brand",
            "name",
            "description",
            "unit",
            "pack_size",
            "weight",
            "list_price",
            "cost",
            "currency",
            "tax_class",
            "stock_available",
            "status",
        ],
        "erp",
    ),
}


@pytest.fixture(params=names())
def domain(request: pytest.FixtureRequest) -> Domain:
    return get(request.param)


def test_it_standardises_its_own_output_to_itself(domain: Domain) -> None:
    once = domain.standardise(RAW[domain.name]).values
    assert domain.standardise(once).values == once


def test_it_has_a_sample_for_this_battery(domain: Domain) -> None:
    assert domain.name in RAW


def test_it_has_exactly_the_fields_of_the_dictionary_with_their_owners(domain: Domain) -> None:
    assert {field.name: field.owner for field in domain.fields} == OWNERS[domain.name]
    assert len(domain.by_name) == len(domain.fields)


def test_it_says_of_every_field_what_it_is(domain: Domain) -> None:
    for field in domain.fields:
        assert field.kind in CLEANERS
        assert field.owners
        assert set(field.owners) <= {"crm", "erp"}
        assert field.help.endswith(".")
        assert field.label


def test_it_compiles_its_survivor(domain: Domain) -> None:
    assert domain.survivor.survive([], [], None, datetime(2026, 3, 2, tzinfo=UTC)).values == {}


def test_it_compares_only_features_that_it_makes(domain: Domain) -> None:
    values = domain.standardise(RAW[domain.name]).values
    found_by = {part.feature for rule in domain.spec.blocking for part in rule.parts}
    assert domain.features(values, {}).keys() - set(domain.spec.features()) - found_by <= {"street"}


def test_it_keeps_the_three_kinds_of_empty_apart(domain: Domain) -> None:
    name = domain.fields[-1].name
    assert name not in domain.standardise({}).values
    assert domain.standardise({name: None}).values[name] is None
    assert domain.standardise({name: ""}).values[name] is None
    assert domain.standardise({"no such field": 1}).values == {}
    assert (is_cleared(CLEARED), is_filled(CLEARED), is_filled(None), is_filled(0)) == (True, False, False, True)
    assert (is_said(CLEARED), is_said("x"), is_said(None), is_said("")) == (True, True, False, False)


def test_it_makes_features_of_valid_filled_values_only(domain: Domain) -> None:
    standard = domain.standardise(RAW[domain.name])
    assert domain.features(standard.values, {})
    assert domain.features(dict.fromkeys(standard.values, None), {}) == {}
    assert domain.features(dict.fromkeys(standard.values, CLEARED), {}) == {}
    place = {"street", "house_number", "postcode", "city", "country"}
    doubtful = {"customer": {"phone", "birth_date", *place}, "product": set()}
    assert domain.features(standard.values, dict.fromkeys(standard.values, "wrong")).keys() == doubtful[domain.name]


def test_it_compares_a_telephone_number_that_no_plan_knows() -> None:
    """Both systems may hold it: equal, it says as much as any other; different, it says little."""
    local = {"name": "Acme", "phone": "386 52 86", "billing_address": {"country": "US"}}
    page = [CUSTOMER.standardise({**local, "phone": phone}) for phone in ("386-5286", "386 52 86", "ask Ann")]
    assert all("phone" in standard.problems for standard in page)
    made = [CUSTOMER.features(standard.values, standard.problems).get("phone") for standard in page]
    assert made == ["3865286", "3865286", None]
    assert [each.get("phone") for each in CUSTOMER.features_all((s.values, s.problems) for s in page)] == made


def test_it_compares_a_birth_date_that_cannot_be_right() -> None:
    page = [CUSTOMER.standardise({"birth_date": date}) for date in ("1.8.1630", "1990-02-31", "in spring")]
    assert all("birth_date" in standard.problems for standard in page)
    made = [CUSTOMER.features(standard.values, standard.problems).get("birth_date") for standard in page]
    assert made == ["1630-08-01", "1990-02-31", None]


def test_it_names_a_record_in_a_line_even_an_empty_one(domain: Domain) -> None:
    assert domain.caption({}).startswith("Unnamed")
    assert domain.caption(domain.standardise(RAW[domain.name]).values)


def test_it_refuses_a_domain_that_nobody_knows() -> None:
    with pytest.raises(UnknownDomain, match="customer, product"):
        get("spaceship")


@pytest.mark.parametrize(
    ("country", "phone", "expected"),
    [
        ("NZ", "09 300 1234", "+6493001234"),
        ("AU", "02 9374 4000", "+61293744000"),
        ("NL", "+64 9 300 1234", "+6493001234"),
    ],
)
def test_it_reads_a_phone_in_the_country_of_the_address(country: str, phone: str, expected: str) -> None:
    raw = {"phone": phone, "shipping_address": {"city": "X", "country": country}}
    assert get("customer").standardise(raw).values["phone"] == expected


def test_it_completes_the_name_of_a_person() -> None:
    customer = get("customer")
    whole = customer.standardise({"kind": "person", "full_name": "Anna de Vries"}).values
    assert (whole["given_name"], whole["family_name"]) == ("Anna", "de Vries")
    parts = customer.standardise({"kind": "person", "given_name": "Anna", "family_name": "Vries"}).values
    assert parts["full_name"] == "Anna Vries"


def test_it_compares_an_address_whose_postcode_is_wrong_and_takes_no_country_that_nobody_knows() -> None:
    customer, address = get("customer"), {"street": "Damrak 1", "city": "Amsterdam", "postcode": "1012"}
    standard = customer.standardise({"billing_address": {**address, "country": "NL"}})
    assert "billing_address" in standard.problems
    made = customer.features(standard.values, standard.problems)
    assert (made["street"], made["house_number"], made["city"], made["country"]) == ("damrak", "1", "amsterdam", "NL")
    standard = customer.standardise({"billing_address": {**address, "country": "Neverland"}})
    made = customer.features(standard.values, standard.problems)
    assert made["city"] == "amsterdam"
    assert "country" not in made


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Company", "organisation"), ("Individual", "person"), ("B", None), ("organisation", "organisation")],
)
def test_it_knows_the_two_kinds_by_other_words_and_no_others(said: str, meant: str | None) -> None:
    """A word that is not known must not forbid that records join."""
    customer = get("customer")
    made = customer.features(customer.standardise({"kind": said, "name": "Acme", "full_name": "Ada Bell"}).values, {})
    assert made.get("kind") == meant
    assert ("organisation" in made, "family" in made) == (meant != "person", meant != "organisation")


def test_it_masks_what_says_something_about_a_person() -> None:
    assert {"email", "phone", "birth_date", "national_id", "full_name", "billing_address"} <= get("customer").personal
    assert "account_manager" in get("customer").personal, "an employee is a person too"


def test_it_finds_a_part_number_in_the_title_of_another_system() -> None:
    """One system has it in a field of its own, with its maker before it, the other in the title only."""
    product = get("product")
    for mpn, code in (("HP VZ346AA", "VZ346AA"), ("36834NBL", "36834NBL"), ("21-60", "2160")):
        standard = product.standardise({"name": "Vinyl Round Ring Binder", "mpn": mpn})
        assert code in product.features(standard.values, {})["codes"].split(SEPARATOR)
    assert "codes" not in product.features(product.standardise({"name": "Ring Binder", "mpn": "12"}).values, {})


def test_it_knows_a_customer_by_one_domain_whether_the_site_or_the_mailbox_tells() -> None:
    customer = get("customer")
    for said in ({"website": "https://www.acme.example/shop"}, {"email": "jo@mail.acme.example"}):
        assert customer.features(customer.standardise(said).values, {})["website"] == "acme.example"
