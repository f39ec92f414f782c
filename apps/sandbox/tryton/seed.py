"""Rows in the words of the data dictionary as Tryton records: what a reader would put together, and bulk loading.

A row is the same as for HubSpot: `external_id` (digits), dictionary fields as raw text, addresses as dicts, optionally
`business_at`. What Tryton keeps as a reference (country, language, currency) is empty where it does not know the value,
and so is an amount that is no number. Ids of children follow from the id of their record: ten times that, and a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

import pycountry

from apps.sandbox.state import State
from apps.sandbox.tryton import notation
from apps.sandbox.tryton.bulk import Bulk
from apps.sandbox.tryton.setup import CURRENCY, LANGUAGES, UNITS, prepare

LONG_AGO: Final = "2026-01-05T08:00:00+00:00"
PERSON: Final = "Person"
BATCH: Final = 5000
EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905
)
CONTACTS: Final = (("email", "email"), ("phone", "phone"), ("website", "website"))
UNTYPED: Final = (("registration_number", ""), ("tax_number", "tax:"), ("national_id", "nid:"))
SYMBOLS: Final = {key: symbol for name, symbol in UNITS for key in (name.lower(), symbol.lower())}

Native = dict[str, Any]


def payload(row: Mapping[str, Any], domain: str = "customer") -> Native:
    """The record with its children as a connector reads it."""
    return _party(row) if domain == "customer" else _product(row)


def load(state: State, rows: Iterable[Mapping[str, Any]], domain: str = "customer") -> int:
    """Put the rows into the database and return their number."""
    prepare(state)
    bulk, count = Bulk(state), 0
    with state.transaction():
        for row in rows:
            add = bulk.party if domain == "customer" else bulk.product
            add(payload(row, domain))
            count += 1
            if count % BATCH == 0:
                bulk.flush()
        bulk.flush()
    return count


# -- parties


def _party(row: Mapping[str, Any]) -> Native:
    key, stamps = int(row["external_id"]), _stamps(row)
    person = row.get("kind") == "person"
    return {
        "id": key,
        "code": str(key),
        "name": _person_name(row) if person else row.get("name"),
        "active": True,
        "replaced_by": None,
        **stamps,
        "lang": _language(row.get("language")),
        "categories": [PERSON] if person else [],
        "addresses": _addresses(row, key, stamps["create_date"]),
        "contact_mechanisms": _contacts(row, key, stamps["create_date"]),
        "identifiers": _identifiers(row, key, stamps["create_date"]),
        "customer_payment_term": row.get("payment_terms") or None,
        "credit_limit_amount": _number(row.get("credit_limit")),
        "receivable": _number(row.get("balance")),
        "receivable_today": _number(row.get("overdue_amount")),
        "currency": _currency(row.get("currency")),
        "credit_status": row.get("credit_status") or None,
        "customer_status": row.get("status") or None,
        "birth_date": row.get("birth_date") or None,
        "trading_name": row.get("trading_name") or None,
    }


def _person_name(row: Mapping[str, Any]) -> str | None:
    parts = (row.get("given_name"), row.get("family_name"))
    return row.get("full_name") or " ".join(part for part in parts if part) or row.get("name")


def _addresses(row: Mapping[str, Any], key: int, at: str) -> list[Native]:
    found = []
    for digit, field, flag in ((1, "billing_address", "invoice"), (2, "shipping_address", "delivery")):
        address = row.get(field)
        if not address:
            continue
        country = country_code(address.get("country"))
        number = address.get("house_number") or None
        found.append(
            {
                "id": key * 10 + digit,
                "street": _street(address) or None,
                "street_name": (address.get("street") or None) if number else None,
                "building_number": number,
                "unit_number": (address.get("unit") or None) if number else None,
                "postal_code": address.get("postcode") or None,
                "city": address.get("city") or None,
                "country": country,
                "subdivision": subdivision_name(country, address.get("region")),
                "active": True,
                "sequence": None,
                "invoice": flag == "invoice",
                "delivery": flag == "delivery",
                "last_modified_at": at,
            }
        )
    return found


def _street(address: Mapping[str, Any]) -> str:
    line = " ".join(str(address[part]) for part in ("street", "house_number", "unit") if address.get(part))
    return "\n".join(part for part in (line or address.get("lines") or "", address.get("district") or "") if part)


def _contacts(row: Mapping[str, Any], key: int, at: str) -> list[Native]:
    return [
        {"id": key * 10 + digit, "type": kind, "value": row[field], "active": True, "last_modified_at": at}
        for digit, (field, kind) in enumerate(CONTACTS, start=1)
        if row.get(field)
    ]


def _identifiers(row: Mapping[str, Any], key: int, at: str) -> list[Native]:
    found: list[tuple[str | None, str]] = []
    if row.get("vat_number"):
        found.append(_vat(str(row["vat_number"]), country_code((row.get("billing_address") or {}).get("country"))))
    found += [(None, f"{prefix}{row[field]}") for field, prefix in UNTYPED if row.get(field)]
    if row.get("golden_id"):
        found.append((None, f"mdm:{row['golden_id']}"))
    return [
        {"id": key * 10 + digit, "type": kind, "code": code, "active": True, "last_modified_at": at}
        for digit, (kind, code) in enumerate(found, start=1)
    ]


def _vat(code: str, country: str | None) -> tuple[str | None, str]:
    prefix = code[:2].upper()
    if prefix in EU:
        return "eu_vat", code
    if prefix.isalpha():
        return f"{prefix.lower()}_vat", code
    return (f"{country.lower()}_vat", code) if country else (None, f"vat:{code}")


# -- products


def _product(row: Mapping[str, Any]) -> Native:
    key, stamps = int(row["external_id"]), _stamps(row)
    weight, weight_unit = _weight(row.get("weight"))
    return {
        "id": key,
        "code": row.get("sku") or None,
        "name": row.get("name") or row.get("sku"),
        "active": True,
        "replaced_by": None,
        **stamps,
        "prefix_code": None,
        "description": row.get("description") or None,
        "list_price_used": _number(row.get("list_price")),
        "cost_price": _number(row.get("cost")),
        "default_uom": _unit(row.get("unit") or "u"),
        "categories": [row["category"]] if row.get("category") else [],
        "template": {"id": key, "last_modified_at": stamps["create_date"]},
        "identifiers": _product_identifiers(row, key, stamps["create_date"]),
        "weight": weight,
        "weight_uom": weight_unit,
        "quantity": _number(row.get("stock_available")),
        "account_category": row.get("tax_class") or None,
        "pack_size": row.get("pack_size") or None,
        "sales_description": row.get("sales_description") or None,
        "image_url": row.get("image_url") or None,
        "product_status": row.get("status") or None,
        "currency": CURRENCY,
    }


def _product_identifiers(row: Mapping[str, Any], key: int, at: str) -> list[Native]:
    codes: list[tuple[str | None, Any]] = [
        ("ean", row.get("gtin")),
        ("mpn", row.get("mpn")),
        ("brand", row.get("brand")),
    ]
    codes.append((None, f"mdm:{row['golden_id']}" if row.get("golden_id") else None))
    found = [(kind, code) for kind, code in codes if code]
    return [
        {"id": key * 10 + digit, "type": kind, "code": code, "last_modified_at": at}
        for digit, (kind, code) in enumerate(found, start=1)
    ]


def _weight(text: Any) -> tuple[str | None, str | None]:
    size, _, unit = str(text or "").partition(" ")
    number = _number(size)
    return (number, _unit(unit.strip())) if number and unit.strip() else (None, None)


def _unit(name: str) -> str:
    return SYMBOLS.get(name.lower(), name)


# -- values


def _stamps(row: Mapping[str, Any]) -> dict[str, Any]:
    moment = datetime.fromisoformat(row.get("business_at") or LONG_AGO)
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    timestamp = notation.timestamp_of(notation.stamp(moment))
    return {"create_date": moment.isoformat(), "write_date": None, "_timestamp": timestamp}


def _number(value: Any) -> str | None:
    try:
        return str(value) if value not in (None, "") and Decimal(str(value)).is_finite() else None
    except InvalidOperation:
        return None


def _language(value: Any) -> str | None:
    return value if value in LANGUAGES else None


def _currency(value: Any) -> str | None:
    return value if value and pycountry.currencies.get(alpha_3=value) else None


@lru_cache(maxsize=4096)
def country_code(value: str | None) -> str | None:
    """The two-letter code for a code or a name, None where there is no such country."""
    if not value:
        return None
    try:
        return str(pycountry.countries.lookup(value.strip()).alpha_2)
    except LookupError:
        return None


@lru_cache(maxsize=4096)
def subdivision_name(country: str | None, region: str | None) -> str | None:
    """The name of a country's province or state, given by name or code."""
    if not country or not region:
        return None
    wanted = region.strip().casefold()
    for each in pycountry.subdivisions.get(country_code=country) or ():
        if wanted in (each.name.casefold(), each.code.casefold(), each.code.split("-", 1)[1].casefold()):
            return str(each.name)
    return None
