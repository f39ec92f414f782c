"""The short way to a telephone number gives what the long way gives, or nothing."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.standardise.dialling import e164

INTERNATIONAL = phonenumbers.PhoneNumberFormat.E164
REGIONS = ("NZ", "AU", "GB", "NL", "DE", "FR", "US", "CA", "BE", "AT", "CH", "IE", "IT", "SG", "BR", "AR", "CI", "SM")
PLAIN = st.text("0123456789 ()-./", min_size=4, max_size=18)
KINDS = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
STYLES = (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL, INTERNATIONAL)


def the_long_way(text: str, region: str | None) -> str:
    try:
        read = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(read, INTERNATIONAL) if phonenumbers.is_valid_number(read) else ""


@settings(max_examples=300, deadline=None)
@given(plus=st.sampled_from(["", "+"]), text=PLAIN, region=st.sampled_from([None, *REGIONS]))
def test_it_never_reads_another_number_than_the_careful_reader(plus: str, text: str, region: str | None) -> None:
    found = e164(plus + text, region)
    assert found in {"", the_long_way(plus + text, region)}


@settings(max_examples=300, deadline=None)
@given(
    region=st.sampled_from(REGIONS),
    kind=st.sampled_from(KINDS),
    style=st.sampled_from(STYLES),
    tail=st.integers(0, 9_999),
    dialled_in=st.sampled_from(REGIONS),
)
def test_it_agrees_about_numbers_that_may_exist(region: str, kind: int, style: int, tail: int, dialled_in: str) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    example.national_number = example.national_number // 10_000 * 10_000 + tail
    text = phonenumbers.format_number(example, style)
    assert e164(text, dialled_in) in {"", the_long_way(text, dialled_in)}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("region", ["NZ", "AU", "GB", "NL", "DE", "FR", "US"])
def test_it_reads_the_plain_numbers_of_the_countries_we_serve(region: str, style: int) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    text = phonenumbers.format_number(example, style)
    assert e164(text, region) == phonenumbers.format_number(example, INTERNATIONAL)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("09 300 1234", None),
        ("09 300 1234", "ZZ"),
        ("09 300 1234 ext 5", "NZ"),
        ("0064 9 300 1234", "NZ"),
        ("+0 201555-05123", "US"),
        ("06 1234 5678", "IT"),
        ("12", "NZ"),
        ("", "NZ"),
    ],
)
def test_it_leaves_the_rest_to_the_careful_reader(text: str, region: str | None) -> None:
    assert e164(text, region) == ""
