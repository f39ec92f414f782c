"""What Tryton checks before it stores: required values, selections, numbers with check digits, its own words for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from stdnum import ean, get_cc_module

from apps.sandbox.tryton.models import Model
from apps.sandbox.tryton.notation import UserError, unknown

TITLES: Final = {"eu_vat": "European VAT Number", "ean": "International Article Number"}


def writable(model: Model, values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in model.fields:
            raise unknown(name)
        if not model.fields[name].writable:
            title = name.replace("_", " ").title()
            raise UserError(f'You are not allowed to modify the field "{title}" of "{model.title}".')


def complete(model: Model, row: Mapping[str, Any]) -> None:
    """Refuse a record that lacks a required value or holds one outside its selection."""
    for name, each in model.own.items():
        value, title = row.get(name), name.replace("_", " ").title()
        where = f'for field "{title}" in record "{row.get("id", "")}" of "{model.title}"'
        if each.required and value in (None, ""):
            raise UserError(f"A value is required {where}.")
        if each.selection and value is not None and value not in each.selection:
            raise UserError(f'The value "{value}" {where} is not one of the allowed options.')


def identifier(kind: str | None, code: str, owner: str) -> str:
    """The number as Tryton stores it, some with dots and blanks put in. Refuses one whose check fails."""
    if not kind:
        return code
    if "_" not in kind:
        if kind == "ean" and not ean.is_valid(code):
            raise UserError(f'The {TITLES["ean"]} "{code}" for product "{owner}" is not valid.')
        return code
    country, scheme = kind.split("_", 1)
    module = get_cc_module(country, scheme)
    if module is None:
        raise UserError(f'The value "{kind}" for field "Type" of "Party Identifier" is not one of the allowed options.')
    if not module.is_valid(code):
        raise UserError(f'The {TITLES.get(kind, kind)} "{code}" for party "{owner}" is not valid.')
    return str(module.format(code)) if hasattr(module, "format") else code
