from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("EN", None, "en", ""),
        ("eng", None, "en", ""),
        ("English", None, "en", ""),
        ("en_NZ", None, "en", ""),
        ("de-AT", None, "de", ""),
        ("Deutsch", None, "de", ""),
        ("Français", None, "fr", ""),
        ("no", None, "no", ""),
        ("Klingonisch", None, "Klingonisch", "two-letter code"),
        (None, None, None, ""),
    ],
)
def test_it_knows_codes_locales_and_names(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("language", raw, country, value, problem)
