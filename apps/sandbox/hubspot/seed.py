"""Rows in the words of the data dictionary as HubSpot objects: what the API would show, and loading them in bulk.

A row: `external_id` (digits), dictionary fields as raw text, addresses as dicts of their parts, and optionally
`business_at` (ISO 8601), the moment of its last change. Values are stored as they are, good or bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from apps.sandbox.hubspot.schema import ALWAYS, PROPERTIES
from apps.sandbox.hubspot.store import SCHEMA, iso, milliseconds
from apps.sandbox.state import State, as_json

LONG_AGO: Final = "2026-01-05T08:00:00+00:00"

COMPANY: Final = {
    "kind": "customer_kind",
    "name": "name",
    "trading_name": "trading_name",
    "full_name": "full_name",
    "given_name": "given_name",
    "family_name": "family_name",
    "birth_date": "birth_date",
    "national_id": "national_id",
    "registration_number": "registration_number",
    "vat_number": "vat_number",
    "tax_number": "tax_number",
    "email": "email",
    "phone": "phone",
    "website": "website",
    "industry": "industry",
    "segment": "segment",
    "language": "language_code",
    "account_manager": "account_manager",
    "marketing_consent": "marketing_consent",
    "parent": "hs_parent_company_id",
    "payment_terms": "payment_terms",
    "currency": "currency_code",
    "credit_limit": "credit_limit",
    "balance": "balance",
    "overdue_amount": "overdue_amount",
    "credit_status": "credit_status",
    "status": "customer_status",
    "golden_id": "golden_id",
    "merged": "hs_merged_object_ids",
}
PRODUCT: Final = {
    "sku": "hs_sku",
    "gtin": "gtin",
    "mpn": "mpn",
    "brand": "brand",
    "name": "name",
    "description": "description",
    "sales_description": "sales_description",
    "image_url": "image_url",
    "category": "category",
    "unit": "unit",
    "pack_size": "pack_size",
    "weight": "weight",
    "list_price": "price",
    "cost": "hs_cost_of_goods_sold",
    "currency": "currency_code",
    "tax_class": "tax_class",
    "stock_available": "stock_available",
    "status": "product_status",
    "golden_id": "golden_id",
}
BILLING: Final = {
    "city": "billing_city",
    "region": "billing_state",
    "postcode": "billing_zip",
    "country": "billing_country",
}
SHIPPING: Final = {"district": "address2", "city": "city", "region": "state", "postcode": "zip", "country": "country"}

# What a reader asks for: everything the portal has, `hs_object_id` comes by itself.
SHOWN: Final = {kind: sorted(names) for kind, names in PROPERTIES.items()}
TYPES: Final = {"customer": "companies", "product": "products"}


def payload(row: Mapping[str, Any], domain: str = "customer") -> dict[str, Any]:
    """The object as the API shows it to a reader who asks for every property."""
    stamp = _stamp(row)
    held = {**_properties(row, domain), "hs_object_id": str(row["external_id"])}
    held |= {"createdate": iso(stamp), "hs_lastmodifieddate": iso(stamp)}
    return {
        "id": str(row["external_id"]),
        "properties": {name: held.get(name) for name in dict.fromkeys((*SHOWN[TYPES[domain]], *ALWAYS))},
        "createdAt": iso(stamp),
        "updatedAt": iso(stamp),
        "archived": False,
    }


def load(state: State, rows: Iterable[Mapping[str, Any]], domain: str = "customer") -> int:
    """Put the rows into the portal and return their number. A row whose id is there already replaces it."""
    state.script(SCHEMA)
    kind, count = TYPES[domain], 0
    sql = "REPLACE INTO hubspot_object (type, id, properties, created, modified, golden_id) VALUES (?, ?, ?, ?, ?, ?)"
    with state.transaction():
        for row in rows:
            held, stamp = _properties(row, domain), _stamp(row)
            state.run(sql, (kind, int(row["external_id"]), as_json(held), stamp, stamp, held.get("golden_id")))
            count += 1
    return count


def _properties(row: Mapping[str, Any], domain: str) -> dict[str, str]:
    names = COMPANY if domain == "customer" else PRODUCT
    held = {name: row.get(field) for field, name in names.items()}
    for field, parts, street in (
        ("billing_address", BILLING, "billing_street"),
        ("shipping_address", SHIPPING, "address"),
    ):
        address = row.get(field) or {} if domain == "customer" else {}
        if address:
            held |= {name: address.get(part) for part, name in parts.items()}
            held[street] = _street(address)
    return {name: str(value) for name, value in held.items() if value not in (None, "")}


def _street(address: Mapping[str, Any]) -> str:
    """One line, as a person types it: street and number; a unit after a comma; else the free lines."""
    line = " ".join(str(address[part]) for part in ("street", "house_number") if address.get(part))
    line = line or ", ".join(str(address.get("lines") or "").splitlines())
    return f"{line}, {address['unit']}" if address.get("unit") else line


def _stamp(row: Mapping[str, Any]) -> int:
    moment = datetime.fromisoformat(row.get("business_at") or LONG_AGO)
    return milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def count(state: State) -> int:
    """How many objects the portal holds."""
    state.script(SCHEMA)
    row = state.one("SELECT count(*) AS objects FROM hubspot_object")
    return int(row["objects"]) if row else 0
