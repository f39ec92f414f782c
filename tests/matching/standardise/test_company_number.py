from __future__ import annotations

import pytest

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
        ("ab-12.34", "JP", "AB1234", ""),
        ("unknown", "NZ", None, ""),
    ],
)
def test_it_keeps_the_number_of_the_register(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("company_number", raw, country, value, problem)
