from __future__ import annotations

import pytest

from apps.matching.standardise import company_number
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("9429041234567", "NZ", "9429041234567", "fails the check digit of an NZBN"),
        ("9429000106078", "NZ", "9429000106078", ""),
        ("Company No. 1234567", "NZ", "1234567", ""),
        ("1234567", "GB", "01234567", ""),
        ("sc 123456", "GB", "SC123456", ""),
        ("12", "FR", "12", "is not written like"),
        ("ACN 004 085 616", "AU", "004085616", ""),
        ("ABN 51 824 753 556", "AU", "51824753556", ""),
        ("732 829 320", "FR", "732829320", ""),
        ("732 829 321", "FR", "732829321", "fails the check digit of a SIREN"),
        ("73282932000074", "FR", "73282932000074", ""),
        ("KvK 12345678", "NL", "12345678", ""),
        ("1234567", "NL", "01234567", ""),
        ("Amtsgericht München HRB 12345", "DE", "HRB 12345 MÜNCHEN", ""),
        ("HRB 12345", "DE", "HRB 12345", "names no court"),
        ("HWUPKR0MPOU8FGXBT394", None, "HWUPKR0MPOU8FGXBT394", ""),
        ("RCS Paris 732 829 320", "FR", "732829320", ""),
        ("FR40303265045", "FR", "FR40303265045", ""),
        ("BE0428759497", "BE", "0428759497", ""),
        ("DK13585628", "DK", "13585628", ""),
        ("ab-12.34", "JP", "AB1234", ""),
        ("unknown", "NZ", None, ""),
    ],
)
def test_it_keeps_the_number_of_the_register(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("company_number", raw, country, value, problem)


def test_it_shows_the_branch_of_a_dutch_company() -> None:
    expect("company_number", "KvK 342156780001", "NL", "34215678 0001")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("69193029177", "193029177"),  # ABN, ACN
        ("48621956114901", "486219561"),  # SIRET, SIREN
        ("FR40303265045", "303265045"),  # TVA, SIREN
        ("34215678 0001", "34215678"),
        ("01234567", "1234567"),
    ],
)
def test_it_compares_by_the_number_of_the_company(one: str, other: str) -> None:
    assert company_number.form(one) == company_number.form(other)


def test_it_leaves_long_numbers_whole_that_hold_no_company_number() -> None:
    assert company_number.form("69193029178") == "69193029178"
    assert company_number.form("12345678901234") == "12345678901234"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("9429000106078", "9429000106078 NZBN"),
        ("HWUPKR0MPOU8FGXBT394", "HWUPKR0MPOU8FGXBT394 LEI"),
        ("CH02030209109", "CH02030209109 CH-ID"),
        ("CHE107787577", "CHE107787577"),
    ],
)
def test_it_says_which_numbers_another_register_gave(value: str, form: str) -> None:
    assert company_number.form(value) == form
