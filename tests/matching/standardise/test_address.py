from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.standardise import CLEANERS, JSON, Hints, address
from tests.matching.standardise.cases import any_text, expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        (
            "12 Queen Street \r\nAuckland  1010,\nNew Zealand",
            None,
            {"lines": "12 Queen Street\nAuckland 1010\nNew Zealand"},
            "",
        ),
        (
            {"street": "12 Queen St", "city": "Auckland", "postcode": 1010, "country": "New Zealand"},
            None,
            {"street": "12 Queen St", "city": "Auckland", "postcode": "1010", "country": "NZ"},
            "",
        ),
        (["12 Queen St", "", "Auckland"], None, {"lines": "12 Queen St\nAuckland"}, ""),
        ({"zip": "D-80331", "country": "Germany"}, None, {"postcode": "80331", "country": "DE"}, ""),
        ({"postcode": "sw1a1aa", "country": "UK"}, None, {"postcode": "SW1A 1AA", "country": "GB"}, ""),
        ({"postcode": "1012ab"}, "NL", {"postcode": "1012 AB"}, ""),
        ({"postcode": "610"}, "NZ", {"postcode": "0610"}, ""),
        ({"postcode": "902101234", "country": "US"}, None, {"postcode": "90210-1234", "country": "US"}, ""),
        ({"postcode": "foo", "country": "NL"}, None, {"postcode": "FOO", "country": "NL"}, "no postcode of NL"),
        ({"country": "Ruritania"}, None, {"country": "Ruritania"}, "no country of ISO 3166"),
        ({"street": None, "city": "-", "region": ""}, None, None, ""),
        ({}, None, None, ""),
        (None, None, None, ""),
        ("n/a", None, None, ""),
    ],
)
def test_it_keeps_the_filled_parts(raw: object, country: str | None, value: JSON, problem: str) -> None:
    expect("address", raw, country, value, problem)


@pytest.mark.parametrize(
    ("street", "country", "name", "number", "unit"),
    [
        ("12 Queen Street", "", "queen street", "12", ""),
        ("Berliner Straße 5", "DE", "berlinerstrasse", "5", ""),
        ("350 5th Ave", "US", "5th avenue", "350", ""),
        ("1st Avenue", "US", "1st avenue", "", ""),
        ("Wetstraat 16 bus 3", "BE", "wetstraat", "16", "3"),
        ("Rue Royale 16, boîte 3", "BE", "rue royale", "16", "3"),
        ("12 QUEEN ST.", "", "queen street", "12", ""),
        ("12-14 High St", "", "high street", "12-14", ""),
        ("12 - 14 High St", "", "high street", "12-14", ""),
        ("Königstraße 12a", "DE", "konigstrasse", "12a", ""),
        ("Königstr. 12 a", "", "konigstrasse", "12a", ""),
        ("Haupt Str. 5", "DE", "hauptstrasse", "5", ""),
        ("Kerkstr. 5-2", "NL", "kerkstraat", "5-2", ""),
        ("12bis rue de la Paix", "FR", "rue de la paix", "12bis", ""),
        ("Unit 3, 45 High St", "", "high street", "45", "3"),
        ("3/45 High Street", "", "high street", "45", "3"),
        ("45 High St Apt 4B", "", "high street", "45", "4b"),
        ("Suite 400, 1 Market St", "", "market street", "1", "400"),
        ("St Georges Tce 5", "", "saint georges terrace", "5", ""),
        ("435 s. la cienega blv.", "US", "south la cienega boulevard", "435", ""),
        ("316 N Pulaski Rd", "US", "north pulaski road", "316", ""),
        ("12 e. Main St", "", "east main street", "12", ""),
        ("12 A Main St", "", "main street", "12a", ""),
        ("1020 N St Louis Ave", "US", "north saint louis avenue", "1020", ""),
        ("3901 S State St 1st Floor", "US", "south state street", "3901", "1"),
        ("5th Avenue", "US", "5th avenue", "", ""),
        ("State Highway 1", "", "state highway 1", "", ""),
        ("P.O. Box 12 345", "", "po box", "12345", ""),
        ("Private Bag 9", "", "po box", "9", ""),
        ("Postfach 77", "", "po box", "77", ""),
        ("Queen Street", "", "queen street", "", ""),
        ("2e Jan Steenstraat 12", "NL", "2e jan steenstraat", "12", ""),
        ("2e Jan Steenstraat", "NL", "2e jan steenstraat", "", ""),
        ("Tweede Jan Steenstraat 12", "NL", "2e jan steenstraat", "12", ""),
        ("12E Main St", "NZ", "main street", "12e", ""),
        ("1e Helmersstraat 123-II", "NL", "1e helmersstraat", "123-ii", ""),
        ("Kerkstraat 123 hs", "NL", "kerkstraat", "123-hs", ""),
        ("Kerkstraat 123-A 2hoog", "NL", "kerkstraat", "123-a-2hoog", ""),
        ("12 bis rue de la Paix", "FR", "rue de la paix", "12bis", ""),
        ("Lot 12 Smith Road", "AU", "smith road", "12", ""),
        ("Lot 12, 34 Smith Road", "AU", "smith road", "34", "12"),
        ("U3/45 High St", "AU", "high street", "45", "3"),
        ("Flat 1/2, 12 Queen St", "GB", "queen street", "12", "1/2"),
        ("1/2 12 Queen St", "GB", "queen street", "12", "1/2"),
        ("12 Bd St-Germain", "FR", "boulevard saint germain", "12", ""),
        ("12 place St Michel", "FR", "place saint michel", "12", ""),
        ("12 rue Ste-Anne", "FR", "rue sainte anne", "12", ""),
        ("12 Place St", "GB", "place street", "12", ""),
        ("12 Queen St-West", "", "queen street west", "12", ""),
        ("Sint-Jansstraat 4", "BE", "saint jansstraat", "4", ""),
        ("5700-100 King Street W", "CA", "king street west", "100", "5700"),
        ("12-14 King Street", "CA", "king street", "12-14", ""),
    ],
)
def test_it_takes_a_street_line_apart(street: str, country: str, name: str, number: str, unit: str) -> None:
    form = address.form({"street": street, "country": country})
    assert (form.street, form.number, form.unit) == (name, number, unit)


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (
            "12 Queen Street, Auckland 1010, New Zealand",
            address.AddressForm("queen street", "12", "", "auckland", "1010", "NZ"),
        ),
        (
            "Flat 2, 10 Downing St, London SW1A 2AA, UK",
            address.AddressForm("downing street", "10", "2", "london", "SW1A2AA", "GB"),
        ),
        (
            "Kerkstraat 5\n1012 AB Amsterdam\nNederland",
            address.AddressForm("kerkstraat", "5", "", "amsterdam", "1012AB", "NL"),
        ),
        (
            "Acme Building, Level 5, 12 Queen St, CBD, Auckland 1010",
            address.AddressForm("queen street", "12", "5", "auckland", "1010", "", "cbd"),
        ),
    ],
)
def test_it_reads_free_lines(lines: str, form: address.AddressForm) -> None:
    assert address.form({"lines": lines}) == address.form(lines) == form


def test_it_compares_parts_given_apart_with_parts_given_together() -> None:
    apart = {"street": "Queen St", "house_number": "12 A", "unit": "Unit 3", "city": "St Heliers"}
    together = {"street": "3/12a Queen Street", "city": "Saint Heliers"}
    assert address.form(apart) == address.form(together)


PARTS = st.dictionaries(st.sampled_from([*address.PARTS, "zip", "other"]), any_text(10) | st.integers() | st.none())


@settings(max_examples=50, deadline=None)
@given(PARTS, st.randoms())
def test_it_does_not_mind_the_order_of_keys(raw: dict[str, object], chance: Random) -> None:
    keys = list(raw)
    chance.shuffle(keys)
    clean = CLEANERS["address"]
    found = clean(raw, Hints("NZ"))
    assert clean({key: raw[key] for key in keys}, Hints("NZ")) == found
    assert clean(found.value, Hints("NZ")).value == found.value
    turned = dict(reversed(found.value.items())) if isinstance(found.value, dict) else None
    assert address.form(found.value) == address.form(turned)


@settings(max_examples=50, deadline=None)
@given(any_text())
def test_it_reads_any_text(lines: str) -> None:
    assert isinstance(address.form(lines), address.AddressForm)
    assert isinstance(address.form({"street": lines, "country": "NL"}), address.AddressForm)


@pytest.mark.parametrize(
    ("city", "form"),
    [
        ("LYON CEDEX 03", "lyon"),
        ("Paris Cedex", "paris"),
        ("Springfield, IL 62704", "springfield"),
        ("Springfield, IL", "springfield"),
        ("Sint-Niklaas", "saint niklaas"),
        ("Washington DC", "washington dc"),
    ],
)
def test_it_compares_a_town_without_what_stands_behind_it(city: str, form: str) -> None:
    assert address.form({"city": city}).city == form


@pytest.mark.parametrize(
    ("number", "form"),
    [("123 hs", "123-hs"), ("12a hs", "12a-hs"), ("Lot 12", "12"), ("12 bis", "12bis"), ("12 A", "12a")],
)
def test_it_parts_the_door_from_the_number_of_the_house(number: str, form: str) -> None:
    assert address.form({"house_number": number}).number == form
