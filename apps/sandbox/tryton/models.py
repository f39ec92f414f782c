"""The models of this stand-in: Tryton's party, product, country and currency, cut to what a connector meets.

A party also has the fields of Tryton's accounting modules, and a few that a site would add for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind`: char, text, integer, boolean, numeric, selection, many2one, one2many, many2many, timestamp.

    `via` shows a field of the template on its variants, `writable=False` marks what Tryton computes itself.
    """

    kind: str
    relation: str = ""
    inverse: str = ""
    required: bool = False
    writable: bool = True
    via: str = ""
    selection: tuple[str, ...] = ()

    @property
    def stored(self) -> bool:
        return self.kind not in ("one2many", "many2many") and not self.via


CHAR, TEXT, INTEGER, BOOLEAN, NUMERIC = (Field(kind) for kind in ("char", "text", "integer", "boolean", "numeric"))
NEEDED: Final = Field("char", required=True)


def many2one(relation: str, *, required: bool = False, writable: bool = True) -> Field:
    return Field("many2one", relation, required=required, writable=writable)


def one2many(relation: str, inverse: str) -> Field:
    return Field("one2many", relation, inverse)


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its name, its title in messages, and its fields."""

    name: str
    title: str
    own: Mapping[str, Field]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return "tryton_" + self.name.replace(".", "_")

    @property
    def fields(self) -> dict[str, Field]:
        stamp = Field("timestamp", writable=False)
        return {"id": INTEGER, **self.own, **dict.fromkeys(("create_date", "write_date", "last_modified_at"), stamp)}

    @property
    def columns(self) -> list[str]:
        return [name for name, each in self.own.items() if each.stored]


CONTACT_TYPES: Final = ("phone", "mobile", "fax", "email", "website", "skype", "sip", "irc", "jabber", "other")
PRODUCT_IDENTIFIERS: Final = ("ean", "isan", "isbn", "isil", "isin", "ismn", "brand", "mpn")

_NAMED: Final = {"name": NEEDED}

_MODELS: Final = (
    Model(
        "party.party",
        "Party",
        {
            "name": CHAR,
            "code": CHAR,
            "active": BOOLEAN,
            "lang": many2one("ir.lang"),
            "replaced_by": many2one("party.party", writable=False),
            "addresses": one2many("party.address", "party"),
            "contact_mechanisms": one2many("party.contact_mechanism", "party"),
            "identifiers": one2many("party.identifier", "party"),
            "categories": Field("many2many", "party.category"),
            "customer_payment_term": many2one("account.invoice.payment_term"),
            "credit_limit_amount": NUMERIC,
            "receivable": Field("numeric", writable=False),
            "receivable_today": Field("numeric", writable=False),
            "currency": many2one("currency.currency", writable=False),
            "credit_status": CHAR,
            "customer_status": CHAR,
            "birth_date": CHAR,
            "trading_name": CHAR,
        },
        {"active": 1},
    ),
    Model(
        "party.address",
        "Party Address",
        {
            "party": many2one("party.party", required=True),
            "street": TEXT,
            "street_name": CHAR,
            "building_name": CHAR,
            "building_number": CHAR,
            "unit_number": CHAR,
            "postal_code": CHAR,
            "city": CHAR,
            "country": many2one("country.country"),
            "subdivision": many2one("country.subdivision"),
            "active": BOOLEAN,
            "sequence": INTEGER,
            "invoice": BOOLEAN,
            "delivery": BOOLEAN,
        },
        {"active": 1, "invoice": 0, "delivery": 0},
    ),
    Model(
        "party.contact_mechanism",
        "Party Contact Mechanism",
        {
            "party": many2one("party.party", required=True),
            "type": Field("selection", required=True, selection=CONTACT_TYPES),
            "value": NEEDED,
            "name": CHAR,
            "active": BOOLEAN,
            "sequence": INTEGER,
        },
        {"active": 1, "type": "other"},
    ),
    Model(
        "party.identifier",
        "Party Identifier",
        {
            "party": many2one("party.party", required=True),
            "type": Field("selection"),
            "code": NEEDED,
            "active": BOOLEAN,
            "sequence": INTEGER,
        },
        {"active": 1},
    ),
    Model("party.category", "Party Category", {**_NAMED, "active": BOOLEAN}, {"active": 1}),
    Model("country.country", "Country", {**_NAMED, "code": CHAR, "code3": CHAR}),
    Model(
        "country.subdivision",
        "Subdivision",
        {**_NAMED, "code": NEEDED, "type": CHAR, "country": many2one("country.country", required=True)},
    ),
    Model("currency.currency", "Currency", {**_NAMED, "code": NEEDED}),
    Model("ir.lang", "Language", {**_NAMED, "code": NEEDED}),
    Model("company.company", "Company", {"party": many2one("party.party"), "currency": many2one("currency.currency")}),
    Model("account.invoice.payment_term", "Payment Term", dict(_NAMED)),
    Model("product.uom", "Unit of Measure", {**_NAMED, "symbol": NEEDED}),
    Model("product.category", "Product Category", dict(_NAMED)),
    Model(
        "product.template",
        "Product",
        {
            "name": NEEDED,
            "code": CHAR,
            "type": Field("selection", required=True, selection=("goods", "assets", "service")),
            "default_uom": many2one("product.uom", required=True),
            "categories": Field("many2many", "product.category"),
            "account_category": many2one("product.category"),
            "products": one2many("product.product", "template"),
            "active": BOOLEAN,
        },
        {"active": 1, "type": "goods"},
    ),
    Model(
        "product.product",
        "Product",
        {
            "template": many2one("product.template", required=True),
            "code": Field("char", writable=False),
            "suffix_code": CHAR,
            "prefix_code": Field("char", via="code", writable=False),
            "name": Field("char", via="name", writable=False),
            "type": Field("selection", via="type", writable=False),
            "default_uom": Field("many2one", "product.uom", via="default_uom", writable=False),
            "categories": Field("many2many", "product.category", via="categories", writable=False),
            "account_category": Field("many2one", "product.category", via="account_category", writable=False),
            "description": TEXT,
            "list_price": NUMERIC,
            "list_price_used": Field("numeric", writable=False),
            "cost_price": NUMERIC,
            "quantity": Field("numeric", writable=False),
            "weight": NUMERIC,
            "weight_uom": many2one("product.uom"),
            "identifiers": one2many("product.identifier", "product"),
            "replaced_by": many2one("product.product", writable=False),
            "active": BOOLEAN,
            "pack_size": CHAR,
            "sales_description": TEXT,
            "image_url": CHAR,
            "product_status": CHAR,
        },
        {"active": 1},
    ),
    Model(
        "product.identifier",
        "Product Identifier",
        {
            "product": many2one("product.product", required=True),
            "type": Field("selection", selection=PRODUCT_IDENTIFIERS),
            "code": NEEDED,
            "sequence": INTEGER,
        },
    ),
)

MODELS: Final[dict[str, Model]] = {model.name: model for model in _MODELS}


def schema() -> str:
    """The SQL that makes the tables, one per model, and one for the many-to-many relations."""
    statements = [
        "CREATE TABLE IF NOT EXISTS tryton_link (model TEXT, field TEXT, origin INTEGER, target INTEGER, "
        "PRIMARY KEY (model, field, origin, target)) WITHOUT ROWID"
    ]
    for model in MODELS.values():
        columns = ", ".join(f'"{name}"' for name in (*model.columns, "create_date", "write_date"))
        statements.append(f"CREATE TABLE IF NOT EXISTS {model.table} (id INTEGER PRIMARY KEY, {columns})")
        statements.append(f"CREATE INDEX IF NOT EXISTS {model.table}_written ON {model.table} (write_date)")
        for name in ("party", "product", "template", "code", "country"):
            if name in model.columns:
                statements.append(f"CREATE INDEX IF NOT EXISTS {model.table}_{name} ON {model.table} ({name})")
    return ";\n".join(statements)
