from __future__ import annotations

import pytest

from apps.matching.standardise import tax_id
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("NL123456782B90", None, "NL123456782B90", ""),
        ("nl 1234.56.782.B90", None, "NL123456782B90", ""),
        ("123456782B90", "NL", "NL123456782B90", ""),
        ("51 824 753 556", "AU", "AU51824753556", ""),
        ("51 824 753 557", "AU", "AU51824753557", "fails the check digit of an Australian ABN"),
        ("49-091-850", "NZ", "NZ49091850", ""),
        ("GST 49-091-850", "NZ", "NZ49091850", ""),
        ("49-091-851", "NZ", "NZ49091851", "fails the check digit of a New Zealand IRD number"),
        ("12-3456789", "US", "US123456789", ""),
        ("GB 980 7806 84", "NZ", "GB980780684", ""),
        ("XI980780684", None, "XI980780684", ""),
        ("136695976", "DE", "DE136695976", ""),
        ("DE136695977", None, "DE136695977", "fails the check digit"),
        ("FR40303265045", None, "FR40303265045", ""),
        ("CHE-107.787.577 IVA", None, "CHE107787577", ""),
        ("107787577", "CH", "CHE107787577", ""),
        ("EL094259216", None, "EL094259216", ""),
        ("094259216", "GR", "EL094259216", ""),
        ("428759497", "BE", "BE0428759497", ""),
        ("IE6433435F", None, "IE6433435F", ""),
        ("ZA4012345678", "ZA", "ZA4012345678", ""),
        ("123", None, "123", "Country unknown"),
        ("999999999", "NZ", None, ""),
        ("", "NZ", None, ""),
    ],
)
def test_it_puts_the_country_in_front_and_checks_the_digit(
    raw: object, country: str | None, value: object, problem: str
) -> None:
    expect("tax_id", raw, country, value, problem)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("CA384234621RT0001", "CA384234621"),
        ("CA384234621", "CA384234621"),
        ("GB657110592001", "GB657110592"),
        ("NL123456782B90", "NL123456782B90"),
    ],
)
def test_it_compares_without_account_and_branch(value: str, form: str) -> None:
    assert tax_id.form(value) == form
