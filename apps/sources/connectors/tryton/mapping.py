"""Tryton's parties and products and the house's fields: what we ask for, and what it means.

A party keeps its contacts, identifiers and addresses in records of their own. We read them nested into one payload:
references as their codes, moments as ISO 8601, decimals as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.sources.connectors.tryton.identifiers import code_of, field_of

SHIPPING_SEQUENCE: Final = 20  # marks the delivery address on servers without the stock module's flag

KEPT_WHOLE: Final = frozenset({"template"})
FLAGS: Final = frozenset({"active", "invoice", "delivery"})


@dataclass(frozen=True, slots=True)
class Extra:
    """A field that only some servers have. `path` is what we read, `flag` the setting that lets us write it."""

    field: str
    path: str

    @property
    def key(self) -> str:
        return self.path.split(".")[0]


@dataclass(frozen=True, slots=True)
class Model:
    """One kind of record: what we read of it, and the relations whose changes do not move its own stamp."""

    name: str
    paths: tuple[str, ...]
    extras: tuple[Extra, ...]
    relations: tuple[tuple[str, str], ...]
    writable: frozenset[str]
    writable_extras: frozenset[str] = frozenset()


def _under(relation: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{relation}.{name}" for name in names)


COMMON: Final = ("code", "name", "active", "replaced_by", "create_date", "write_date", "_timestamp")

PARTY: Final = Model(
    name="party.party",
    paths=(
        *COMMON,
        "lang.code",
        "categories.name",
        *_under("addresses", "street", "street_name", "building_number", "unit_number", "postal_code", "city"),
        *_under("addresses", "country.code", "subdivision.name", "active", "sequence", "last_modified_at"),
        *_under("contact_mechanisms", "type", "value", "active", "last_modified_at"),
        *_under("identifiers", "type", "code", "active", "last_modified_at"),
    ),
    extras=(
        Extra("payment_terms", "customer_payment_term.name"),
        Extra("credit_limit", "credit_limit_amount"),
        Extra("balance", "receivable"),
        Extra("overdue_amount", "receivable_today"),
        Extra("currency", "currency.code"),
        # the rest is not Tryton's own: fields under these names, where a site has added them
        Extra("credit_status", "credit_status"),
        Extra("status", "customer_status"),
        Extra("birth_date", "birth_date"),
        Extra("trading_name", "trading_name"),
    ),
    relations=(
        ("addresses", "party.address"),
        ("contact_mechanisms", "party.contact_mechanism"),
        ("identifiers", "party.identifier"),
    ),
    writable=frozenset(
        {"kind", "name", "full_name", "email", "phone", "website", "language", "billing_address", "shipping_address"}
        | {"vat_number", "tax_number", "registration_number", "national_id"}
    ),
    writable_extras=frozenset({"credit_status", "status", "birth_date", "trading_name"}),
)

PRODUCT: Final = Model(
    name="product.product",
    paths=(
        *COMMON,
        *("prefix_code", "description", "list_price_used", "cost_price", "default_uom.symbol", "categories.name"),
        "template.last_modified_at",
        *_under("identifiers", "type", "code", "last_modified_at"),
    ),
    extras=(
        Extra("weight", "weight"),
        Extra("weight_unit", "weight_uom.symbol"),
        Extra("stock_available", "quantity"),
        Extra("tax_class", "account_category.name"),
        # not Tryton's own, as above
        Extra("pack_size", "pack_size"),
        Extra("sales_description", "sales_description"),
        Extra("image_url", "image_url"),
        Extra("status", "product_status"),
    ),
    relations=(("template", "product.template"), ("identifiers", "product.identifier")),
    writable=frozenset({"sku", "gtin", "mpn", "brand", "name", "description", "unit", "list_price", "cost"}),
    writable_extras=frozenset({"pack_size", "sales_description", "image_url", "status"}),
)

MODELS: Final[dict[str, Model]] = {"customer": PARTY, "product": PRODUCT}

CONTACTS: Final[dict[str, tuple[str, ...]]] = {
    "email": ("email",),
    "phone": ("phone", "mobile"),
    "website": ("website",),
}


def flatten(record: Mapping[str, Any]) -> dict[str, Any]:
    """Tryton's nested reply as a payload: a reference becomes its one value, children become a list."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        if not key.endswith("."):
            found.setdefault(key, bool(value) if key in FLAGS else value)
        elif isinstance(value, list):
            found[key[:-1]] = [_single(flatten(child)) for child in value]
        else:
            child = flatten(value) if value else None
            found[key[:-1]] = child if key[:-1] in KEPT_WHOLE or child is None else _single(child)
    return found


def _single(child: dict[str, Any]) -> Any:
    names = [name for name in child if name != "id"]
    return child[names[0]] if len(names) == 1 else child


def live(children: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """Children in use: a merge leaves the loser's on the winner, inactive."""
    return [child for child in children or () if child.get("active", True)]


def addresses_of(payload: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The invoice address and the delivery address of a party, by Tryton's flags where the server has them."""
    held = live(payload.get("addresses"))
    billing = next((each for each in held if each.get("invoice")), None)
    billing = billing or next((each for each in held if not _is_shipping(each)), None)
    shipping = next((each for each in held if _is_shipping(each)), None)
    if shipping is None:
        shipping = next((each for each in held if "delivery" not in each and each is not billing), None)
    return billing, shipping


def _is_shipping(address: Mapping[str, Any]) -> bool:
    if "delivery" in address:
        return bool(address["delivery"])
    return address.get("sequence") == SHIPPING_SEQUENCE


def address_value(address: Mapping[str, Any] | None) -> dict[str, str] | None:
    """An address of Tryton in the house's parts. Its free street has a first line, and what follows is the district."""
    if not address:
        return None
    first, _, rest = str(address.get("street") or "").partition("\n")
    parts = {
        "street": address.get("street_name") or first,
        "house_number": address.get("building_number"),
        "unit": address.get("unit_number"),
        "district": ", ".join(line for line in rest.splitlines() if line.strip()),
        "city": address.get("city"),
        "region": address.get("subdivision"),
        "postcode": address.get("postal_code"),
        "country": address.get("country"),
    }
    return {part: str(value) for part, value in parts.items() if value} or None


def customer(payload: Mapping[str, Any], person_category: str) -> dict[str, Any]:
    """A party as {field: raw value}. One name field there: it is a person's or an organisation's by the category."""
    person = person_category in (payload.get("categories") or ())
    name = payload.get("name")
    billing, shipping = addresses_of(payload)
    values: dict[str, Any] = {
        "kind": "person" if person else "organisation",
        "name": None if person else name,
        "full_name": name if person else None,
        "language": payload.get("lang"),
        "billing_address": address_value(billing),
        "shipping_address": address_value(shipping),
        **dict.fromkeys(("registration_number", "vat_number", "tax_number", "national_id")),
    }
    for identifier in live(payload.get("identifiers")):
        field = field_of(identifier)
        if field and values[field] is None:
            values[field] = code_of(identifier)
    contacts = live(payload.get("contact_mechanisms"))
    for field, types in CONTACTS.items():
        values[field] = next((each["value"] for kind in types for each in contacts if each["type"] == kind), None)
    return values | _extras(PARTY, payload)


def product(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A product variant as {field: raw value}."""
    codes: dict[str | None, str] = {}
    for identifier in payload.get("identifiers") or ():
        codes.setdefault(identifier.get("type"), identifier.get("code"))
    categories = payload.get("categories") or ()
    values = {
        "sku": payload.get("code"),
        "gtin": codes.get("ean"),
        "mpn": codes.get("mpn"),
        "brand": codes.get("brand"),
        "name": payload.get("name"),
        "description": payload.get("description"),
        "unit": payload.get("default_uom"),
        "list_price": payload.get("list_price_used"),
        "cost": payload.get("cost_price"),
        "category": categories[0] if categories else None,
    }
    if "currency" in payload:
        values["currency"] = payload["currency"]
    values |= _extras(PRODUCT, payload)
    unit = values.pop("weight_unit", None)
    if values.get("weight") is not None and unit:
        values["weight"] = f"{values['weight']} {unit}"
    return values


def _extras(model: Model, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {extra.field: payload[extra.key] for extra in model.extras if extra.key in payload}
