from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.standardise import organisation
from tests.matching.standardise.cases import any_text, expect


@pytest.mark.parametrize(
    ("name", "core", "legal_form"),
    [
        ("Foo Bar Pty Ltd", "foo bar", "pty ltd"),
        ("FOO BAR PTY. LIMITED", "foo bar", "pty ltd"),
        ("Foo Limited", "foo", "ltd"),
        ("Foo NZ Limited", "foo", "ltd"),
        ("Foo (NZ) Ltd.", "foo", "ltd"),
        ("Foo Co., Ltd.", "foo", "ltd"),
        ("The Foo Company, Inc.", "foo", "inc"),
        ("Foo Company", "foo", "co"),
        ("Foo PLC", "foo", "plc"),
        ("Foo B.V.", "foo", "bv"),
        ("K.L.M. N.V.", "klm", "nv"),
        ("Foo B. V.", "foo", "bv"),
        ("BV Foo", "foo", "bv"),
        ("Foo N.V.", "foo", "nv"),
        ("Jansen en Zonen V.O.F.", "jansen zonen", "vof"),
        ("Müller GmbH", "muller", "gmbh"),
        ("Müller GmbH & Co. KG", "muller", "gmbh co kg"),
        ("Müller GmbH und Co KG", "muller", "gmbh co kg"),
        ("Müller e.K.", "muller", "ek"),
        ("Müller UG (haftungsbeschränkt)", "muller", "ug"),
        ("Foo A.G.", "foo", "ag"),
        ("S.A.R.L. Dupont", "dupont", "sarl"),
        ("Dupont S.A.R.L.", "dupont", "sarl"),
        ("Dupont S.à r.l.", "dupont", "sarl"),
        ("Dupont S.à.r.l.", "dupont", "sarl"),
        ("Dupont S.A.R.L", "dupont", "sarl"),
        ("Foo S.p.A", "foo", "spa"),
        ("Dupont SAS", "dupont", "sas"),
        ("Foo Unlimited Company", "foo", "uc"),
        ("Sports Unlimited", "sports unlimited", ""),
        ("Foo GesmbH", "foo", "gmbh"),
        ("Foo Ges.m.b.H.", "foo", "gmbh"),
        ("Foo Gesellschaft m.b.H.", "foo", "gmbh"),
        ("Foo GmbH i.G.", "foo", "gmbh"),
        ("Foo GmbH in Gründung", "foo", "gmbh"),
        ("Foo B.V. i.o.", "foo", "bv"),
        ("Foo BV in oprichting", "foo", "bv"),
        ("Foo Pty. Ltd. (in liquidation)", "foo", "pty ltd"),
        ("Foo AB (publ)", "foo", "ab"),
        ("Acme IO", "acme io", ""),
        ("Dupont S.A.", "dupont", "sa"),
        ("Dupont EURL", "dupont", "eurl"),
        ("Foo LLC", "foo", "llc"),
        ("Foo L.L.P.", "foo", "llp"),
        ("Foo Corp", "foo", "corp"),
        ("Foo A/S", "foo", "as"),
        ("28msec Inc., Zurich", "28msec zurich", "inc"),
        ("Smith & Sons", "smith sons", ""),
        ("Smith and Sons", "smith sons", ""),
        ("J. R. Smith & Co Ltd", "jr smith", "ltd"),
        ("H&M", "hm", ""),
        ("apple pan  the", "apple pan", ""),
        ("Acme Intl Mfg", "acme international manufacturing", ""),
        ("SAS Institute Inc", "sas institute", "inc"),
        ("Acme Res. Labs", "acme research laboratory", ""),
        ("The Limited", "limited", ""),
        ("Limited", "limited", ""),
        ("The Co", "co", ""),
        ("The The", "the the", ""),
        ("!!!", "!!!", ""),
        ("", "", ""),
    ],
)
def test_it_finds_core_and_legal_form(name: str, core: str, legal_form: str) -> None:
    form = organisation.core(name)
    assert (form.core, form.legal_form) == (core, legal_form)
    assert " ".join(form.tokens) == core


@pytest.mark.parametrize("between", ["t/a", "T/A", "trading as", "dba"])
def test_it_parts_the_trading_name(between: str) -> None:
    form = organisation.core(f"Foo Holdings Ltd {between} The Bar Café")
    assert (form.core, form.legal_form, form.trading_as) == ("foo holdings", "ltd", "bar cafe")


def test_it_keeps_the_name_as_written() -> None:
    expect("organisation_name", "  ACME   b.v. ", None, "ACME b.v.")


@settings(max_examples=40, deadline=None)
@given(any_text())
def test_it_never_strips_a_written_name_to_nothing(name: str) -> None:
    assert organisation.core(name).core or not organisation.latin(name).strip()


@given(
    st.lists(
        st.sampled_from(
            [
                "Foo",
                "the",
                "&",
                "and",
                "Ltd.",
                "B.V.",
                "GmbH",
                "Co.",
                "KG",
                "t/a",
                "Pty",
                "of",
                "Inc",
                "Müller",
                "X",
                "3",
            ]
        ),
        min_size=1,
    )
)
def test_it_reads_capitals_and_small_letters_alike(words: list[str]) -> None:
    name = " ".join(words)
    assert organisation.core(name.upper()) == organisation.core(name.lower()) == organisation.core(name)
    assert organisation.core(name).core


def test_it_reads_the_german_u_as_and() -> None:
    assert organisation.core("MEYER U. SOEHNE GMBH").core == "meyer soehne"
    assert organisation.core("U. S. Steel").core == "us steel"
