from __future__ import annotations

import pytest

from apps.matching.standardise import phone
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("09 300 1234", "NZ", "+6493001234", ""),
        ("(02) 9300 1234", "AU", "+61293001234", ""),
        ("310/246-1501", "US", "+13102461501", ""),
        ("020 123 4567", "Holland", "+31201234567", ""),
        ("0064 9 300 1234", None, "+6493001234", ""),
        ("001-212-555-0123x456", "US", "+12125550123", ""),
        ("(+64) 9 300 1234", None, "+6493001234", ""),
        ("+31 (0)20 123 4567", "NZ", "+31201234567", ""),
        ("+64 9 300 1234 ext 12", None, "+6493001234", ""),
        ("09 300 1234 x12", "NZ", "+6493001234", ""),
        (6493001234, "NZ", "+6493001234", ""),
        ("09 300 1234", None, "093001234", "Country unknown"),
        ("386-5286", "US", "386-5286", "is not a valid telephone number in United States"),
        ("12", "NZ", "12", "is not a valid telephone number in New Zealand"),
        ("call me", "NZ", "call me", "is not a telephone number"),
        ("call me", None, "call me", "is not a telephone number"),
        ("09 300 1234 / 021 555 666", "NZ", "+6493001234 / +6421555666", "holds 2 numbers"),
        ("+31 20 123 4567 / 06-12345678", "NL", "+31201234567 / +31612345678", "holds 2 numbers"),
        ("020-1234567/06-12345678", "NL", "+31201234567 / +31612345678", "holds 2 numbers"),
        ("020 7946 0018, 020 7946 0019", "GB", "+442079460018 / +442079460019", "holds 2 numbers"),
        ("Tel: 020 7946 0018 Fax: 020 7946 0019", "GB", "+442079460018 / +442079460019", "holds 2 numbers"),
        ("T 020 7946 0018 M +44 7911 123456", "GB", "+442079460018 / +447911123456", "holds 2 numbers"),
        ("020 7946 0018 (home) 07911 123456 (mobile)", "GB", "+442079460018 / +447911123456", "holds 2 numbers"),
        ("Telefon 089/1234567, Telefax 089/1234568", "DE", "+49891234567 / +49891234568", "holds 2 numbers"),
        ("020 7946 0018 x12 / 020 7946 0019", "GB", "+442079460018 / +442079460019", "holds 2 numbers"),
        ("020 7946 0018; ext 12", "GB", "+442079460018", ""),
        ("020 7946 0018 ext. 12, 13", "GB", "+442079460018", "holds 2 numbers"),
        ("09 300 1234 / 021 555 666", None, "093001234 / 021555666", "holds 2 numbers"),
        ("+1 212 555 0123, ask for Ann", "US", "+12125550123", "holds more than a number"),
        ("089 / 1234567", "DE", "+49891234567", ""),
        ("000000000", "NZ", None, ""),
        ("n/a", "NZ", None, ""),
    ],
)
def test_it_keeps_numbers_as_e164(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("phone", raw, country, value, problem)


@pytest.mark.parametrize(
    ("e164", "national"),
    [("+6493001234", "93001234"), ("+390612345678", "0612345678"), ("093001234", "93001234"), ("", "")],
)
def test_it_gives_the_national_significant_number(e164: str, national: str) -> None:
    assert phone.national(e164) == national


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("+6493001234", "+6493001234"),
        ("093 001 234", "93001234"),
        ("093001234 x7", "93001234"),
        ("call me", ""),
        ("111", ""),
    ],
)
def test_it_compares_digits_where_no_plan_knows_the_number(value: str, form: str) -> None:
    assert phone.form(value) == form


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("+6493001234", ["+6493001234"]),
        ("+6493001234 / +6421555666", ["+6493001234", "+6421555666"]),
        ("386-5286 / 386-5287", ["3865286", "3865287"]),
        ("386-5286 / 386 5286", ["3865286"]),
        ("call me", []),
    ],
)
def test_it_compares_each_of_several_numbers(value: str, forms: list[str]) -> None:
    assert phone.forms(value) == forms
