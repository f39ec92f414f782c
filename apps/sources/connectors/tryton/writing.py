"""Canonical values as Tryton's values and commands on children. What is there is changed in place, not added again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.domains.values import is_filled
from apps.sources.connectors.base import DataError
from apps.sources.connectors.render import street_line, text
from apps.sources.connectors.tryton.identifiers import GOLDEN_PREFIX, field_of, is_mark, stored_as
from apps.sources.connectors.tryton.mapping import (
    CONTACTS,
    PARTY,
    PRODUCT,
    SHIPPING_SEQUENCE,
    Model,
    addresses_of,
    live,
)
from apps.sources.connectors.tryton.references import References

Values = dict[str, Any]
Commands = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns fields into what Tryton's create and write take. `fresh` is the record as it is there now, {} for none.

    Every method may raise DataError, for a value that this server can't hold.
    """

    references: References
    person_category: str
    company: int | None

    # -- parties

    def party(self, fields: Mapping[str, Any], fresh: Mapping[str, Any], marks: Commands) -> Values:
        values = self._party_itself(fields, fresh)
        children = {
            "addresses": self._addresses(fields, fresh),
            "contact_mechanisms": _contacts(fields, fresh),
            "identifiers": _identifiers(fields, fresh) + marks,
        }
        values |= {name: commands for name, commands in children.items() if commands}
        return values | _extras(PARTY, fields)

    def _party_itself(self, fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> Values:
        values: Values = {}
        was_person = self.person_category in (fresh.get("categories") or ())
        kind = fields.get("kind") or ("person" if was_person or _only_a_person(fields, fresh) else "organisation")
        name_field = "full_name" if kind == "person" else "name"
        if name_field in fields:
            values["name"] = text(fields[name_field])
        if (kind == "person") != was_person:
            category = self.references.party_category(self.person_category)
            values["categories"] = [["add" if kind == "person" else "remove", [category]]]
        if "language" in fields:
            values["lang"] = self.references.language(text(fields["language"]))
        return values

    def _addresses(self, fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> Commands:
        commands: Commands = []
        billing, shipping = addresses_of(fresh)
        for field, held, other in (
            ("billing_address", billing, shipping),
            ("shipping_address", shipping, billing),
        ):
            if field in fields:
                shared = held is not None and other is not None and held["id"] == other["id"]
                commands += self._address(field, fields[field], held, shared=shared)
        return commands

    def _address(self, field: str, value: Any, held: Mapping[str, Any] | None, *, shared: bool) -> Commands:
        """One address serves for invoices and deliveries until they differ; then the other one keeps it."""
        role = self._role(field)
        leave: Commands = [["write", [held["id"]], dict.fromkeys(role, False)]] if held and shared else []
        if not is_filled(value):
            return leave or ([["write", [held["id"]], {"active": False}]] if held else [])
        values = self._address_values(value)
        if held and not shared:
            return [["write", [held["id"]], values]]
        return [*leave, ["create", [values | role]]]

    def _role(self, field: str) -> Values:
        flag = "invoice" if field == "billing_address" else "delivery"
        if flag in self.references.fields("party.address"):
            return {flag: True}
        return {"sequence": SHIPPING_SEQUENCE} if flag == "delivery" else {}

    def _address_values(self, value: Mapping[str, Any]) -> Values:
        country = self.references.country(text(value.get("country")))
        return {
            "street": "\n".join(line for line in (street_line(value), text(value.get("district"))) if line),
            "postal_code": text(value.get("postcode")),
            "city": text(value.get("city")),
            "country": country,
            "subdivision": self.references.subdivision(country, text(value.get("region"))),
        }

    # -- products: a variant and the template it hangs on, written in one call through the template

    def template(self, fields: Mapping[str, Any], fresh: Mapping[str, Any], marks: Commands) -> Values:
        values: Values = {}
        if "name" in fields:
            values["name"] = text(fields["name"])
        if "unit" in fields or not fresh:
            values["default_uom"] = self.references.unit(text(fields.get("unit")) or "Unit")
        if not fresh:
            values |= {"name": values.get("name") or text(fields.get("sku")), "type": "goods"}
        variant = self._variant(fields, fresh, marks)
        if variant or not fresh:
            values["products"] = [["write", [fresh["id"]], variant]] if fresh else [["create", [variant]]]
        return values

    def _variant(self, fields: Mapping[str, Any], fresh: Mapping[str, Any], marks: Commands) -> Values:
        values: Values = {}
        if "description" in fields:
            values["description"] = text(fields["description"])
        if "sku" in fields:
            values["suffix_code"] = text(fields["sku"]).removeprefix(fresh.get("prefix_code") or "") or None
        for field, name in (("list_price", "list_price"), ("cost", "cost_price")):
            if field in fields:
                values[name] = self._price(fields[field])
        commands = _product_identifiers(fields, fresh) + marks
        return values | ({"identifiers": commands} if commands else {}) | _extras(PRODUCT, fields)

    def _price(self, value: Any) -> Decimal | None:
        if not is_filled(value):
            return None
        if self.company is None:
            raise DataError("Tryton keeps prices per company and has none; create the company there first")
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise DataError("the price is not a number") from None


def _only_a_person(fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    return not fresh and is_filled(fields.get("full_name")) and not is_filled(fields.get("name"))


def marking(fresh: Mapping[str, Any], golden_id: str, unmark: Collection[str], *, taken: bool) -> Commands:
    """Our mark on a record that has none, and off it those of golden records that it left.

    `taken`: another record carries this one's mark already.
    """
    ours = [each for each in fresh.get("identifiers") or () if is_mark(each)]
    stale = [each["id"] for each in ours if each["code"].removeprefix(GOLDEN_PREFIX) in unmark]
    commands: Commands = [["delete", stale]] if stale else []
    if taken or len(stale) < len(ours):
        return commands
    return [*commands, ["create", [{"type": None, "code": GOLDEN_PREFIX + golden_id}]]]


def _contacts(fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> Commands:
    commands: Commands = []
    held = live(fresh.get("contact_mechanisms"))
    for field, types in CONTACTS.items():
        if field in fields:
            present = next((each for kind in types for each in held if each["type"] == kind), None)
            value = text(fields[field])
            commands += _child(present, {"value": value} if value else None, {"type": types[0]})
    return commands


def _identifiers(fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> Commands:
    commands: Commands = []
    held = live(fresh.get("identifiers"))
    country = _country(fields, fresh)
    for field in ("registration_number", "vat_number", "tax_number", "national_id"):
        if field in fields:
            present = next((each for each in held if field_of(each) == field), None)
            value = text(fields[field])
            kind, code = stored_as(field, value, country)
            commands += _child(present, {"type": kind, "code": code} if value else None, {})
    return commands


def _country(fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> str:
    address = fields.get("billing_address") or fields.get("shipping_address") or {}
    held = next((each for each in addresses_of(fresh) if each and each.get("country")), None) or {}
    return text(address.get("country") if isinstance(address, Mapping) else "") or text(held.get("country"))


def _child(present: Mapping[str, Any] | None, values: Values | None, fixed: Values) -> Commands:
    """Change the child that is there, add one where there is none, retire it when it is emptied."""
    if values is None:
        return [["write", [present["id"]], {"active": False}]] if present else []
    return [["write", [present["id"]], values]] if present else [["create", [values | fixed]]]


def _product_identifiers(fields: Mapping[str, Any], fresh: Mapping[str, Any]) -> Commands:
    commands: Commands = []
    for field, kind in (("gtin", "ean"), ("mpn", "mpn"), ("brand", "brand")):
        if field in fields:
            present = next((each for each in fresh.get("identifiers") or () if each.get("type") == kind), None)
            code = text(fields[field])
            code = code.removeprefix("0") if field == "gtin" and len(code) == 14 else code
            if code:
                commands += _child(present, {"code": code}, {"type": kind})
            elif present:
                commands.append(["delete", [present["id"]]])
    return commands


def _extras(model: Model, fields: Mapping[str, Any]) -> Values:
    names = {extra.field: extra.key for extra in model.extras if extra.field in model.writable_extras}
    return {names[field]: text(value) or None for field, value in fields.items() if field in names}
