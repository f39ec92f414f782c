"""A product: something we sell. ERP owns the master data, CRM the words and pictures that sell it."""

from __future__ import annotations

from typing import Any, Final

from apps.domains.definition import Domain, Field, Values
from apps.matching.standardise import Hints, brand, part_number, titles
from apps.matching.standardise import gtin as gtins
from apps.matching.types import SEPARATOR, BlockingRule, Comparison, Level, MatchSpec, Part, Thresholds

_CRM: Final = ("crm",)
_ERP: Final = ("erp",)

FIELDS: Final = (
    Field("sku", "identifier", _ERP, "Our stock keeping number; each system may have its own."),
    Field("gtin", "gtin", _ERP, "Global trade item number, 14 digits; check digit verified."),
    Field("mpn", "part_number", _ERP, "The manufacturer's part number."),
    Field("brand", "brand", _ERP, "The brand it is sold under."),
    Field("name", "product_title", _ERP, "The title."),
    Field("description", "text", _ERP, "What it is."),
    Field("sales_description", "text", _CRM, "What sales says about it."),
    Field("image_url", "url", _CRM, "Where its picture is."),
    Field("category", "reference", _CRM, "Where it stands in the catalogue."),
    Field("unit", "reference", _ERP, "The unit it is sold in."),
    Field("pack_size", "pack_size", _ERP, "How many of what size are in it."),
    Field("weight", "measure", _ERP, "Weight of one sales unit."),
    Field("list_price", "money", _ERP, "Price before discounts."),
    Field("cost", "money", _ERP, "What it costs us."),
    Field("currency", "currency", _ERP, "Currency of price and cost, ISO 4217."),
    Field("tax_class", "reference", _ERP, "How it is taxed."),
    Field("stock_available", "quantity", _ERP, "How many can be sold now; flows to CRM, never back.", ("owner_only",)),
    Field("status", "choice", _ERP, "Where it is in its life."),
)


def hints_of(raw: Values) -> Hints:
    return Hints()


def derive(values: dict[str, Any]) -> None:
    """The pack size that the title states, where the system has no field of its own for it."""
    if "pack_size" not in values and values.get("name") and (pack := titles.pack(values["name"])):
        values["pack_size"] = pack


def form(values: Values) -> dict[str, str]:
    """Comparison strings of a product."""
    name = values.get("name", "")
    gtin = values.get("gtin", "")
    return {
        "gtin": gtin if gtin and gtins.is_global(gtin) else "",
        "mpn": part_number.form(values["mpn"]) if "mpn" in values else "",
        "brand": brand.form(values["brand"]) if "brand" in values else "",
        "words": " ".join(titles.tokens(name)),
        "codes": SEPARATOR.join(titles.model_codes(name)),
        "pack": _pack(values.get("pack_size")),
        "price": values.get("list_price", ""),
    }


def _pack(pack: Any) -> str:
    if not isinstance(pack, dict):
        return ""
    return " ".join(str(pack.get(part) or "") for part in ("count", "size", "unit")).strip()


def caption(values: Values) -> str:
    return str(values.get("name") or values.get("sku") or "Unnamed product")


SPEC: Final = MatchSpec(
    comparisons=(
        Comparison("gtin", "exact", ("gtin",), (Level("same GTIN", 15), Level("different GTIN", -9, veto=True))),
        Comparison(
            "pack_size", "set_equal", ("pack",), (Level("same pack", 1), Level("different pack", -8, veto=True))
        ),
        Comparison("mpn", "exact", ("mpn",), (Level("same part number", 11), Level("different part number", -5))),
        Comparison("brand", "similar", ("brand",), (Level("same brand", 1.5, 0.92), Level("different brand", -5))),
        Comparison(
            "title",
            "title",
            ("words", "codes"),
            (
                Level("same title and model code", 13, 1.97),
                Level("nearly the same title, same model code", 9, 1.9),
                Level("similar title, same model code", 5, 1.7),
                Level("same model code", 3, 1.2),
                Level("model code in common", 1, 1.0),
                Level("title {percent} similar", 10, 0.97),
                Level("title {percent} similar", 6, 0.9),
                Level("title {percent} similar", 3.5, 0.75),
                Level("title {percent} similar", 0, 0.55),
                Level("title {percent} similar", -4, 0.3),
                Level("different title", -8),
            ),
        ),
        Comparison(
            "list_price",
            "numeric",
            ("price",),
            (
                Level("same price", 2, 0.99),
                Level("price within a tenth", 1, 0.9),
                Level("price within a third", -0.5, 0.67),
                Level("different price", -3),
            ),
        ),
    ),
    blocking=(
        BlockingRule("gtin", (Part("gtin"),)),
        BlockingRule("part number", (Part("mpn"),)),
        BlockingRule("model code", (Part("codes"),)),
        BlockingRule("title", (Part("words", "sorted_tokens"),)),
        BlockingRule("brand and word", (Part("brand"), Part("words", "each_token", 4))),
    ),
    thresholds=Thresholds(join=6, fuse=10, keep=0, review=1, margin=2),
    prior=-8.0,
)

PRODUCT: Final = Domain(
    name="product",
    plural="products",
    fields=FIELDS,
    spec=SPEC,
    hints_of=hints_of,
    derive=derive,
    form=form,
    caption=caption,
)
