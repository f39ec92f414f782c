from __future__ import annotations

import pytest

from apps.matching.standardise.address import AddressForm, form


@pytest.mark.parametrize(
    ("lines", "country", "read"),
    [
        ("8, quai Voltaire, 75007 PARIS", "FR", AddressForm("quai voltaire", "8", "", "paris", "75007")),
        ("3bis, rue Pasteur, 31000 Toulouse", "FR", AddressForm("rue pasteur", "3bis", "", "toulouse", "31000")),
        ("Koenigstr. 12\nD-80331 Muenchen", "DE", AddressForm("koenigstrasse", "12", "", "muenchen", "80331")),
        (
            "4100 Commerce Blvd Ste 210\nPlano, TX 75093-4512",
            "US",
            AddressForm("commerce boulevard", "4100", "210", "plano", "75093", region="tx"),
        ),
        (
            "3/45 High Street, Lilydale VIC 3140",
            "AU",
            AddressForm("high street", "45", "3", "lilydale", "3140", region="vic"),
        ),
        (
            "77 Lougheed Highway, Maple Ridge, BC V2X 2P5",
            "CA",
            AddressForm("lougheed highway", "77", "", "maple ridge", "V2X2P5", region="bc"),
        ),
        (
            "Shed 3, 40 Captain Springs Rd, Onehunga, Auckland 1061",
            "NZ",
            AddressForm("captain springs road", "40", "3", "auckland", "1061", district="onehunga"),
        ),
        (
            "Unit 6, Greenmount Ave, Dublin 12, D12 H9T2",
            "IE",
            AddressForm("greenmount avenue", "", "6", "dublin 12", "D12H9T2"),
        ),
        (
            "12 Main St, Mallow, Co. Cork, P51 X285",
            "IE",
            AddressForm("main street", "12", "", "mallow", "P51X285", region="co cork"),
        ),
        ("12 Main St, Cork T12X285", "IE", AddressForm("main street", "12", "", "cork", "T12X285")),
        ("14 rue des Lilas\n69427 LYON CEDEX 03", "FR", AddressForm("rue des lilas", "14", "", "lyon", "69427")),
        (
            "123 Main St, Springfield, Illinois 62704",
            "US",
            AddressForm("main street", "123", "", "springfield", "62704", region="il"),
        ),
        (
            "1 Main St, Los Angeles, CA",
            "US",
            AddressForm("main street", "1", "", "los angeles", "", region="ca"),
        ),
        (
            "Lot 12 Smith Road, Darwin NT 0800",
            "AU",
            AddressForm("smith road", "12", "", "darwin", "0800", region="nt"),
        ),
        ("PO Box 311, Nelson 7040", "NZ", AddressForm("po box", "311", "", "nelson", "7040")),
        ("Dean Clough, Halifax HX3 5AX", "GB", AddressForm("dean clough", "", "", "halifax", "HX35AX")),
    ],
)
def test_it_reads_the_parts_of_an_address_out_of_its_lines(lines: str, country: str, read: AddressForm) -> None:
    found = form({"lines": lines, "country": country})
    assert found == AddressForm(
        read.street, read.number, read.unit, read.city, read.postcode, country, read.district, read.region
    )


def test_it_lets_parts_that_are_given_stand() -> None:
    found = form({"lines": "12 Queen St, Auckland 1010", "city": "Manukau", "country": "NZ"})
    assert (found.city, found.postcode, found.street) == ("manukau", "1010", "queen street")


@pytest.mark.parametrize(
    ("lines", "country", "city", "region"),
    [
        ("123 Main St, Springfield, IL 62704", "", "springfield", "il"),
        ("1 Main St, Los Angeles, CA", "", "los angeles", "ca"),
        ("1 Main St, Toronto, ON, CA", "CA", "toronto", "on"),
        ("Hauptstr. 5, 12345 Berlin, DE", "DE", "berlin", ""),
        ("123 Main St, Springfield, IL, USA", "US", "springfield", "il"),
    ],
)
def test_it_tells_states_from_countries_where_no_country_is_given(
    lines: str, country: str, city: str, region: str
) -> None:
    found = form({"lines": lines})
    assert (found.country, found.city, found.region) == (country, city, region)
