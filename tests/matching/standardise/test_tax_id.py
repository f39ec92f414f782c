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
        ("VAT Reg No GB980780684", "GB", "GB980780684", ""),
        ("USt-IdNr.: DE136695976", "DE", "DE136695976", ""),
        ("St.-Nr. 181/815/08155", "DE", "DE18181508155", ""),
        ("RSIN 123456782", "NL", "NL123456782", ""),
        ("N° TVA: FR40303265045", "FR", "FR40303265045", ""),
        ("SIREN 303 265 045", "FR", "FR303265045", ""),
        ("732 829 320 00074", "FR", "FR73282932000074", ""),
        ("P. IVA 00743110157", "IT", "IT00743110157", ""),
        ("MwSt-Nr. CHE-107.787.577", "CH", "CHE107787577", ""),
        ("NO 974 760 673 MVA", "NO", "NO974760673MVA", ""),
        ("ACN 004 085 616", "AU", "AU004085616", ""),
        ("556703-7485", "SE", "SE5567037485", ""),
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
        ("DE136695976", "DE136695976"),
    ],
)
def test_it_compares_without_account_and_branch(value: str, form: str) -> None:
    assert tax_id.form(value) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NL123456782B01", "NL123456782"),  # BTW number, RSIN
        ("AU53004085616", "AU004085616"),  # ABN, ACN
        ("FR40303265045", "FR303265045"),  # TVA, SIREN
        ("FR73282932000074", "FR732829320"),  # SIRET, SIREN
        ("IN27AAPFU0939F1ZV", "IN29AAPFU0939F1ZR"),  # GSTIN of two states
        ("NO974760673MVA", "NO974760673"),
        ("SE556703748501", "SE5567037485"),
        ("XI980780684", "GB980780684"),
        ("NZ049091850", "NZ49091850"),
    ],
)
def test_it_compares_by_the_number_that_both_hold(one: str, other: str) -> None:
    assert tax_id.form(one) == tax_id.form(other)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("DE18181508155", "DE18181508155 STNR"),
        ("DE2181081508155", "DE2181081508155 ELSTER"),
        ("DE36574261809", "DE36574261809 IDNR"),
        ("AU123456782", "AU123456782 TFN"),
        ("GB1955839661", "GB1955839661 UTR"),
        ("ITRCCMNL83C18G224D", "ITRCCMNL83C18G224D CF"),
        ("AT591199013", "AT591199013 STNR"),
        ("US078051120", "US078051120 SSN"),
    ],
)
def test_it_says_which_numbers_are_of_another_scheme_than_most(value: str, form: str) -> None:
    assert tax_id.form(value) == form


def test_it_takes_for_a_persons_what_no_office_gives_to_a_company() -> None:
    from stdnum.us import ein

    apart = {f"{number:02}" for number in range(100) if not ein.is_valid(f"{number:02}1234567")}
    assert apart == {f"{number:02}" for number in range(100) if " " in tax_id.form(f"US{number:02}1234567")}
