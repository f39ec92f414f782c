"""What the shipped rules for customers say of values as systems send them."""

from __future__ import annotations

import pytest

from tests.domains.levels import levels


@pytest.mark.parametrize(
    ("country", "one", "other", "said"),
    [
        ("NL", "NL123456782B01", "123456782", "same VAT number"),
        ("NL", "NL123456782B01", "RSIN 820646660", "different VAT number"),
        ("AU", "53 004 085 616", "ACN 004 085 616", "same VAT number"),
        ("AU", "53 004 085 616", "TFN 123 456 782", None),
        ("AU", "53 004 085 616", "51 824 753 556", "different VAT number"),
        ("DE", "DE136695976", "181/815/08155", None),
        ("DE", "DE136695976", "DE811569869", "different VAT number"),
        ("FR", "FR40303265045", "303 265 045", "same VAT number"),
        ("FR", "FR44732829320", "732 829 320 00074", "same VAT number"),
        ("FR", "FR40303265045", "732 829 320", "different VAT number"),
        ("GB", "GB980780684", "980 7806 84 001", "same VAT number"),
        ("GB", "GB980780684", "1955839661", None),
        ("BE", "BE 0428.759.497", "428759497", "same VAT number"),
        ("CH", "CHE-107.787.577 MWST", "107787577", "same VAT number"),
    ],
)
def test_it_says_nothing_of_tax_numbers_of_two_kinds(country: str, one: str, other: str, said: str | None) -> None:
    place = {"country": country}
    found = levels(
        "customer", {"vat_number": one, "billing_address": place}, {"vat_number": other, "billing_address": place}
    )
    assert found.get("vat_number") == said


@pytest.mark.parametrize(
    ("country", "one", "other", "said"),
    [
        ("NZ", "1234567", "9429000106078", None),
        ("NZ", "1234567", "7654321", "different company number"),
        ("FR", "RCS Paris 303 265 045", "FR40303265045", "same company number"),
        ("CH", "CH-020.3.020.910-9", "CHE-107.787.577", None),
    ],
)
def test_it_says_nothing_of_numbers_of_two_registers(country: str, one: str, other: str, said: str | None) -> None:
    place = {"country": country}
    found = levels(
        "customer",
        {"registration_number": one, "billing_address": place},
        {"registration_number": other, "billing_address": place},
    )
    assert found.get("registration_number") == said


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("+31 20 123 4567 / 06-12345678", "06 12345678", "same phone"),
        ("Tel: 020 123 4567 Fax: 020 123 4568", "020 123 4569, 020 123 4567", "same phone"),
        ("+31 20 123 4567 / 06-12345678", "06 12345679", "different phone"),
        ("020 123 4567 ext. 12", "020 123 4567 ext. 14", "same phone"),
    ],
)
def test_it_compares_every_telephone_number_of_one_field_with_every_one_of_the_other(
    one: str, other: str, said: str
) -> None:
    place = {"country": "NL"}
    found = levels("customer", {"phone": one, "billing_address": place}, {"phone": other, "billing_address": place})
    assert found["phone"] == said
