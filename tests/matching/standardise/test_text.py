from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.standardise import text
from tests.matching.standardise.cases import any_text, expect


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  two \n words\t", "two words"),
        ("zero\u200bwidth\u00ad", "zerowidth"),
        ("Mu\u0308ller", "Müller"),
        ("a\u00a0b", "a b"),
        (12, "12"),
        (12.0, "12"),
        (["a", None, "b"], "a, b"),
        (None, None),
        ("", None),
        ({"cleared": True}, None),
        (float("nan"), None),
    ],
)
def test_it_trims_and_composes(raw: object, value: str | None) -> None:
    expect("text", raw, None, value)


@pytest.mark.parametrize(
    "raw",
    [
        "N/A",
        "n.a.",
        "-",
        "-----",
        "\u2014",
        "none",
        "NULL",
        "unknown",
        "Unbekannt",
        "not available",
        "Test",
        "xxx",
        "0000",
    ],
)
def test_it_takes_placeholders_for_nothing(raw: str) -> None:
    expect("text", raw, None, None)
    expect("organisation_name", raw, None, None)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("O'Brien & Söhne", "obrien sohne"),
        ("Müller", "muller"),
        ("Mueller", "mueller"),
        ("Straße", "strasse"),
        ("\u0410cme", "acme"),  # a Cyrillic capital A
        ("A.B.C.", "a b c"),
        ("!!!", ""),
    ],
)
def test_it_folds_for_comparing(raw: str, folded: str) -> None:
    assert text.fold(raw) == folded


@settings(max_examples=50, deadline=None)
@given(any_text())
def test_it_folds_once_and_for_all(raw: str) -> None:
    assert text.fold(text.fold(raw)) == text.fold(raw)


@settings(max_examples=50, deadline=None)
@given(st.text("aA zZéÉßøÅ09.-'ÿŒŉıЖжΣσς\u0130"))
def test_it_folds_capitals_and_small_letters_alike(raw: str) -> None:
    assert text.fold(raw.upper()) == text.fold(raw) == text.fold(raw.lower())


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("\u0425R-500\u0412", "xr 500b"),  # Cyrillic ha and ve
        ("S\u043en\u0443", "sony"),  # Cyrillic o and u
        ("\u0391thens", "athens"),  # Greek alpha
        ("Нева", "neva"),
        ("iPhone-чехол", "iphone chekhol"),
    ],
)
def test_it_reads_letters_in_a_latin_word_as_they_look(written: str, folded: str) -> None:
    assert text.fold(written) == text.fold(written.upper()) == text.fold(written.lower()) == folded
