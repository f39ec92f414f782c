"""What a fresh database knows before the first party: countries, languages, currencies, units, one company.

And the one act of Tryton that has no method of its own here: replacing one party by another.
"""

from __future__ import annotations

from typing import Final

import pycountry

from apps.sandbox.state import State
from apps.sandbox.tryton import notation
from apps.sandbox.tryton.models import schema

LANGUAGES: Final = (
    "en bg ca cs de es es_419 et fa fi fr hu id it lo lt nl pl pt ro ru sl tr uk zh_CN".split()  # noqa: SIM905
)
UNITS: Final = (
    ("Unit", "u"),
    ("Kilogram", "kg"),
    ("Gram", "g"),
    ("Liter", "l"),
    ("Meter", "m"),
    ("Centimeter", "cm"),
    ("Millimeter", "mm"),
    ("Square meter", "m²"),
    ("Cubic meter", "m³"),
    ("Hour", "h"),
    ("Day", "d"),
    ("Pound", "lb"),
    ("Ounce", "oz"),
    ("Box", "box"),
    ("Pack", "pack"),
)
CURRENCY: Final = "EUR"


def prepare(state: State, *, currency: str = CURRENCY) -> None:
    """Make the tables and fill the reference lists, once."""
    state.script(schema())
    if state.one("SELECT 1 FROM tryton_country_country"):
        return
    at = notation.stamp(state.now())
    with state.transaction():
        for country in sorted(pycountry.countries, key=lambda each: each.alpha_2):
            sql = "INSERT INTO tryton_country_country (name, code, code3, create_date) VALUES (?, ?, ?, ?)"
            state.run(sql, (country.name, country.alpha_2, country.alpha_3, at))
        countries = {row["code"]: row["id"] for row in state.all("SELECT id, code FROM tryton_country_country")}
        sql = "INSERT INTO tryton_country_subdivision (name, code, type, country, create_date) VALUES (?, ?, ?, ?, ?)"
        parts = sorted(pycountry.subdivisions, key=lambda each: each.code)
        state.run_many(sql, ((p.name, p.code, p.type.lower(), countries[p.country_code], at) for p in parts))
        sql = "INSERT INTO tryton_ir_lang (name, code, create_date) VALUES (?, ?, ?)"
        state.run_many(sql, ((code, code, at) for code in LANGUAGES))
        sql = "INSERT INTO tryton_product_uom (name, symbol, create_date) VALUES (?, ?, ?)"
        state.run_many(sql, ((name, symbol, at) for name, symbol in UNITS))
        sql = "INSERT INTO tryton_currency_currency (name, code, create_date) VALUES (?, ?, ?)"
        money = sorted(pycountry.currencies, key=lambda each: each.alpha_3)
        state.run_many(sql, ((each.name, each.alpha_3, at) for each in money))
        chosen = "SELECT id, ? FROM tryton_currency_currency WHERE code = ?"
        state.run(f"INSERT INTO tryton_company_company (currency, create_date) {chosen}", (at, currency))


def replace_party(state: State, source: int, destination: int) -> None:
    """Tryton's party.replace: the source goes inactive and points to its heir, who gets its children, inactive."""
    at = notation.stamp(state.now())
    with state.transaction():
        for table in ("party_address", "party_contact_mechanism", "party_identifier"):
            sql = f"UPDATE tryton_{table} SET party = ?, active = 0, write_date = ? WHERE party = ?"  # noqa: S608
            state.run(sql, (destination, at, source))
        sql = "UPDATE tryton_party_party SET active = 0, replaced_by = ?, write_date = ? WHERE id = ?"
        state.run(sql, (destination, at, source))
