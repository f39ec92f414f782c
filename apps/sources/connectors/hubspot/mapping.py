"""HubSpot properties and the house's fields, both ways.

Customers are companies, products are products. Properties that HubSpot does not bring along are custom ones which the
portal's administrator adds; `golden_id` among them has unique values. Its standard address is where goods go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from apps.sources.connectors.render import street_line, text

GOLDEN_ID: Final = "golden_id"
STAMP: Final = "hs_lastmodifieddate"
MERGED: Final = "hs_merged_object_ids"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the house and the property that holds it there."""

    field: str
    property: str
    writable: bool = True


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address and the property that holds each of its parts."""

    field: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One kind of HubSpot object: its word in the paths, and its fields."""

    path: str
    lines: tuple[Line, ...]
    addresses: tuple[AddressLine, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def properties(self) -> tuple[str, ...]:
        """Every property that we ask for."""
        parts = (name for address in self.addresses for name in address.parts.values())
        system = (GOLDEN_ID, STAMP, "createdate", *self.extra)
        return tuple(dict.fromkeys((*system, *(line.property for line in self.lines), *parts)))

    @property
    def writable(self) -> frozenset[str]:
        return frozenset(line.field for line in self.lines if line.writable) | {a.field for a in self.addresses}


COMPANY: Final = ObjectType(
    path="companies",
    lines=(
        Line("kind", "customer_kind"),
        Line("name", "name"),
        Line("trading_name", "trading_name"),
        Line("full_name", "full_name"),
        Line("given_name", "given_name"),
        Line("family_name", "family_name"),
        Line("birth_date", "birth_date"),
        Line("national_id", "national_id"),
        Line("registration_number", "registration_number"),
        Line("vat_number", "vat_number"),
        Line("tax_number", "tax_number"),
        Line("email", "email"),
        Line("phone", "phone"),
        Line("website", "website"),
        Line("industry", "industry"),
        Line("segment", "segment"),
        Line("language", "language_code"),
        Line("account_manager", "account_manager"),
        Line("marketing_consent", "marketing_consent"),
        Line("parent", "hs_parent_company_id", writable=False),  # HubSpot computes it from associations
        Line("payment_terms", "payment_terms"),
        Line("currency", "currency_code"),
        Line("credit_limit", "credit_limit"),
        Line("balance", "balance"),
        Line("overdue_amount", "overdue_amount"),
        Line("credit_status", "credit_status"),
        Line("status", "customer_status"),
    ),
    addresses=(
        AddressLine(
            "billing_address",
            {
                "street": "billing_street",
                "city": "billing_city",
                "region": "billing_state",
                "postcode": "billing_zip",
                "country": "billing_country",
            },
        ),
        AddressLine(
            "shipping_address",
            {
                "street": "address",
                "district": "address2",
                "city": "city",
                "region": "state",
                "postcode": "zip",
                "country": "country",
            },
        ),
    ),
    extra=("domain", MERGED),
)

PRODUCT: Final = ObjectType(
    path="products",
    lines=(
        Line("sku", "hs_sku"),
        Line("gtin", "gtin"),
        Line("mpn", "mpn"),
        Line("brand", "brand"),
        Line("name", "name"),
        Line("description", "description"),
        Line("sales_description", "sales_description"),
        Line("image_url", "image_url"),
        Line("category", "category"),
        Line("unit", "unit"),
        Line("pack_size", "pack_size"),
        Line("weight", "weight"),
        Line("list_price", "price"),
        Line("cost", "hs_cost_of_goods_sold"),
        Line("currency", "currency_code"),
        Line("tax_class", "tax_class"),
        Line("stock_available", "stock_available"),
        Line("status", "product_status"),
    ),
    extra=("hs_url", MERGED),
)

TYPES: Final[dict[str, ObjectType]] = {"customer": COMPANY, "product": PRODUCT}


def canonical(kind: ObjectType, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A HubSpot object as {field: raw value}. Every mapped field is there: we always ask for all of them."""
    held = payload.get("properties") or {}
    values = {line.field: held.get(line.property) for line in kind.lines}
    for address in kind.addresses:
        values[address.field] = {part: held[name] for part, name in address.parts.items() if held.get(name)} or None
    return values


def properties_of(kind: ObjectType, fields: Mapping[str, Any]) -> dict[str, str]:
    """Canonical values as HubSpot properties: strings only, "" where a value is to be emptied."""
    found = {line.property: text(fields[line.field]) for line in kind.lines if line.writable and line.field in fields}
    for address in kind.addresses:
        if address.field in fields:
            found.update(_address(address, fields[address.field]))
    return found


def _address(line: AddressLine, value: Any) -> dict[str, str]:
    parts = value if isinstance(value, Mapping) else {}
    found = {name: text(parts.get(part)) for part, name in line.parts.items()}
    found[line.parts["street"]] = street_line(parts)
    return found


def moment(value: Any) -> datetime | None:
    """A HubSpot date-time (ISO 8601 or milliseconds since 1970) as an aware moment, None if it is neither."""
    if isinstance(value, str) and value.isdigit():
        return datetime.fromtimestamp(int(value) / 1000, tz=UTC)
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def milliseconds(value: Any) -> int:
    """The same as whole milliseconds since 1970, 0 if unreadable."""
    found = moment(value)
    return int(found.timestamp() * 1000) if found else 0
