"""A batch is standardised to the letter as its records are one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.domains import Domain, get
from apps.domains.columnar import Batch, _together, columns_of, of_names
from apps.domains.raw import RawColumn, joined, raw_column
from apps.domains.values import ABSENT

ADDRESSES: list[Any] = [
    None,
    "",
    {"cleared": True},
    {"street": "12 Queen St", "city": "Auckland", "postcode": "1010", "country": "New Zealand"},
    {"street": "Königstraße 12a", "house_number": "", "city": "München", "postcode": "80331", "country": "D"},
    {"line1": "Unit 3, 45 High St", "town": "Leeds", "zip": "ls1 4ap", "country": "England"},
    {"street": "Queen St", "house_number": "12 A", "unit": "Unit 4", "postcode": "12345", "country": "NZ"},
    {"postcode": "99999999", "country": "Atlantis"},
    {"country": "NL"},
    {"street": "PO Box 12", "city": "n/a"},
    {"house_number": "7"},
    {"street": "2e Jan Steenstraat 12 hs", "city": "Amsterdam", "country": "NL"},
    {"street": "5700-100 rue St-Denis", "city": "Montréal Cedex 3", "country": "CA"},
]
LINES: list[Any] = [{"lines": "1 High St\nLeeds LS1 4AP", "country": "GB"}, "2 Queen Street, Auckland 1010"]
VALUES: dict[str, dict[str, list[Any]]] = {
    "customer": {
        "kind": ["person", "Organisation", "", None, "n/a"],
        "name": ["Smith & Sons Ltd", "  SMITH and sons LIMITED", "Müller GmbH t/a Foo", "-", ""],
        "trading_name": ["Smith's", "", None],
        "full_name": ["Dr. Anna-Maria de Vries", "SMITH John", "Bob", "Smith, Ada Jr", ""],
        "given_name": ["Anna Maria", "Bob", "J.", "", None],
        "family_name": ["van der Berg", "v.d. Berg", "Smith", "O'Brien", "O Brien", "ten Brink", "unknown", ""],
        "birth_date": ["1980-02-29", "29.02.1980", "31.02.1980", "02/03/1980", 19800229],
        "email": ["INFO@Acme.Example", "bob+x@gmail.com", "not a mail", "a@x.nl; b@y.nl", "ada@googlemail.com"],
        "phone": [
            "(09) 300 1234",
            "+64 9 300 1234",
            "12",
            "0000000",
            93001234,
            93001234.0,
            "09 300 1234 / 021 555 666",
        ],
        "website": ["https://www.acme.example/x", "facebook.com/acme", "acme", ""],
        "vat_number": ["NL123456782B90", "123456782B90", "RSIN 123456782", "12/345/67890", "bad"],
        "registration_number": ["01234567", 1234567, "HRB 12345", True, 1, 1.0],
        "billing_address": ADDRESSES,
        "shipping_address": [*ADDRESSES, *LINES],
    },
    "product": {
        "gtin": ["4006381333931", "2000000000008", "x"],
        "mpn": ["BOS-123", "bos 123", None],
        "brand": ["Bosch Professional", "BOSCH", ""],
        "name": ["Bosch Drill GSR 12V 12 x 0.5 l", "drill 12x0,5L", "-"],
        "pack_size": ["12 x 0.5 l", None, ""],
        "list_price": ["99,95", "1.234,50", 99.95, "free"],
    },
}


def _record(fields: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in fields.items()})


def _one_by_one(domain: Domain, records: list[dict[str, Any]]) -> list[dict[str, str]]:
    found = [domain.standardise(record) for record in records]
    return [domain.features(one.values, one.problems) for one in found]


def _sequences(records: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name, ABSENT) for record in records] for name in names}


def _texts(domain: Domain, raw: dict[str, Any], size: int, **options: Any) -> list[dict[str, str]]:
    columns = columns_of(domain, raw, **options)
    held = [{name: columns.text(name, place) for name in columns.columns} for place in range(size)]
    return [{name: text for name, text in record.items() if text} for record in held]


@pytest.mark.parametrize("name", ["customer", "product"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_it_gives_a_batch_the_features_of_its_records(name: str, data: st.DataObject) -> None:
    domain = get(name)
    records = data.draw(st.lists(_record(VALUES[name]), min_size=1, max_size=12))
    assert _texts(domain, _sequences(records), len(records)) == _one_by_one(domain, records)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_it_reads_columns_of_parts_as_it_reads_objects(data: st.DataObject) -> None:
    parts = {
        f"billing_address.{part}": ["", *(str(a[part]) for a in ADDRESSES if isinstance(a, dict) and part in a)]
        for part in ("street", "house_number", "unit", "city", "postcode", "country")
    }
    fields = {**parts, "kind": ["person", "organisation"], "phone": ["09 300 1234", "+31 10 123 4567"]}
    rows = data.draw(st.lists(st.fixed_dictionaries({n: st.sampled_from(v) for n, v in fields.items()}), min_size=1))
    records = [of_names(list(row), list(row.values())) for row in rows]
    domain = get("customer")
    assert _texts(domain, _sequences(rows), len(rows)) == _one_by_one(domain, records)


def test_it_gives_the_same_with_two_processes() -> None:
    records = [
        {"kind": "person", "given_name": "Bob", "family_name": f"Smith{n}", "email": f"b{n}@x.nl"} for n in range(9)
    ]
    domain, raw = get("customer"), _sequences(records)
    assert _texts(domain, raw, 9, workers=2) == _texts(domain, raw, 9)


def test_it_cleans_a_field_of_many_values_in_one_process_only() -> None:
    size = 200
    raw = {"kind": ["person"] * size, "phone": [f"+64930012{n:02}" for n in range(size)]}
    raw |= {"email": [f"b{n}@x.nl" for n in range(size)], "website": [f"x{n}.nl" for n in range(size)]}
    groups = [{name for form in forms for name in form.reads} for forms in _together(Batch.of(get("customer"), raw))]
    assert {"kind", "email", "website"} in groups
    assert {"phone"} in groups


def test_it_makes_only_the_features_asked_for() -> None:
    raw = {"kind": ["person"], "email": ["ada@x.nl"]}
    assert set(columns_of(get("customer"), raw, features=["kind"]).columns) == {"kind"}


def test_it_refuses_columns_of_different_length() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        columns_of(get("customer"), {"kind": ["person"], "email": []})


def test_it_holds_nothing_for_no_records() -> None:
    assert columns_of(get("customer"), {}).size == 0


def test_it_tells_values_of_different_types_apart() -> None:
    column = raw_column([1, 1.0, True, "1", None, {"a": 1}, {"a": 1}])
    assert column.codes.tolist() == [0, 1, 2, 3, 4, 5, 5]


def test_it_joins_columns_however_many_values_they_have() -> None:
    wide = RawColumn(np.arange(3, dtype=np.int32) % 2, [f"v{n}" for n in range(1 << 21)])
    codes, values = joined([wide, wide, RawColumn(np.array([0, 1, 0], np.int32), ["x", "y"])])
    assert [tuple(column[code] for column in values) for code in codes.tolist()] == [
        ("v0", "v0", "x"),
        ("v1", "v1", "y"),
        ("v0", "v0", "x"),
    ]
