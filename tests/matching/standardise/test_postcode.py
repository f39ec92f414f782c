from __future__ import annotations

import pytest

from apps.matching.standardise import postcode


@pytest.mark.parametrize(
    ("text", "country", "normalised"),
    [
        ("ec1a1bb", "GB", "EC1A 1BB"),
        ("1012ab", "NL", "1012 AB"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("d02x285", "IE", "D02 X285"),
        ("F-75001", "FR", "75001"),
        ("1000", "FR", "01000"),
        ("90210", "US", "90210"),
        ("11120", "SE", "111 20"),
        ("ab 12", None, "AB 12"),
    ],
)
def test_it_writes_a_postcode_as_its_country_does(text: str, country: str | None, normalised: str) -> None:
    assert postcode.normalised(text, country) == (normalised, "")


@pytest.mark.parametrize(
    ("line", "country", "found"),
    [
        ("Auckland 1010", None, ("1010", "Auckland")),
        ("1012 AB Amsterdam", None, ("1012 AB", "Amsterdam")),
        ("London SW1A 2AA", None, ("SW1A 2AA", "London")),
        ("80331 München", "DE", ("80331", "München")),
        ("Auckland", "NZ", ("", "Auckland")),
    ],
)
def test_it_finds_a_postcode_at_either_end_of_a_line(line: str, country: str | None, found: tuple[str, str]) -> None:
    assert postcode.find(line, country) == found


@pytest.mark.parametrize(
    ("line", "country", "found"),
    [
        ("D-80331 Muenchen", "DE", ("80331", "Muenchen")),
        ("1067 Dresden", "DE", ("01067", "Dresden")),
        ("Boston MA 2134", "US", ("02134", "Boston MA")),
        ("Dublin 12", "IE", ("", "Dublin 12")),
    ],
)
def test_it_finds_a_postcode_with_a_plate_or_without_its_zero(line: str, country: str, found: tuple[str, str]) -> None:
    assert postcode.find(line, country) == found


def test_it_compares_a_zip_code_by_its_five_digits() -> None:
    assert postcode.form("75093-4512", "US") == postcode.form("75093", "US") == "75093"
    assert postcode.form("1012 ab", "NL") == "1012AB"
